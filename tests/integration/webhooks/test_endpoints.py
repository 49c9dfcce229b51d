"""Registering endpoints, and reading them."""

import json
import threading

import pytest

from kit.caller import Caller, Idempotency
from services.webhooks import operations
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.endpoint_url import UrlPolicy
from services.webhooks.errors import EndpointNotFound, ValidationFailed
from tests.factories.webhooks import BOX

URL = "https://93.184.216.34/hook"
PUBLIC_ONLY = UrlGuard(UrlPolicy(), lambda _host: ["93.184.216.34"])


def faults(refused):
    return [(item["pointer"], item["code"]) for item in refused.value.errors]


def test_an_endpoint_is_made_with_a_secret_shown_once(webhooks):
    made = webhooks.register(URL, "invoice.created", "stock.*", description="Tally")

    assert made["_created"]
    assert made["secret"].startswith("whsec_")
    assert {name: made[name] for name in ("url", "events", "description", "status", "api_version", "livemode")} == {
        "url": URL,
        "events": ["invoice.created", "stock.*"],
        "description": "Tally",
        "status": "enabled",
        "api_version": "v1.4",
        "livemode": True,
    }
    assert webhooks.endpoint(made) == {
        **{name: value for name, value in made.items() if not name.startswith("_")},
        "secret": None,
    }


def test_the_secret_is_not_readable_in_the_database(webhooks):
    made = webhooks.register(URL, "*", idempotency=Idempotency("key", "print"))

    with webhooks.db.transaction(webhooks.caller.account_id) as tx:
        endpoint = tx.one("SELECT * FROM endpoints")
        record = tx.one("SELECT * FROM idempotency_records")
    assert made["secret"] not in f"{endpoint}{record}"
    assert BOX.open(endpoint["sealed_secret"]) == made["secret"]


def test_the_same_key_gets_the_same_answer_with_the_secret(webhooks):
    first = webhooks.register(URL, "*", idempotency=Idempotency("key", "print"))
    again = webhooks.register(URL, "*", idempotency=Idempotency("key", "print"))

    assert again == {**first, "_replayed": True}


def test_a_repeated_key_gets_its_answer_though_the_host_is_refused_by_now(webhooks):
    url, rebound = "https://receiver.example/", UrlGuard(UrlPolicy(), lambda _host: ["10.0.0.1"])
    first = webhooks.register(url, "*", guard=PUBLIC_ONLY, idempotency=Idempotency("key", "print"))

    assert webhooks.register(url, "*", guard=rebound, idempotency=Idempotency("key", "print"))["id"] == first["id"]


def test_the_same_url_and_events_again_are_the_same_endpoint_without_its_secret(webhooks):
    first = webhooks.register(URL, "invoice.created", "stock.low")

    again = webhooks.register(URL, "stock.low", "invoice.created", "stock.low")

    assert (again["id"], again["secret"], again["_created"]) == (first["id"], None, False)
    assert webhooks.register(URL, "invoice.created")["id"] != first["id"]


def test_registered_at_once_by_many_it_is_made_once(webhooks):
    made = []
    threads = [threading.Thread(target=lambda: made.append(webhooks.register(URL, "*"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({endpoint["id"] for endpoint in made}) == 1
    assert sum(endpoint["_created"] for endpoint in made) == 1
    assert sum(endpoint["secret"] is not None for endpoint in made) == 1


def test_every_fault_is_named_and_nothing_is_made(webhooks):
    with pytest.raises(ValidationFailed) as refused:
        webhooks.register("http://10.0.0.1/", "invoice.created", "invoice.burnt")
    assert faults(refused) == [("/url", "url_refused"), ("/events/1", "out_of_range")]

    with pytest.raises(ValidationFailed) as refused:
        webhooks.register("", colour="red", description=7)
    assert sorted(faults(refused)) == [
        ("/colour", "unknown_field"),
        ("/description", "invalid_type"),
        ("/events", "out_of_range"),
        ("/url", "out_of_range"),
    ]
    with webhooks.db.transaction(webhooks.caller.account_id) as tx:
        assert tx.all("SELECT id FROM endpoints") == []


def test_a_version_that_is_not_served_is_refused(webhooks):
    with pytest.raises(ValidationFailed) as refused:
        webhooks.register(URL, "*", api_version="v0.9")

    assert faults(refused) == [("/api_version", "out_of_range")]


def test_endpoints_are_listed_newest_first_page_by_page(webhooks):
    made = [webhooks.register(f"{URL}/{number}", "*")["id"] for number in range(5)]
    seen, after = [], None
    for _ in range(3):
        page = operations.list_endpoints(webhooks.db, webhooks.caller, request={"after": after, "limit": 2}, box=BOX)
        seen += [webhooks.endpoint(item)["id"] for item in json.loads(page["body_items"])]
        after = page["next"]

    assert sorted(seen) == sorted(made)
    assert after is None


def test_another_account_s_endpoint_is_unknown(webhooks):
    made = webhooks.register(URL, "*")
    webhooks.caller = Caller("acct_somebody_else")

    with pytest.raises(EndpointNotFound):
        webhooks.endpoint(made)
