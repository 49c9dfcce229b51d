"""One database and three roles a service: one serves, one works behind the scenes, one owns and migrates."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import errors

from deploy.local.credentials import SERVICES, Credentials
from deploy.local.environment import database_url
from deploy.local.failure import StackFailure
from deploy.local.folders import write_private
from deploy.local.servers import postgresql
from deploy.local.settings import ROOT, Stack

GROUPS = ("saathix_service", "saathix_worker")
SERVICE_LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "10s",
    # A service looks things up by their keys. A plan made while a table is still small would read all of it, and a
    # prepared one would keep doing so until the first ANALYZE: these leave the planner the index alone.
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
WORKER_LIMITS = {
    "jit": "off",
    "statement_timeout": "30s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "30s",
}
MEND = "Mend the migration. If its database holds nothing you need, remove the run folder and start from nothing."
ONE_AT_A_TIME = 7_240_002  # advisory lock: two stacks may share a server that is not theirs


def provision(admin_dsn: str, services: Sequence[str], passwords: Mapping[str, str]) -> None:
    """Create what is missing of the roles and databases, and set passwords and limits. Safe to repeat."""
    with closing(psycopg2.connect(admin_dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
            for statement in _missing(cursor, services, passwords):
                cursor.execute(statement)


def _missing(cursor: Any, services: Sequence[str], passwords: Mapping[str, str]) -> list[str]:
    cursor.execute("SELECT rolname FROM pg_roles")
    roles = {name for (name,) in cursor.fetchall()}
    cursor.execute("SELECT datname FROM pg_database")
    databases = {name for (name,) in cursor.fetchall()}
    return statements(services, passwords, roles=roles, databases=databases)


def statements(
    services: Sequence[str],
    passwords: Mapping[str, str],
    *,
    roles: frozenset[str] | set[str] = frozenset(),
    databases: frozenset[str] | set[str] = frozenset(),
) -> list[str]:
    """The SQL of an administrator, in order, given what exists already."""
    sql = [f"CREATE ROLE {group} NOLOGIN" for group in GROUPS if group not in roles]
    for service in services:
        serving = f"saathix_{service}"
        for role, group, limits in (
            (serving, "saathix_service", SERVICE_LIMITS),
            (f"{serving}_worker", "saathix_worker", WORKER_LIMITS),
            (f"{serving}_owner", None, {}),
        ):
            sql += _role(role, group, limits, passwords[role], exists=role in roles)
        sql += _database(serving, exists=serving in databases)
    return sql


def _role(name: str, group: str | None, limits: Mapping[str, str], password: str, *, exists: bool) -> list[str]:
    rights = "NOSUPERUSER NOCREATEDB NOCREATEROLE " + ("NOBYPASSRLS" if group else "BYPASSRLS")
    sql = [] if exists else [f"CREATE ROLE {name} LOGIN {rights}"]
    sql.append(f"ALTER ROLE {name} PASSWORD '{password}'")
    sql += [f"ALTER ROLE {name} SET {limit} = '{value}'" for limit, value in limits.items()]
    if group:
        sql.append(f"GRANT {group} TO {name}")
    return sql


def _database(name: str, *, exists: bool) -> list[str]:
    sql = [] if exists else [f"CREATE DATABASE {name} OWNER {name}_owner ENCODING 'UTF8' TEMPLATE template0"]
    return [
        *sql,
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO {name}, {name}_worker",
    ]


def bring_up_to_date(stack: Stack, credentials: Credentials) -> list[str]:
    """Provision and migrate every service's database; returns the migrations applied, none when nothing changed."""
    stamp = stack.data / "databases.sha256"
    wanted = _fingerprint(credentials)
    if stack.database_url is None and stamp.exists() and stamp.read_text() == wanted:
        return []
    _provision_or_explain(stack, credentials)
    applied = migrate_all(stack, credentials)
    if stack.database_url is None:
        stamp.write_text(wanted)
    return applied


def _provision_or_explain(stack: Stack, credentials: Credentials) -> None:
    administrator = postgresql.administrator_url(stack, credentials)
    try:
        provision(administrator, SERVICES, credentials.roles)
    except errors.InsufficientPrivilege as refused:
        if all(postgresql.answers(database_url(stack, credentials, service, "_owner")) for service in SERVICES):
            return  # an administrator has done it for us
        with closing(psycopg2.connect(administrator)) as connection, connection.cursor() as cursor:
            sql = _missing(cursor, SERVICES, credentials.roles)
        path = write_private(stack.run / "provision.sql", ";\n".join(sql) + ";\n")
        raise StackFailure(
            f"The role in SAATHIX_DATABASE_URL may not create roles and databases: {refused}".strip(),
            advice=f"An administrator runs `psql -f {path}` once (it holds passwords), then start again.",
        ) from refused


def migrate_all(stack: Stack, credentials: Credentials) -> list[str]:
    """Apply every service's migrations, side by side; "service/name" of each that was applied."""
    jobs = [(database_url(stack, credentials, service, "_owner"), folders_of(service)) for service in SERVICES]
    with ProcessPoolExecutor(max_workers=3, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(_migrate, *zip(*jobs, strict=True)))
    for service, (_, problem) in zip(SERVICES, results, strict=True):
        if problem:
            raise StackFailure(f"The migrations of {service} failed: {problem}", advice=MEND)
    return [f"{service}/{name}" for service, (names, _) in zip(SERVICES, results, strict=True) for name in names]


def folders_of(service: str) -> list[Path]:
    """Where a service's migrations are: the machinery all share, then its own."""
    own = ROOT / "gateway" if service == "gateway" else ROOT / "services" / service
    return [ROOT / "kit" / "db" / "migrations", own / "migrations"]


def _migrate(owner_dsn: str, folders: list[Path]) -> tuple[list[str], str]:
    from kit.db.migrate import migrate  # in the child process only

    try:
        return list(migrate(owner_dsn, *folders)), ""
    except Exception as problem:  # the exceptions of drivers do not survive the way back
        return [], f"{type(problem).__name__}: {problem}"


def _fingerprint(credentials: Credentials) -> str:
    digest = hashlib.sha256("\n".join(statements(SERVICES, credentials.roles)).encode())
    for service in SERVICES:
        for folder in folders_of(service):
            for file in sorted(folder.glob("*.sql")):
                digest.update(f"{service}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()
