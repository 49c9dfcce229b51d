"""A private PostgreSQL: TCP on the loopback only, passwords only, durable."""

import shutil
import subprocess
from pathlib import Path

import psycopg2

from deploy.local.accounts import account_for, as_account, give
from deploy.local.credentials import Credentials
from deploy.local.failure import StackFailure
from deploy.local.folders import private_folder, write_private
from deploy.local.program import SERVERS, Program
from deploy.local.settings import Stack

SETTINGS = """\
# Written at each start by deploy/local/servers/postgresql.py.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
password_encryption = scram-sha-256
autovacuum_naptime = 5s
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 64MB
fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = on
wal_buffers = 16MB
min_wal_size = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m %u@%d [%p] '
log_lock_waits = on
log_min_duration_statement = 1000
"""
ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"
ADMINISTRATOR = "postgres"


def binaries() -> Path | None:
    """The folder of initdb and postgres, the newest version first."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def prepare(stack: Stack, credentials: Credentials) -> None:
    """Initialise the cluster the first time; write its settings every time."""
    owner = account_for("postgres")
    cluster = stack.data.resolve() / "postgresql"
    if not (cluster / "PG_VERSION").exists():
        _initialise(stack, cluster, owner, credentials.postgresql)
    write_private(cluster / "postgresql.auto.conf", SETTINGS.format(port=stack.ports.postgresql), owner)
    write_private(cluster / "pg_hba.conf", ACCESS, owner)


def _initialise(stack: Stack, cluster: Path, owner: str | None, password: str) -> None:
    unfinished = cluster.with_name("postgresql.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    private_folder(unfinished, owner)
    password_file = write_private(cluster.with_name("postgresql.password"), password, owner)
    log = stack.log_of("initdb")
    command = [
        str(_folder() / "initdb"),
        f"--pgdata={unfinished}",
        f"--username={ADMINISTRATOR}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    try:
        with log.open("w") as output:
            done = subprocess.run(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=unfinished,
                env=_environment(),
                **as_account(owner),
            )
    finally:
        password_file.unlink()
    if done.returncode:
        raise StackFailure(
            "initdb could not make the database cluster.", log=log, advice="Free disk space? Then again."
        )
    unfinished.rename(cluster)
    give(cluster, owner)


def program(stack: Stack) -> Program:
    """The server, as the supervisor runs it."""
    cluster = stack.data.resolve() / "postgresql"
    return Program(
        name="postgresql",
        command=[str(_folder() / "postgres"), "-D", str(cluster)],
        environment=_environment(),
        directory=cluster,
        user=account_for("postgres"),
        priority=SERVERS,
        stop_signal="INT",  # fast shutdown: no waiting for clients
        stop_seconds=30,
    )


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def _folder() -> Path:
    found = binaries()
    if found is None:
        raise StackFailure("PostgreSQL is not installed.", advice="apt-get install postgresql")
    return found


def administrator_url(stack: Stack, credentials: Credentials) -> str:
    """The superuser's DSN: the private server's, or the one we were given."""
    if stack.database_url:
        return stack.database_url
    return f"postgresql://{ADMINISTRATOR}:{credentials.postgresql}@127.0.0.1:{stack.ports.postgresql}/postgres"


def answers(url: str) -> bool:
    """Whether the server takes a connection."""
    try:
        psycopg2.connect(url, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True
