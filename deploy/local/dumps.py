"""
Logical dumps: one file a database, for a single service's way back or for a move to another version of PostgreSQL.

Each file is of one moment, but not all of the same one: for the whole system at one moment there are base backup and log
(`python -m deploy.local.drills restore` rehearses them).
"""

import os
import subprocess
from pathlib import Path

from psycopg2.extensions import parse_dsn

from deploy.local.credentials import SERVICES, Credentials
from deploy.local.environment import database_url
from deploy.local.failure import StackFailure
from deploy.local.progress import step
from deploy.local.servers import postgresql
from deploy.local.settings import Stack

SUFFIX = ".dump"


def dump_all(stack: Stack, credentials: Credentials, folder: Path) -> list[Path]:
    """Dump every service's database, readable by us alone; the files come back."""
    return [dump(stack, credentials, service, folder) for service in SERVICES]


def dump(stack: Stack, credentials: Credentials, service: str, folder: Path) -> Path:
    """Dump one service's database as its owner, who sees the rows of every account."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"saathix_{service}{SUFFIX}"
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)  # from its first byte on
    with step(f"Dumping {service}"):
        _run(stack, "pg_dump", database_url(stack, credentials, service, "_owner"), "-Fc", "-f", str(unfinished))
    return unfinished.rename(file)


def restore(stack: Stack, file: Path, into: str) -> None:
    """Fill an empty database from a dump, in one transaction; `into` is a DSN of the database's owner or of a superuser."""
    with step(f"Restoring {file.name}"):
        _run(stack, "pg_restore", into, "--exit-on-error", "--single-transaction", str(file))


def _run(stack: Stack, program: str, dsn: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, where no process list shows it."""
    password = parse_dsn(dsn).get("password", "")
    log = stack.log_of(program)
    with log.open("a") as output:
        done = subprocess.run(
            [
                str(postgresql.folder_of_programs() / program),
                "--no-password",
                f"--dbname={dsn.replace(f':{password}@', '@')}",
                *arguments,
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**postgresql.environment(), "PGPASSWORD": password, "HOME": os.environ.get("HOME", "/")},
        )
    if done.returncode:
        raise StackFailure(f"{program} failed.", log=log)
