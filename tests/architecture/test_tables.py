"""Every table of every service has its account first in its key and stands under forced row-level security."""

import os

import psycopg2
import pytest

from kit.db import Database

SERVICES = ("catalog", "billing", "customers", "reporting", "webhooks", "gateway")
OF_A_PERSON = {"members", "member_sessions", "recovery_codes", "password_resets"}
"""Of the gateway: a person may belong to several accounts, so the person leads their keys and their policies."""
NOT_OF_AN_ACCOUNT = {"_yoyo_log", "_yoyo_migration", "_yoyo_version", "yoyo_lock", "_migration_checksums"}


def tables(service: str) -> list[dict]:
    database = Database(os.environ[f"SAATHIX_{service.upper()}_OWNER_DATABASE_URL"], size=1)
    with database.transaction() as tx:
        rows = tx.all(
            """
            SELECT c.oid::regclass::text AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
                   c.relispartition AS partition,
                   (SELECT count(*) FROM pg_policies AS p WHERE p.tablename = c.relname) AS policies,
                   (SELECT a.attname
                      FROM pg_index AS i
                      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                     WHERE i.indrelid = c.oid AND i.indisprimary) AS leads,
                   pg_get_userbyid(c.relowner) AS owner
              FROM pg_class AS c
              JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
               AND c.relkind IN ('r', 'p')
            """
        )
    database.close()
    return [row for row in rows if row["name"].split(".")[-1] not in NOT_OF_AN_ACCOUNT]


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_has_its_account_and_forced_row_level_security(service):
    found = tables(service)
    assert found
    for table in found:
        leads = "member_id" if table["name"] in OF_A_PERSON else "account_id"
        assert table["leads"] == leads, f"{service}.{table['name']}: the account does not lead its primary key"
        assert table["enabled"], f"{service}.{table['name']}: no row-level security"
        assert table["forced"], f"{service}.{table['name']}: its row-level security is not forced on the owner"
        assert table["policies"] or table["partition"], f"{service}.{table['name']}: no policy"
        assert table["owner"] == f"saathix_{service}_owner"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_sees_nothing_without_naming_an_account_and_owns_nothing(service):
    database = Database(os.environ[f"SAATHIX_{service.upper()}_DATABASE_URL"], size=1)
    for table in tables(service):
        with database.transaction() as tx:
            try:
                rows = tx.all(f"SELECT 1 FROM {table['name']} LIMIT 1")
            except psycopg2.errors.InsufficientPrivilege:
                rows = []
                tx.roll_back()
        assert rows == [], f"{service}.{table['name']} shows rows to a transaction of no account"
    database.close()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_cannot_enter_the_database_of_another(service):
    url = os.environ[f"SAATHIX_{service.upper()}_DATABASE_URL"]
    other = "billing" if service != "billing" else "catalog"
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(url.rpartition("/")[0] + f"/saathix_{other}")


@pytest.mark.parametrize("service", SERVICES)
def test_roles_have_time_limits_on_the_server(service):
    database = Database(os.environ[f"SAATHIX_{service.upper()}_DATABASE_URL"], size=1)
    with database.transaction() as tx:
        limits = [
            tx.one(f"SHOW {name}")[name]
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        ]
    database.close()
    assert "0" not in limits
