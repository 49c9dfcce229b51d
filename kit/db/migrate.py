"""Numbered SQL files applied in order by yoyo, one process at a time, and refused when an applied file has changed."""

import contextlib
import hashlib
import io
import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg2
from psycopg2.extensions import parse_dsn

_LOCK = 7_240_001  # any fixed number: every migrator of a database takes the same advisory lock

_CHECKSUMS = """
CREATE TABLE IF NOT EXISTS _migration_checksums (
    migration_id TEXT PRIMARY KEY,
    sha256       TEXT NOT NULL,
    applied_at   TIMESTAMPTZ NOT NULL DEFAULT now()
)
"""
_READABLE = "GRANT SELECT ON _migration_checksums TO saathix_service, saathix_worker"  # they wait for their schema


class MigrationChanged(Exception):
    """A file that has been applied no longer reads as it did; make a new migration instead."""


def migrate(owner_dsn: str, *folders: str | Path) -> list[str]:
    """Apply what is missing, folder by folder, and return the names applied. Waits for another migrator to finish."""
    logging.getLogger("yoyo").setLevel(logging.WARNING)
    applied: list[str] = []
    with _locked(owner_dsn) as cursor:
        cursor.execute(_CHECKSUMS)
        cursor.execute(_READABLE)
        cursor.execute("SELECT migration_id, sha256 FROM _migration_checksums")
        known: dict[str, str] = dict(cursor.fetchall())
        for folder in folders:
            files = sorted(Path(folder).glob("*.sql"))
            _refuse_changed(files, known)
            fresh = [file for file in files if file.stem not in known]
            if fresh:
                _apply(owner_dsn, Path(folder))
            for file in fresh:
                cursor.execute("INSERT INTO _migration_checksums VALUES (%s, %s)", (file.stem, _sha256(file)))
                applied.append(file.stem)
    return applied


def _apply(owner_dsn: str, folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # yoyo's own deprecations, at import
        from yoyo import get_backend, read_migrations  # only migrations pay for its import
    backend = get_backend(_for_yoyo(owner_dsn))
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # yoyo prints what a SELECT in a migration returns
            backend.apply_migrations(backend.to_apply(read_migrations(str(folder))))
    finally:
        backend.connection.close()


def _for_yoyo(dsn: str) -> str:
    """Put a DSN as libpq reads it, of several hosts perhaps, into the one form that yoyo reads: the hosts as options."""
    known = parse_dsn(dsn)
    user, password, database = (quote(known.pop(name, ""), safe="") for name in ("user", "password", "dbname"))
    return f"postgresql://{user}:{password}@/{database}?{urlencode(known)}"


def _refuse_changed(files: list[Path], known: dict[str, str]) -> None:
    for file in files:
        if known.get(file.stem, _sha256(file)) != _sha256(file):
            raise MigrationChanged(f"{file} was applied in another form; undo the change and write a new migration")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@contextlib.contextmanager
def _locked(owner_dsn: str) -> Iterator[Any]:
    connection = psycopg2.connect(owner_dsn)
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        yield cursor
    finally:
        connection.close()


if __name__ == "__main__":
    for name in migrate(sys.argv[1], *sys.argv[2:]):
        print(name)
