"""
A PostgreSQL of one test's own on a disk of a few megabytes, which can be filled.

The disk is a tmpfs in a mount namespace of its own: it is gone with its processes, whatever becomes of the test. Started again
whenever it ends, as by a supervisor.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.local import databases
from deploy.local.accounts import account_for
from deploy.local.servers import postgresql
from kit.db.migrate import migrate
from tests.fault.ports import free_port

SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 60
shared_buffers = 16MB
min_wal_size = 4MB
max_wal_size = 8MB
wal_recycle = off
"""
HOLD = (
    "import ctypes, sys, time; libc = ctypes.CDLL(None, use_errno=True);"
    "failed = libc.mount(b'none', sys.argv[1].encode(), b'tmpfs', 0, sys.argv[2].encode());"
    "print(ctypes.get_errno() if failed else 'mounted', flush=True);"
    "time.sleep(3600)"
)


class PrivatePostgresql:
    """The server, and the disk under it."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self._disk = folder
        self._owner = pwd.getpwnam(account_for("postgres") or pwd.getpwuid(os.getuid()).pw_name)
        self._password = secrets.token_hex(8)
        self._ending = False
        self._server: subprocess.Popen[bytes] | None = None
        self._holder = self._mounted(megabytes)
        self.port = free_port()
        self.ended = 0

    @property
    def administrator(self) -> str:
        return f"postgresql://postgres:{self._password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Make the cluster and start the server."""
        found = postgresql.binaries()
        assert found, "PostgreSQL is not installed"
        self._binaries = found
        password = self._disk / "password"
        self._sh(f"echo {self._password} > {password}")
        options = "--username=postgres --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --wal-segsize=1 --no-sync"
        self._sh(f"{found}/initdb --pgdata={self._disk}/data --pwfile={password} {options}")
        settings = SETTINGS.format(port=self.port)
        self._sh(f"cat >> {self._disk}/data/postgresql.conf <<'end'\n{settings}\nend")
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()
        deadline = time.monotonic() + 30
        while not postgresql.answers(self.administrator):
            assert time.monotonic() < deadline, "PostgreSQL does not start"
            time.sleep(0.1)

    @contextlib.contextmanager
    def database(self, service: str) -> Iterator[dict[str, str]]:
        """The database of a service, migrated: its DSNs as `kit.testing.databases.fresh` gives them."""
        roles = {f"saathix_{service}{kind}": secrets.token_hex(8) for kind in ("", "_worker", "_owner")}
        databases.provision(self.administrator, [service], roles)
        where = f"127.0.0.1:{self.port}/saathix_{service}"
        dsns = {
            role: f"postgresql://saathix_{service}{kind}:{roles[f'saathix_{service}{kind}']}@{where}"
            for role, kind in (("service", ""), ("worker", "_worker"), ("owner", "_owner"))
        }
        migrate(dsns["owner"], *databases.folders_of(service))
        yield dsns

    def fill(self) -> None:
        """Leave no room on the disk."""
        self._sh(f"cat /dev/zero > {self._disk}/ballast || true")

    def make_room(self) -> None:
        self._sh(f"rm {self._disk}/ballast")

    def end(self) -> None:
        self._ending = True
        if self._server is not None:
            self._server.kill()
            self._keeper.join(timeout=10)
        self._holder.kill()
        self._holder.communicate()

    def _keep(self) -> None:
        command = [*self._inside(), str(self._binaries / "postgres"), "-D", f"{self._disk}/data"]
        while not self._ending:
            self._server = subprocess.Popen(command, env=ENVIRONMENT, cwd="/", stdout=QUIET, stderr=QUIET)
            self._server.wait()
            self.ended += not self._ending
            time.sleep(0.5)

    def _mounted(self, megabytes: int) -> subprocess.Popen[bytes]:
        """A process that holds the namespace with the disk."""
        as_root = os.getuid() == 0
        own = (
            ["unshare", "--mount"] if as_root else ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"]
        )
        options = f"size={megabytes}m,mode=0700" + (
            f",uid={self._owner.pw_uid},gid={self._owner.pw_gid}" if as_root else ""
        )
        command = [*own, sys.executable, "-c", HOLD, str(self._disk), options]
        holder = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert holder.stdout is not None
        said = holder.stdout.readline().decode().strip()
        assert said == "mounted", f"a small disk cannot be mounted: {os.strerror(int(said or 0))}"
        return holder

    def _inside(self) -> list[str]:
        """The start of a command that runs where the disk is, as the server's user."""
        enter = ["nsenter", "--target", str(self._holder.pid), "--mount"]
        if os.getuid() == 0:
            return [*enter, f"--setuid={self._owner.pw_uid}", f"--setgid={self._owner.pw_gid}", "--"]
        return [*enter, "--user", "--preserve-credentials", "--"]

    def _sh(self, script: str) -> None:
        subprocess.run(
            [*self._inside(), "sh", "-c", script], check=True, env=ENVIRONMENT, cwd="/", stdout=QUIET, stderr=QUIET
        )


ENVIRONMENT: dict[str, Any] = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
QUIET = subprocess.DEVNULL


@contextlib.contextmanager
def private_postgresql(megabytes: int) -> Iterator[PrivatePostgresql]:
    """Lend a server with so much room."""
    folder = Path(tempfile.mkdtemp(prefix="saathix-disk-", dir="/tmp"))
    server = PrivatePostgresql(folder, megabytes)
    try:
        server.start()
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)
