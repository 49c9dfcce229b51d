"""
Two PostgreSQL servers: one leads, the other follows it by streaming, and the leader answers a commit when both have it.

`follow` makes the missing follower, at the first start as after a failover. `promote` gives the lead to the follower: the old
primary is stopped and its folder moved aside *first*, so that nothing can ever write to it again (fencing).
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg2

from deploy.local import supervision
from deploy.local.accounts import account_for, as_account
from deploy.local.credentials import Credentials
from deploy.local.failure import StackFailure
from deploy.local.folders import private_folder
from deploy.local.progress import step
from deploy.local.servers import postgresql
from deploy.local.servers.postgresql import FOLLOWER, Server
from deploy.local.settings import Stack

PATIENCE = 60.0
LOOKS, LOOK_SECONDS = 10, 0.1
FENCED = ".fenced"  # what a folder's name ends with once its server may not lead any more


def follow(stack: Stack, credentials: Credentials) -> None:
    """Make the follower if there is none, start it, and let commits wait for it from then on. The primary runs already."""
    leader = postgresql.primary(stack)
    [follower] = [server for server in postgresql.servers(stack) if server != leader]
    if follower.exists and is_streaming(leader, credentials):
        return
    with step(f"{follower.name} follows {leader.name}"):
        if not follower.exists:
            _clone(stack, credentials, leader, follower)
        for server in (follower, leader):
            postgresql.write_settings(stack, credentials, server)
        supervision.start(stack, [follower.name])
        _until(lambda: is_streaming(leader, credentials), f"{follower.name} does not stream", stack, follower)
        ask(leader, credentials, "SELECT pg_reload_conf()")


def promote(stack: Stack, credentials: Credentials) -> float:
    """Fence the primary and give the lead to the follower; returns the seconds until it takes writes."""
    servers = postgresql.servers(stack)
    following = [server for server in servers if server.exists and server.follows]
    if not following:
        raise StackFailure("There is no PostgreSQL server to promote.", advice="SAATHIX_STANDBY=1 and up makes one.")
    [new] = following
    [old] = [server for server in servers if server != new]
    began = time.monotonic()
    with step(f"Stopping and fencing {old.name}"):
        fence(stack, old)
    with step(f"Promoting {new.name}"):
        ask(new, credentials, "SELECT pg_promote(true, 30)")
        _until(lambda: not ask(new, credentials, "SELECT pg_is_in_recovery()"), "it does not lead", stack, new)
    taken = time.monotonic() - began
    postgresql.write_settings(stack, credentials, new)  # those of a server that leads: its standby.signal is gone
    return taken


def fence(stack: Stack, server: Server) -> Path:
    """
    Move a server's folder aside and end the server: neither the supervisor nor a person can start it by mistake.

    In this order, because the supervisor starts again whatever dies; and at once, because a server that stops by itself waits
    for those that follow it. More than once, because one that the supervisor was just starting is not in its folder yet.
    """
    aside = server.cluster.with_name(server.cluster.name + FENCED)
    if server.exists:
        shutil.rmtree(aside, ignore_errors=True)
        server.cluster.rename(aside)
    for _ in range(LOOKS):
        for pid in processes_in(aside):
            with suppress(ProcessLookupError):  # it has ended meanwhile
                os.kill(pid, signal.SIGKILL)
        time.sleep(LOOK_SECONDS)
    supervision.stop(stack, [server.name])
    _until(lambda: not processes_in(aside), f"{server.name} does not end", stack, server)
    return aside


def processes_in(folder: Path) -> list[int]:
    """Every process that works in a folder, under whatever name it was started."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
        except OSError:
            continue  # it has ended meanwhile
    return found


def is_streaming(leader: Server, credentials: Credentials) -> bool:
    """Whether the follower receives what the leader writes."""
    sql = "SELECT count(*) FROM pg_stat_replication WHERE application_name = %s AND state = 'streaming'"
    try:
        return bool(ask(leader, credentials, sql, FOLLOWER))
    except psycopg2.OperationalError:
        return False


def ask(server: Server, credentials: Credentials, sql: str, *values: str) -> Any:
    """Run one statement as the superuser of one server; its first value comes back."""
    with closing(psycopg2.connect(postgresql.url_of(server, credentials), connect_timeout=3)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            row = cursor.fetchone()
            return row[0] if row else None


def base_backup(stack: Stack, credentials: Credentials, of: Server, to: Path, *options: str) -> None:
    """Copy a running server's files, and the log they need to be whole."""
    owner = account_for("postgres")
    private_folder(to, owner)
    source = f"host=127.0.0.1 port={of.port} user={postgresql.ADMINISTRATOR}"
    log = stack.log_of("pg_basebackup")
    command = [str(postgresql.folder_of_programs() / "pg_basebackup"), "-D", str(to), "-d", source, "-c", "fast"]
    with log.open("a") as output:
        done = subprocess.run(
            [*command, *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=to,
            env={**postgresql.environment(), "PGPASSWORD": credentials.postgresql},  # where no process list shows it
            **as_account(owner),
        )
    if done.returncode:
        raise StackFailure(f"pg_basebackup of {of.name} failed.", log=log)


def _clone(stack: Stack, credentials: Credentials, leader: Server, follower: Server) -> None:
    unfinished = follower.cluster.with_name(f"{follower.cluster.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    base_backup(stack, credentials, leader, unfinished, "-X", "stream")
    (unfinished / "standby.signal").touch()
    shutil.chown(unfinished / "standby.signal", *_owner_of(unfinished))
    unfinished.rename(follower.cluster)


def _owner_of(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid


def _until(condition: Callable[[], bool], else_say: str, stack: Stack, server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise StackFailure(f"{else_say} after {PATIENCE:.0f} s.", log=stack.log_of(server.name))
        time.sleep(0.05)
