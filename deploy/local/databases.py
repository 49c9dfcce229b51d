"""The databases of a local stack: provisioned and migrated, or what an administrator must run written out."""

import hashlib
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import psycopg2
from psycopg2 import errors

from deploy.local.credentials import SERVICES, Credentials
from deploy.local.environment import database_url
from deploy.local.failure import StackFailure
from deploy.local.folders import write_private
from deploy.local.servers import postgresql
from deploy.local.settings import Stack
from kit.db.provision import missing, provision, statements
from kit.db.schema import folders_of

MEND = "Mend the migration. If its database holds nothing you need, remove the run folder and start from nothing."


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
            sql = missing(cursor, SERVICES, credentials.roles)
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
