"""Changing, limiting and deleting endpoints, and what that means for deliveries."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from kit.caller import Idempotency
from kit.preconditions import PreconditionFailed
from services.webhooks import operations
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.errors import EndpointExists, EndpointNotFound, TooManyEndpoints, ValidationFailed
from tests.factories.webhooks import BOX, an_invoice_event

ROOT = Path(__file__).resolve().parents[3]
URL = "https://93.184.216.34/hook"


def pointers(refused):
    return sorted((item["pointer"], item["code"]) for item in refused.value.errors)


def test_what_is_named_changes_and_the_rest_stays(webhooks):
    made = webhooks.register(URL, "invoice.created", description="Tally", headers={"X-Shop": "1"})

    changed = webhooks.change(made, events=["stock.*", "invoice.*"], description=None)

    assert changed["events"] == ["invoice.*", "stock.*"]
    assert (changed["description"], changed["url"], changed["headers"]) == (None, URL, {"X-Shop": "••••"})
    assert webhooks.endpoint(made) == changed


def test_headers_are_sent_and_never_shown_again(webhooks, receiver, dispatch):
    made = webhooks.register(receiver.url, "*", headers={"Authorization": "Bearer 5f3a", "X-Shop": "1"})
    webhooks.change(made, headers={"X-Shop": None, "X-Till": "7"})
    webhooks.hears(an_invoice_event())

    dispatch()

    sent = receiver.requests[0].headers
    assert (sent["authorization"], sent["x-till"], "x-shop" in sent) == ("Bearer 5f3a", "7", False)
    assert webhooks.endpoint(made)["headers"] == {"Authorization": "••••", "X-Till": "••••"}
    with webhooks.db.transaction(webhooks.caller.account_id) as tx:
        assert "5f3a" not in str(tx.one("SELECT * FROM endpoints"))


def test_every_fault_of_a_change_is_named_and_nothing_has_changed(webhooks):
    made = webhooks.register(URL, "*")

    with pytest.raises(ValidationFailed) as refused:
        webhooks.change(
            made, url="https://10.0.0.1/", events=["invoice.burnt"], headers={"Host": "x", "A": "1\r\nB: 2"}
        )

    assert pointers(refused) == [
        ("/events/0", "out_of_range"),
        ("/headers/A", "invalid_type"),
        ("/headers/Host", "out_of_range"),
        ("/url", "url_refused"),
    ]
    with pytest.raises(ValidationFailed) as refused:
        webhooks.change(made, url=None, colour="red", status="asleep", events=[])
    assert pointers(refused) == [
        ("/colour", "unknown_field"),
        ("/events", "out_of_range"),
        ("/status", "out_of_range"),
        ("/url", "required"),
    ]
    assert webhooks.endpoint(made) == {**{k: v for k, v in made.items() if k[0] != "_"}, "secret": None}


def test_headers_that_together_are_too_many_are_refused(webhooks):
    made = webhooks.register(URL, "*", headers={f"X-{n}": "1" for n in range(20)})

    with pytest.raises(ValidationFailed) as refused:
        webhooks.change(made, headers={"X-One-More": "1"})

    assert pointers(refused) == [("/headers", "out_of_range")]


def test_a_change_that_makes_a_twin_is_refused(webhooks):
    first, second = webhooks.register(URL, "invoice.*"), webhooks.register(URL, "stock.*")

    with pytest.raises(EndpointExists) as refused:
        webhooks.change(second, events=["invoice.*"])

    assert refused.value.facts == {"webhook_id": first["id"]}
    assert webhooks.change(first, events=["invoice.*"])["events"] == ["invoice.*"]


def test_a_change_meant_for_another_state_is_refused(webhooks):
    made = webhooks.register(URL, "*")
    request = {"endpoint_id": made["id"], "expected_body": "0" * 64}

    with pytest.raises(PreconditionFailed):
        operations.delete_endpoint(webhooks.db, webhooks.clock, webhooks.caller, None, request=request, box=BOX)


def test_a_disabled_endpoint_gets_nothing_and_an_enabled_one_what_comes_then(webhooks, receiver, dispatch):
    made = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())

    assert webhooks.change(made, status="disabled")["status"] == "disabled"
    webhooks.hears(an_invoice_event())
    dispatch()
    webhooks.change(made, status="enabled")
    webhooks.hears(an_invoice_event())
    dispatch()

    assert sorted(delivery["status"] for delivery in webhooks.deliveries(made)) == ["delivered", "failed"]
    assert len(receiver.requests) == 1


def test_a_deleted_endpoint_is_gone_and_what_waited_fails_in_the_housekeeping(webhooks, receiver, dispatch):
    made = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    request = {"endpoint_id": made["id"]}

    operations.delete_endpoint(webhooks.db, webhooks.clock, webhooks.caller, None, request=request, box=BOX)
    dispatch()

    assert receiver.requests == []
    with pytest.raises(EndpointNotFound):
        webhooks.endpoint(made)
    operations.keep_house(webhooks.worker_db, webhooks.clock)
    with webhooks.db.transaction(webhooks.caller.account_id) as tx:
        assert tx.all("SELECT status FROM deliveries") == [{"status": "failed"}]
    assert webhooks.register(receiver.url, "*")["_created"]


def test_an_account_has_fifty_endpoints_however_many_ask_at_once(webhooks):
    for number in range(48):
        webhooks.register(f"{URL}/{number}", "*")
    refused = []

    def ask(number):
        try:
            webhooks.register(f"{URL}/late/{number}", "*")
        except TooManyEndpoints:
            refused.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 4
    assert not webhooks.register(f"{URL}/0", "*")["_created"], "the same again is no further one"


def test_another_key_seals_everything_anew_and_the_old_one_can_go(webhooks):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    made = webhooks.register(URL, "*", box=SecretBox(old), headers={"X-Shop": "1"}, idempotency=Idempotency("k", "f"))
    with webhooks.worker_db.transaction() as tx:  # those of other tests have keys of their own
        tx.run("DELETE FROM endpoints WHERE account_id <> %(own)s", {"own": webhooks.caller.account_id})
        tx.run("DELETE FROM idempotency_records WHERE account_id <> %(own)s", {"own": webhooks.caller.account_id})

    done = operations.seal_again(webhooks.worker_db, SecretBox(f"{new},{old}"))

    assert done == {"endpoints": 1, "answers": 1}
    with webhooks.db.transaction(webhooks.caller.account_id) as tx:
        row = tx.one("SELECT sealed_secret, sealed_headers FROM endpoints")
    assert SecretBox(new).open(row["sealed_secret"]) == made["secret"]
    assert SecretBox(new).open_headers(row["sealed_headers"]) == {"X-Shop": "1"}
    again = webhooks.register(URL, "*", box=SecretBox(new), headers={"X-Shop": "1"}, idempotency=Idempotency("k", "f"))
    assert (again["secret"], again["_replayed"]) == (made["secret"], True)


def test_the_command_that_seals_anew_says_how_much_there_was(webhooks, dsns):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    with webhooks.worker_db.transaction() as tx:
        tx.run("DELETE FROM endpoints")
        tx.run("DELETE FROM idempotency_records")
    made = webhooks.register(URL, "*", box=SecretBox(old))
    environ = {
        "PATH": os.environ["PATH"],
        "SAATHIX_WEBHOOKS_WORKER_DATABASE_URL": dsns["worker"],
        "SAATHIX_ENCRYPTION_KEY": f"{new},{old}",
    }

    ended = subprocess.run(
        [sys.executable, "-m", "services.webhooks.reencrypt"], cwd=ROOT, env=environ, capture_output=True, text=True
    )

    assert (ended.returncode, ended.stdout) == (0, "sealed with the first key: 1 webhooks, 0 recorded answers\n")
    with webhooks.db.transaction(webhooks.caller.account_id) as tx:
        assert SecretBox(new).open(tx.one("SELECT sealed_secret FROM endpoints")["sealed_secret"]) == made["secret"]
