"""A service waits for its schema: nothing of it serves a database that lacks what its code was written for."""

import subprocess
import sys
from contextlib import closing

import psycopg2

from kit.db.schema import ROOT, lacking, wanted


def schema(*arguments, **environ):
    command = [sys.executable, "-m", "kit.db.schema", *arguments]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), **environ}, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_a_database_with_every_migration_is_waited_for_no_longer(fresh_database):
    dsns = fresh_database("catalog")

    assert lacking(dsns["service"], "catalog") == set()
    assert schema("wait", "catalog", SAATHIX_CATALOG_DATABASE_URL=dsns["service"])[0] == 0
    assert schema("wait", "catalog", SAATHIX_CATALOG_WORKER_DATABASE_URL=dsns["worker"])[0] == 0


def test_one_missing_migration_is_waited_for_and_named(fresh_database):
    dsns = fresh_database("catalog")
    one = min(wanted("catalog"))
    with closing(psycopg2.connect(dsns["owner"])) as connection, connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM _migration_checksums WHERE migration_id = %s", (one,))

    status, said, _ = schema("wait", "catalog", "--seconds", "0", SAATHIX_CATALOG_DATABASE_URL=dsns["service"])

    assert status == 1
    assert said == f"catalog waits for its schema: 1 migrations are missing, the first is {one}\n"


def test_migrating_again_applies_nothing(fresh_database):
    dsns = fresh_database("catalog")

    done = schema("migrate", "catalog", SAATHIX_CATALOG_OWNER_DATABASE_URL=dsns["owner"])

    assert done == (0, "catalog has every migration already\n", "")


def test_a_service_s_own_role_cannot_migrate(fresh_database):
    dsns = fresh_database("catalog")

    status, _, problem = schema("migrate", "catalog", SAATHIX_CATALOG_OWNER_DATABASE_URL=dsns["service"])

    assert status == 1
    assert "InsufficientPrivilege" in problem


def test_what_cannot_be_done_is_told_at_once():
    nowhere = "postgresql://nobody@127.0.0.1:1/x"

    without = schema("migrate", "catalog")
    unknown = schema("wait", "tills", SAATHIX_TILLS_DATABASE_URL=nowhere)

    assert without == (2, "", "schema: SAATHIX_CATALOG_OWNER_DATABASE_URL is not set\n")
    assert unknown == (2, "", "schema: there are no migrations of tills here\n")


def test_a_database_that_is_away_is_waited_for():
    nowhere = "postgresql://nobody@127.0.0.1:1/x"

    status, said, _ = schema("wait", "catalog", "--seconds", "0", SAATHIX_CATALOG_DATABASE_URL=nowhere)

    assert status == 1
    assert said.startswith("catalog waits for its schema: the database does not answer: ")
