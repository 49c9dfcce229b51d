"""Each process gets what it needs, and nothing that belongs to another."""

import pytest

from deploy.local.credentials import SERVICES, generate
from deploy.local.environment import NEEDS, of_process
from deploy.local.processes import APPLICATIONS
from deploy.local.settings import stack_from

CREDENTIALS = generate()
STACK = stack_from({"SAATHIX_RUN_DIR": "/tmp/stack"})


def environment(process, **given):
    return of_process(stack_from({"SAATHIX_RUN_DIR": "/tmp/stack", **given}), CREDENTIALS, process)


@pytest.mark.parametrize("process", APPLICATIONS)
def test_a_process_knows_no_other_service_s_database(process):
    mine = {"dispatcher": "webhooks", "receipts": "billing"}.get(process, process)
    passwords = {
        CREDENTIALS.roles[f"saathix_{service}{kind}"]
        for service in SERVICES
        for kind in ("", "_worker", "_owner")
        if service != mine
    }

    assert not [value for value in environment(process).values() if any(password in value for password in passwords)]


@pytest.mark.parametrize("process", APPLICATIONS)
def test_no_process_owns_its_tables_or_administers_its_server(process):
    text = " ".join(environment(process).values())

    assert "_owner:" not in text
    assert CREDENTIALS.postgresql not in text


def test_secrets_go_to_those_who_use_them():
    holders = {
        name: sorted(process for process in APPLICATIONS if name in environment(process))
        for name in (
            "SAATHIX_CUSTOMER_ID_SECRET",
            "SAATHIX_ENCRYPTION_KEY",
            "SAATHIX_CURSOR_SECRET",
            "SAATHIX_REDIS_URL",
        )
    }

    assert holders == {
        "SAATHIX_CUSTOMER_ID_SECRET": ["billing", "customers"],
        "SAATHIX_ENCRYPTION_KEY": ["dispatcher", "webhooks"],
        "SAATHIX_CURSOR_SECRET": ["gateway"],
        "SAATHIX_REDIS_URL": ["gateway"],
    }


def test_every_application_has_its_row_in_the_table():
    assert set(NEEDS) == set(APPLICATIONS)


def test_a_person_may_set_what_carries_the_process_s_name():
    assert environment("gateway", SAATHIX_GATEWAY_WORKERS="4")["SAATHIX_GATEWAY_WORKERS"] == "4"
    assert environment("billing", SAATHIX_BILLING_MAX_GROUP="8")["SAATHIX_BILLING_MAX_GROUP"] == "8"
    assert "SAATHIX_BILLING_MAX_GROUP" not in environment("catalog", SAATHIX_BILLING_MAX_GROUP="8")
    assert environment("dispatcher", SAATHIX_WEBHOOKS_ALLOW_LOCAL="0")["SAATHIX_WEBHOOKS_ALLOW_LOCAL"] == "0"


def test_a_person_s_other_variables_stay_with_them():
    assert "SAATHIX_BILLING_WORKER_DATABASE_URL" in environment("billing")
    given = environment("billing", SAATHIX_BILLING_DATABASE_URL="postgresql://elsewhere/x", HOME="/root")

    assert "elsewhere" not in given["SAATHIX_BILLING_DATABASE_URL"]
    assert "HOME" not in given


def test_a_server_that_was_given_is_the_one_that_is_used():
    url = "postgresql://admin:secret@db.internal:5432/postgres"
    given = environment("billing", SAATHIX_DATABASE_URL=url)

    assert given["SAATHIX_BILLING_DATABASE_URL"].endswith("@db.internal:5432/saathix_billing")
    assert "admin:secret" not in " ".join(given.values())
