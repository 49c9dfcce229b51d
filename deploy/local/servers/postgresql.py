"""
A private PostgreSQL: TCP on the loopback only, passwords only, durable. With SAATHIX_STANDBY=1 two servers, the second of
which follows the first; see servers/pair.py for how they change places.
"""

import shutil
import subprocess
from dataclasses import dataclass
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
# A commit is answered when the follower has it on its disk, too: whatever was acknowledged outlives the loss of a server.
FOLLOWED = "synchronous_standby_names = '{follower}'\n"
FOLLOWING = """\
primary_conninfo = 'host=127.0.0.1 port={port} user={user} password={password} application_name={name}'
wal_retrieve_retry_interval = 500ms
"""
PAIR = """\
wal_keep_size = 512MB
wal_receiver_status_interval = 1s
hot_standby_feedback = on
"""
# A segment that is there already is never written over: two servers writing one archive would be a mistake.
ARCHIVED = """\
archive_mode = on
archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f.part && sync {archive}/%f.part && mv {archive}/%f.part {archive}/%f'
archive_timeout = {seconds}s
"""
ARCHIVE_SECONDS = 5
ACCESS = """\
host all all 127.0.0.1/32 scram-sha-256
host replication postgres 127.0.0.1/32 scram-sha-256
"""
ADMINISTRATOR = "postgres"
FOLLOWER = "saathix_standby"


@dataclass(frozen=True)
class Server:
    """One of the (at most two) servers: the supervisor's name for it, its port and its folder."""

    name: str
    port: int
    cluster: Path

    @property
    def exists(self) -> bool:
        return (self.cluster / "PG_VERSION").exists()

    @property
    def follows(self) -> bool:
        """Whether it starts as a standby; PostgreSQL takes this file away when the server is promoted."""
        return (self.cluster / "standby.signal").exists()


def servers(stack: Stack) -> list[Server]:
    """The servers of a stack; either may be the primary."""
    first = Server("postgresql", stack.ports.postgresql, stack.data.resolve() / "postgresql")
    second = Server("postgresql-2", stack.ports.second_postgresql, stack.data.resolve() / "postgresql-2")
    if stack.standby:
        return [first, second]
    if second.exists:
        raise StackFailure("This stack has two PostgreSQL servers.", advice="Start it with SAATHIX_STANDBY=1.")
    return [first]


def primary(stack: Stack) -> Server:
    """The server that takes writes, or will when it starts; the first, when there is none yet."""
    leading = [server for server in servers(stack) if server.exists and not server.follows]
    if len(leading) > 1:
        raise StackFailure(
            "Both PostgreSQL servers are primaries.",
            advice="Only one may be: `python -m deploy.local promote` fences the other. Move the wrong folder away by hand.",
        )
    return leading[0] if leading else servers(stack)[0]


def binaries() -> Path | None:
    """The folder of initdb and postgres, the newest version first."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def prepare(stack: Stack, credentials: Credentials) -> None:
    """Initialise the cluster the first time; write the settings every time."""
    owner = account_for("postgres")
    if not any(server.exists for server in servers(stack)):
        _initialise(stack, servers(stack)[0].cluster, owner, credentials.postgresql)
    if stack.wal_archive:
        private_folder(archive_of(stack), owner)
    for server in servers(stack):
        if server.exists:
            write_settings(stack, credentials, server)


def archive_of(stack: Stack) -> Path:
    """Where the write-ahead log is kept with SAATHIX_WAL_ARCHIVE=1."""
    return stack.data.resolve() / "wal-archive"


def write_settings(stack: Stack, credentials: Credentials, server: Server) -> None:
    """Write a server's settings and who may come in."""
    owner = account_for("postgres")
    text = SETTINGS.format(port=server.port)
    others = [other for other in servers(stack) if other != server]
    if others:
        text += PAIR
    if server.follows:
        text += FOLLOWING.format(
            port=others[0].port, user=ADMINISTRATOR, password=credentials.postgresql, name=FOLLOWER
        )
    elif any(other.follows for other in others):
        text += FOLLOWED.format(follower=FOLLOWER)
    if stack.wal_archive:
        text += ARCHIVED.format(archive=archive_of(stack), seconds=ARCHIVE_SECONDS)
    write_private(server.cluster / "postgresql.auto.conf", text, owner)
    write_private(server.cluster / "pg_hba.conf", ACCESS, owner)


def _initialise(stack: Stack, cluster: Path, owner: str | None, password: str) -> None:
    unfinished = cluster.with_name("postgresql.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    private_folder(unfinished, owner)
    password_file = write_private(cluster.with_name("postgresql.password"), password, owner)
    log = stack.log_of("initdb")
    command = [
        str(folder_of_programs() / "initdb"),
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
                env=environment(),
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


def programs(stack: Stack) -> list[Program]:
    """The servers, as the supervisor runs them; one without a cluster yet is not started."""
    return [
        Program(
            name=server.name,
            command=[str(folder_of_programs() / "postgres"), "-D", str(server.cluster)],
            environment=environment(),
            directory=stack.data.resolve(),
            user=account_for("postgres"),
            priority=SERVERS,
            stop_signal="INT",  # fast shutdown: no waiting for clients
            stop_seconds=30,
            autostart=server.exists,
        )
        for server in servers(stack)
    ]


def environment() -> dict[str, str]:
    """The environment of PostgreSQL's own programs."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def folder_of_programs() -> Path:
    """Where PostgreSQL's programs are; StackFailure when it is not installed."""
    found = binaries()
    if found is None:
        raise StackFailure("PostgreSQL is not installed.", advice="apt-get install postgresql")
    return found


def administrator_url(stack: Stack, credentials: Credentials) -> str:
    """The superuser's DSN: the private server's, or the one we were given."""
    if stack.database_url:
        return stack.database_url
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in servers(stack))
    which = "?target_session_attrs=read-write" if stack.standby else ""
    return f"postgresql://{ADMINISTRATOR}:{credentials.postgresql}@{hosts}/postgres{which}"


def url_of(server: Server, credentials: Credentials) -> str:
    """The superuser's DSN of one server, whichever it is."""
    return f"postgresql://{ADMINISTRATOR}:{credentials.postgresql}@127.0.0.1:{server.port}/postgres"


def answers(url: str) -> bool:
    """Whether the server takes a connection."""
    try:
        psycopg2.connect(url, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True
