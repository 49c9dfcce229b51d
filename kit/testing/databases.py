"""New databases for tests, on the real server, built from the migrations and owned as in production."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from kit.db.migrate import migrate

_ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def fresh(service: str, *, root: Path = _ROOT) -> Iterator[dict[str, str]]:
    """
    Lend a new database of a service: its DSNs under `service`, `worker` and `owner`. Dropped at the end.

    `root` holds the code whose migrations are applied, such as that of an earlier release.
    """
    name = f"test_{service}_{secrets.token_hex(4)}"
    owner = f"saathix_{service}_owner"
    with _administrator() as cursor:
        cursor.execute(f"CREATE DATABASE {name} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0")
        cursor.execute(f"GRANT CONNECT ON DATABASE {name} TO saathix_{service}, saathix_{service}_worker")
    dsns = {
        role: _in_database(os.environ[f"SAATHIX_{service.upper()}{infix}_DATABASE_URL"], name)
        for role, infix in (("service", ""), ("worker", "_WORKER"), ("owner", "_OWNER"))
    }
    own = root / ("gateway" if service == "gateway" else f"services/{service}") / "migrations"
    migrate(dsns["owner"], root / "kit/db/migrations", own)
    try:
        yield dsns
    finally:
        with _administrator() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _administrator() -> Iterator[Any]:
    connection = psycopg2.connect(os.environ["SAATHIX_DATABASE_URL"])
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def _in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
