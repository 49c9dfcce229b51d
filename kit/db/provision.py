"""
One database and three roles a service: one serves, one works behind the scenes, one owns and migrates.

`python -m kit.db.provision [--print] billing …` does it as the administrator of SAATHIX_DATABASE_URL, safely more than once.
The passwords are those in the services' own SAATHIX_<SERVICE>_DATABASE_URL, …_WORKER_… and …_OWNER_….
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2.extensions import encrypt_password

from kit.db.schema import answers

GROUPS = ("saathix_service", "saathix_worker")
KINDS_OF_ROLE = ("", "_worker", "_owner")
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
ONE_AT_A_TIME = 7_240_002  # advisory lock: two stacks may share a server that is not theirs


def provision(admin_dsn: str, services: Sequence[str], passwords: Mapping[str, str]) -> None:
    """
    Create what is missing of the roles and databases, and set passwords and limits. Safe to repeat.

    A password goes as PostgreSQL keeps it, hashed: a server that logs its statements, or a slow one, logs no password.
    """
    with closing(psycopg2.connect(admin_dsn)) as connection:
        connection.autocommit = True
        hashed = {role: encrypt_password(text, role, connection, "scram-sha-256") for role, text in passwords.items()}
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
            for statement in missing(cursor, services, hashed):
                cursor.execute(statement)


def missing(cursor: Any, services: Sequence[str], passwords: Mapping[str, str]) -> list[str]:
    """The SQL that the server of this cursor still needs."""
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
    quoted = password.replace("'", "''")
    sql.append(f"ALTER ROLE {name} PASSWORD '{quoted}'")
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


def passwords_in(environ: Mapping[str, str], services: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The password of each role, out of its DSN; and the variables that are missing or name another role."""
    passwords: dict[str, str] = {}
    gaps: list[str] = []
    for service in services:
        for kind in KINDS_OF_ROLE:
            variable, role = f"SAATHIX_{service.upper()}{kind.upper()}_DATABASE_URL", f"saathix_{service}{kind}"
            parts = urlsplit(environ.get(variable, ""))
            if parts.username == role and parts.password:
                passwords[role] = unquote(parts.password)
            else:
                gaps.append(f"{variable}: is no URL of the role {role} with its password")
    return passwords, gaps


def main(arguments: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Provision, or print what a server that has nothing yet would need; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m kit.db.provision", description=__doc__)
    parser.add_argument("--print", action="store_true", dest="only_print", help="print the SQL; it holds passwords")
    parser.add_argument("--seconds", type=float, default=0.0, help="how long to wait for the server")
    parser.add_argument("services", nargs="+", metavar="service")
    chosen = parser.parse_args(arguments)
    passwords, gaps = passwords_in(environ, chosen.services)
    administrator = environ.get("SAATHIX_DATABASE_URL", "")
    if not chosen.only_print and not administrator:
        gaps.append("SAATHIX_DATABASE_URL: is not set; it is the administrator's")
    if gaps:
        sys.stderr.write("cannot provision, the environment lacks:\n  " + "\n  ".join(gaps) + "\n")
        return 2
    if chosen.only_print:
        sys.stdout.write(";\n".join(statements(chosen.services, passwords)) + ";\n")
        return 0
    answers(administrator, chosen.seconds)  # if not, the next line says why
    provision(administrator, chosen.services, passwords)
    sys.stdout.write(f"roles and databases are there: {', '.join(chosen.services)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
