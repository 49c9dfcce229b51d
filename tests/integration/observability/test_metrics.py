"""Every metric is served by the process that owns it, and moves when the thing happens; none says whose it is."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys

import pytest
import requests

from deploy.local.scrape import scrape_all, total_of
from deploy.local.settings import MEASURED, ROOT, stack_from
from kit.clock import SystemClock, rfc3339
from kit.db import Database
from kit.ids import new_id
from kit.messaging import Event, inbox
from tests.e2e.api_client import Shop, open_shop
from tests.fakes.echo_process import wait_for
from tests.fakes.event_publisher import publish
from tests.fakes.webhook_receiver import Says, WebhookReceiver

SERVICES = {"catalog", "billing", "customers", "reporting", "webhooks"}

# metric → who serves it (a gateway's workers count as one)
OWNERS = {
    "saathix_build_info": set(MEASURED),
    "saathix_http_requests_total": {"gateway"},
    "saathix_http_request_duration_seconds_bucket": {"gateway"},
    "saathix_http_requests_in_flight": {"gateway"},
    "saathix_rate_limit_refusals_total": {"gateway"},
    "saathix_redis_fallback": {"gateway"},
    "saathix_request_log_rows_dropped_total": {"gateway"},
    "saathix_rpc_queue_wait_seconds_bucket": {*SERVICES, "receipts"},
    "saathix_sales_group_size_bucket": {"billing"},
    "saathix_db_pool_wait_seconds_bucket": set(MEASURED),
    "saathix_db_pool_connections": set(MEASURED),
    "saathix_outbox_unsent": {"catalog", "billing", "customers"},
    "saathix_outbox_oldest_unsent_seconds": {"catalog", "billing", "customers"},
    "saathix_outbox_published_total": {"catalog", "billing", "customers"},
    "saathix_events_applied_total": SERVICES,
    "saathix_inbox_duplicates_total": SERVICES,
    "saathix_event_retries_total": SERVICES,
    "saathix_dead_events": SERVICES,
    "saathix_deliveries_total": {"dispatcher"},
    "saathix_delivery_duration_seconds_bucket": {"dispatcher"},
    "saathix_deliveries_due": {"dispatcher"},
    "saathix_deliveries_oldest_due_seconds": {"dispatcher"},
    "saathix_endpoints_paused": {"dispatcher"},
    "saathix_housekeeping_rows_deleted_total": {*SERVICES, "dispatcher"},
    "process_resident_memory_bytes": set(MEASURED),
    "process_cpu_seconds_total": set(MEASURED),
}

TEMPLATE = re.compile(r"(/([a-z0-9._-]+|\{[a-z_]+\}))+|/|unknown|malformed")
PERSONAL = re.compile(
    r"(acct|key|cus|inv|prod|store|evt|whk|dlv|req|pay|cn)_[0-9A-Z]{16,}|[sp]k_(live|test)|\+?\d{10,}|[0-9A-HJKMNP-TV-Z]{26}"
)


@pytest.fixture(scope="module")
def stack():
    return stack_from(os.environ)


@pytest.fixture(scope="module")
def shop() -> Shop:
    shop = open_shop(stores=1)
    shop.product("METRICS-SKU-1", rate=14)
    shop.api.post("/v1/invoices", {"items": [{"sku": "METRICS-SKU-1", "qty": 1}]})
    return shop


def total(stack, name: str, process: str = "", **labels: str) -> float:
    return total_of(scrape_all(stack, [process] if process else ()), name, **labels)


class Watch:
    """What has been counted since it began."""

    def __init__(self, stack, name: str, process: str = "", **labels: str) -> None:
        self._ask = lambda: total(stack, name, process, **labels)
        self._before = self._ask()

    def grown(self) -> float:
        return self._ask() - self._before


def test_every_process_serves_what_it_owns_and_nothing_of_the_others(stack, shop):
    served: dict[str, set[str]] = {}
    for scrape in scrape_all(stack):
        assert scrape.ready, scrape.process
        for name in scrape.samples:
            served.setdefault(name, set()).add(scrape.process.split()[0])

    assert {name: served.get(name, set()) for name in OWNERS} == OWNERS
    assert {"rpc_calls_total", "rpc_handled_total"} <= {name.removeprefix("saathix_") for name in served}
    assert len([scrape for scrape in scrape_all(stack) if scrape.process.startswith("gateway")]) == int(
        os.environ.get("SAATHIX_GATEWAY_WORKERS", "2")
    )


def test_a_sale_moves_what_it_passes(stack, shop):
    watched = [
        Watch(stack, "saathix_http_requests_total", method="POST", route="/v1/invoices", status="201"),
        Watch(stack, "saathix_http_request_duration_seconds_count", route="/v1/invoices"),
        Watch(stack, "saathix_rpc_calls_total", "gateway", service="billing", method="create_invoice", outcome="ok"),
        Watch(stack, "saathix_rpc_call_duration_seconds_count", "gateway", service="billing", method="create_invoice"),
        Watch(stack, "saathix_rpc_handled_total", "billing", method="create_invoice", outcome="ok"),
        Watch(stack, "saathix_rpc_handle_duration_seconds_count", "billing", method="create_invoice"),
        Watch(stack, "saathix_rpc_queue_wait_seconds_count", "billing"),
        Watch(stack, "saathix_sales_group_size_sum", "billing"),
        Watch(stack, "saathix_db_pool_wait_seconds_count", "billing"),
        Watch(stack, "saathix_outbox_published_total", "billing"),
        Watch(stack, "saathix_events_applied_total", "reporting", handler="project_invoice_created"),
    ]

    assert shop.api.post("/v1/invoices", {"items": [{"sku": "METRICS-SKU-1", "qty": 1}]}).status_code == 201

    for watch in watched:
        wait_for(lambda watch=watch: watch.grown() >= 1, seconds=10)
    wait_for(lambda: total(stack, "saathix_outbox_unsent", "billing") == 0, seconds=20)


def test_refusals_are_told_from_failures(stack, shop):
    refused = Watch(stack, "saathix_rpc_handled_total", "billing", method="create_invoice", outcome="refused")
    unknown = Watch(stack, "saathix_http_requests_total", route="unknown", status="404")
    failed = Watch(stack, "saathix_rpc_calls_total", outcome="failed")

    assert shop.api.post("/v1/invoices", {"items": [{"sku": "NO-SUCH", "qty": 1}]}).status_code == 422
    assert shop.api.get(f"/v1/nothing/{secrets.token_hex(4)}").status_code == 404

    wait_for(lambda: refused.grown() >= 1 and unknown.grown() >= 1)
    assert failed.grown() == 0


def test_what_is_no_http_is_counted(stack):
    malformed = Watch(stack, "saathix_http_requests_total", route="malformed", status="400")

    host, _, port = os.environ["SAATHIX_BASE_URL"].removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"NONSENSE\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")

    wait_for(lambda: malformed.grown() >= 1)


def test_a_request_over_the_limit_is_counted_by_its_limit(stack):
    limited = open_shop(stores=1, limits=(600, 2)).api
    watch = Watch(stack, "saathix_rate_limit_refusals_total", limit="second")

    statuses = [limited.get("/v1/stores").status_code for _ in range(12)]

    assert 429 in statuses
    wait_for(lambda: watch.grown() >= statuses.count(429))


def test_an_event_that_comes_again_is_a_duplicate(stack, shop):
    first = Watch(stack, "saathix_events_applied_total", "reporting", handler="project_invoice_created")
    shop.api.post("/v1/invoices", {"items": [{"sku": "METRICS-SKU-1", "qty": 1}]})
    event = wait_for_event(shop.account_id)
    wait_for(lambda: first.grown() >= 1)
    duplicates = Watch(stack, "saathix_inbox_duplicates_total", "reporting", handler="project_invoice_created")
    applied = Watch(stack, "saathix_events_applied_total", "reporting", handler="project_invoice_created")

    publish("billing", event)

    wait_for(lambda: duplicates.grown() >= 1)
    assert applied.grown() == 0


def wait_for_event(account_id: str) -> Event:
    billing = Database(os.environ["SAATHIX_BILLING_WORKER_DATABASE_URL"], size=1)
    found: list[dict[str, str]] = []

    def sent() -> bool:
        with billing.transaction() as tx:
            found[:] = tx.all(
                """
                SELECT envelope FROM outbox
                 WHERE account_id = %(a)s AND event_type = 'invoice.created' AND sent_at IS NOT NULL
                """,
                {"a": account_id},
            )
        return bool(found)

    wait_for(sent)
    wait_for(lambda: _inbox_state(account_id) == "applied")
    billing.close()
    return Event.from_json(json.loads(found[0]["envelope"]))


def _inbox_state(account_id: str) -> str | None:
    reporting = Database(os.environ["SAATHIX_REPORTING_WORKER_DATABASE_URL"], size=1)
    with reporting.transaction() as tx:
        row = tx.one("SELECT state FROM inbox WHERE account_id = %(a)s", {"a": account_id})
    reporting.close()
    return row["state"] if row else None


def test_an_event_that_cannot_be_applied_is_retried_and_then_dead(stack):
    """Of a type that reporting alone takes from here: its handler meets an envelope without what it needs."""
    account, now = f"acct_{secrets.token_hex(6)}", SystemClock().now()
    databases = [
        Database(os.environ[f"SAATHIX_{service}_WORKER_DATABASE_URL"], size=1)
        for service in ("REPORTING", "WEBHOOKS", "CUSTOMERS")
    ]
    retries = Watch(stack, "saathix_event_retries_total", "reporting", handler="project_payment_received")
    dead = Watch(stack, "saathix_dead_events", "reporting", handler="project_payment_received")
    poison = Event(new_id("evt", now), "payment.received", 1, rfc3339(now), account, True, {"broken": True})
    try:
        publish("billing", poison)
        wait_for(lambda: _inbox_state(account) == "waiting")
        with databases[0].transaction() as tx:
            tx.run(
                "UPDATE inbox SET attempts = %(n)s, next_attempt_at = now() WHERE account_id = %(a)s",
                {"n": len(inbox.DELAYS), "a": account},
            )
        wait_for(lambda: _inbox_state(account) == "dead")
        wait_for(lambda: dead.grown() >= 1 and retries.grown() >= 1, seconds=15)
    finally:
        for database in databases:
            with database.transaction() as tx:
                tx.run("DELETE FROM inbox WHERE account_id = %(a)s", {"a": account})
            database.close()
    wait_for(lambda: dead.grown() == 0, seconds=15)


def test_a_delivery_and_one_that_fails_are_counted(stack, shop):
    delivered = Watch(stack, "saathix_deliveries_total", outcome="delivered")
    retried = Watch(stack, "saathix_deliveries_total", outcome="retried")
    timed = Watch(stack, "saathix_delivery_duration_seconds_count")
    with WebhookReceiver() as receiver:
        receiver.then(Says(500), Says(200))
        hook = shop.api.post("/v1/webhooks", {"url": receiver.url, "events": ["invoice.created"]}).json()
        for _ in range(2):
            shop.api.post("/v1/invoices", {"items": [{"sku": "METRICS-SKU-1", "qty": 1}]})
        receiver.wait_for(2)
        wait_for(lambda: delivered.grown() >= 1 and retried.grown() >= 1 and timed.grown() >= 2)
        shop.api.delete(f"/v1/webhooks/{hook['id']}")


def test_no_label_says_whose_it_is_or_can_grow_without_end(stack, shop):
    """A busy stack: every test before this one has sold, refused and failed on it."""
    customer = {"phone": "+919812345678", "name": "Ramesh Kumar"}
    sale = shop.api.post("/v1/invoices", {"items": [{"sku": "METRICS-SKU-1", "qty": 1}], "customer": customer}).json()
    for path in (
        f"/v1/invoices/{sale['id']}",
        f"/v1/events/{sale['id']}",
        "/v1/customers/+919812345678",
        "/x/9812345678",
    ):
        shop.api.get(path)
    shop.api._send("MADE" + "UP", "/v1/invoices")

    values = {
        (sample, label, value)
        for scrape in scrape_all(stack)
        for sample, children in scrape.samples.items()
        if sample.startswith("saathix_")
        for labels in children
        for label, value in labels
        if label != "le"
    }

    assert len(values) > 100
    guilty = [one for one in values if PERSONAL.search(one[2]) or "METRICS-SKU" in one[2] or "Ramesh" in one[2]]
    assert guilty == []
    assert {label for _, label, _ in values} <= {
        "method", "route", "status", "limit", "service", "version", "outcome", "state", "handler", "table", "reason",
    }  # fmt: skip
    assert [value for _, label, value in values if label == "route" and not TEMPLATE.fullmatch(value)] == []
    assert "MADEUP" not in {value for _, label, value in values if label == "method"}


def test_the_private_ports_are_no_part_of_the_public_one(stack):
    assert requests.get(f"{os.environ['SAATHIX_BASE_URL']}/metrics", timeout=5).status_code == 404


def test_a_person_sees_it_all_on_a_page(stack, shop):
    shop.api.post("/v1/invoices", {"items": [{"sku": "METRICS-SKU-1", "qty": 1}]})

    done = subprocess.run(
        [sys.executable, "-m", "deploy.local", "metrics"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for begin in ("PROCESS", "gateway 1", "ROUTE", "/v1/invoices", "CALL", "billing.create_invoice", "DELIVERIES"):
        assert any(line.strip().startswith(begin) for line in lines), begin
    assert max(map(len, lines)) <= 120
    one = subprocess.run(
        [sys.executable, "-m", "deploy.local", "metrics", "--process", "reporting"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "reporting.project_invoice_created" in one.stdout
    assert "/v1/invoices" not in one.stdout
