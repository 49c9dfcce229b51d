"""
A service's schema, from its own image: `python -m kit.db.schema migrate billing`, `python -m kit.db.schema wait billing`.

`migrate` applies what is missing, as the owner role of SAATHIX_<SERVICE>_OWNER_DATABASE_URL; it may run any number of times and
beside itself. `wait` ends once the database has every migration that this image knows, however it was started before them.
"""

import argparse
import os
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psycopg2

from kit.db.migrate import MigrationChanged, migrate

ROOT = Path(__file__).resolve().parents[2]
SAY_EVERY_SECONDS = 10.0


def folders_of(service: str, root: Path = ROOT) -> list[Path]:
    """Where a service's migrations are: the machinery all share, then its own."""
    own = root / "gateway" if service == "gateway" else root / "services" / service
    return [root / "kit" / "db" / "migrations", own / "migrations"]


def wanted(service: str) -> set[str]:
    """The names of the migrations that the code beside this file was written for; none for a service that is not here."""
    if not folders_of(service)[-1].is_dir():
        return set()
    return {file.stem for folder in folders_of(service) for file in folder.glob("*.sql")}


def lacking(dsn: str, service: str) -> set[str]:
    """The migrations that the database has not had; all of them while it has had none."""
    with closing(psycopg2.connect(dsn, connect_timeout=3)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute("SELECT migration_id FROM _migration_checksums")
        except (psycopg2.errors.UndefinedTable, psycopg2.errors.InsufficientPrivilege):
            return wanted(service)
        return wanted(service) - {name for (name,) in cursor.fetchall()}


def wait(dsn: str, service: str, seconds: float) -> bool:
    """Wait until nothing lacks, and say once in a while what does; False when the time is over."""
    ends = time.monotonic() + seconds
    speaks = 0.0
    while True:
        try:
            gaps = sorted(lacking(dsn, service))
            state = f"{len(gaps)} migrations are missing, the first is {gaps[0]}" if gaps else ""
        except psycopg2.OperationalError as problem:
            state = f"the database does not answer: {str(problem).strip().splitlines()[0]}"
        if not state:
            return True
        if time.monotonic() >= speaks:
            sys.stdout.write(f"{service} waits for its schema: {state}\n")
            sys.stdout.flush()
            speaks = time.monotonic() + SAY_EVERY_SECONDS
        if time.monotonic() >= ends:
            return False
        time.sleep(1.0)


def answers(dsn: str, seconds: float) -> bool:
    """Wait until a server lets this role in; False when the time is over."""
    ends = time.monotonic() + seconds
    while True:
        try:
            psycopg2.connect(dsn, connect_timeout=3).close()
        except psycopg2.OperationalError:
            if time.monotonic() >= ends:
                return False
            time.sleep(1.0)
        else:
            return True


def main(arguments: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Migrate or wait; returns the exit status: 0 done, 1 not, 2 when the environment lacks the address."""
    parser = argparse.ArgumentParser(prog="python -m kit.db.schema", description=__doc__)
    parser.add_argument("what", choices=("migrate", "wait"))
    parser.add_argument("service")
    parser.add_argument(
        "--seconds", type=float, help="how long to wait: 600 for the schema, and none for a server to migrate"
    )
    chosen = parser.parse_args(arguments)
    kinds = ("OWNER_",) if chosen.what == "migrate" else ("", "WORKER_")
    names = [f"SAATHIX_{chosen.service.upper()}_{kind}DATABASE_URL" for kind in kinds]
    dsn = next((environ[name] for name in names if environ.get(name)), "")
    if not dsn or not wanted(chosen.service):
        what = f"{' or '.join(names)} is not set" if not dsn else f"there are no migrations of {chosen.service} here"
        sys.stderr.write(f"schema: {what}\n")
        return 2
    if chosen.what == "wait":
        return 0 if wait(dsn, chosen.service, 600.0 if chosen.seconds is None else chosen.seconds) else 1
    answers(dsn, chosen.seconds or 0.0)  # if not, the migration says why
    return _migrate(dsn, chosen.service)


def _migrate(dsn: str, service: str) -> int:
    try:
        applied = migrate(dsn, *folders_of(service))
    except (psycopg2.Error, MigrationChanged) as problem:
        sys.stderr.write(f"schema: {type(problem).__name__}: {problem}\n")
        return 1
    sys.stdout.write("".join(f"{name} applied\n" for name in applied) or f"{service} has every migration already\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
