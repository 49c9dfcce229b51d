"""The SQL an administrator would have to run: least rights, and nothing twice."""

from deploy.local.credentials import generate
from kit.db.provision import passwords_in, statements

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


def test_a_password_with_a_quote_ends_no_statement():
    sql = statements(["billing"], {**PASSWORDS, "saathix_billing": "o'clock"})

    assert "ALTER ROLE saathix_billing PASSWORD 'o''clock'" in sql


def test_the_passwords_are_those_of_the_services_own_addresses():
    environ = {
        "SAATHIX_BILLING_DATABASE_URL": "postgresql://saathix_billing:a%2Fb@db:5432/saathix_billing",
        "SAATHIX_BILLING_WORKER_DATABASE_URL": "postgresql://saathix_billing_worker:two@db:5432/saathix_billing",
        "SAATHIX_BILLING_OWNER_DATABASE_URL": "postgresql://postgres:three@db:5432/saathix_billing",
    }

    passwords, gaps = passwords_in(environ, ["billing"])

    assert passwords == {"saathix_billing": "a/b", "saathix_billing_worker": "two"}
    assert gaps == ["SAATHIX_BILLING_OWNER_DATABASE_URL: is no URL of the role saathix_billing_owner with its password"]
