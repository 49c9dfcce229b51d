"""The SQL an administrator would have to run: least rights, and nothing twice."""

from deploy.local.credentials import generate
from deploy.local.databases import statements

PASSWORDS = generate().roles


def test_a_second_run_creates_nothing():
    roles = {"saathix_service", "saathix_worker", *PASSWORDS}
    again = statements(["billing"], PASSWORDS, roles=roles, databases={"saathix_billing"})

    assert not [statement for statement in again if statement.startswith("CREATE")]


def test_nobody_but_its_own_roles_may_connect_to_a_database():
    sql = statements(["billing"], PASSWORDS)

    assert "REVOKE ALL ON DATABASE saathix_billing FROM PUBLIC" in sql
    assert "GRANT CONNECT ON DATABASE saathix_billing TO saathix_billing, saathix_billing_worker" in sql


def test_only_the_owner_passes_row_level_security():
    created = [statement for statement in statements(["billing"], PASSWORDS) if "LOGIN NOSUPERUSER" in statement]

    assert [statement.endswith(" BYPASSRLS") for statement in created] == [False, False, True]


def test_a_service_s_statements_end_by_themselves():
    sql = statements(["billing"], PASSWORDS)

    assert "ALTER ROLE saathix_billing SET statement_timeout = '5s'" in sql
    assert "ALTER ROLE saathix_billing SET lock_timeout = '3s'" in sql
    assert "ALTER ROLE saathix_billing SET idle_in_transaction_session_timeout = '10s'" in sql
    assert "ALTER ROLE saathix_billing_worker SET statement_timeout = '30s'" in sql
