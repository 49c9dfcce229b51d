"""A webhooks database for a module's tests, and in each test an account of its own."""

import json
import secrets
from dataclasses import dataclass, replace
from typing import Any

import pytest

from kit.caller import Caller, Idempotency
from kit.db import Database
from kit.messaging import Event, inbox
from kit.testing import FakeClock
from services.webhooks import operations
from services.webhooks.adapters.http_sender import HttpSender
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.dispatcher import Dispatcher
from services.webhooks.settings import DispatcherSettings
from tests.factories.webhooks import BOX, LOCAL
from tests.fakes.webhook_receiver import WebhookReceiver


@dataclass
class Webhooks:
    """The service's operations, for one account."""

    db: Database
    worker_db: Database
    clock: FakeClock
    caller: Caller

    def register(
        self,
        url: str,
        *events: str,
        guard: UrlGuard = LOCAL,
        idempotency: Idempotency | None = None,
        box: SecretBox = BOX,
        **more: Any,
    ) -> dict[str, Any]:
        request = {"url": url, "events": list(events), **more}
        result = operations.register_endpoint(
            self.db, self.clock, self.caller, idempotency, request=request, guard=guard, box=box
        )
        return {**json.loads(result["body"]), "_created": result["created"], "_replayed": result["replayed"]}

    def hears(self, *events: Event, handler: str = "test") -> None:
        """Take a batch of bus events, as this account's."""
        own = [replace(event, account_id=self.caller.account_id) for event in events]
        self.hears_of_any_account(*own, handler=handler)

    def hears_of_any_account(self, *events: Event, handler: str = "test") -> None:
        inbox.apply_batch(
            self.db,
            handler,
            events,
            lambda tx, fresh: operations.store_events(tx, self.clock, fresh),
            self.clock.now(),
        )

    def events(self, **asked: Any) -> list[dict[str, Any]]:
        return self.page_of_events(**asked)[0]

    def page_of_events(self, **asked: Any) -> tuple[list[dict[str, Any]], Any]:
        found = operations.list_events(self.db, self.caller, request=asked)
        return json.loads(found["body_items"]), found["next"]

    def deliveries(self, endpoint: dict[str, Any], **filters: Any) -> list[dict[str, Any]]:
        request = {"endpoint_id": endpoint["id"], "filters": filters, "limit": 100}
        return json.loads(operations.list_deliveries(self.db, self.caller, request=request)["body_items"])

    def change(self, endpoint: dict[str, Any], guard: UrlGuard = LOCAL, **changes: Any) -> dict[str, Any]:
        request = {"endpoint_id": endpoint["id"], "changes": changes}
        made = operations.change_endpoint(self.db, self.clock, self.caller, None, request=request, guard=guard, box=BOX)
        return json.loads(made["body"])

    def rotate(self, endpoint: dict[str, Any]) -> dict[str, Any]:
        request = {"endpoint_id": endpoint["id"]}
        return json.loads(
            operations.rotate_secret(self.db, self.clock, self.caller, None, request=request, box=BOX)["body"]
        )

    def asks(self, operation: Any, **request: Any) -> dict[str, Any]:
        """Run an operation that changes something and needs no tools."""
        made = operation(self.db, self.clock, self.caller, None, request=request)
        return json.loads(made["body"])

    def endpoint(self, endpoint: dict[str, Any]) -> dict[str, Any]:
        found = operations.get_endpoint(self.db, self.caller, request={"endpoint_id": endpoint["id"]}, box=BOX)
        return json.loads(found["body"])


@pytest.fixture(scope="module")
def dsns(fresh_database):
    return fresh_database("webhooks")


@pytest.fixture(scope="module")
def databases(dsns):
    opened = Database(dsns["service"], size=8), Database(dsns["worker"], size=8)
    yield opened
    for database in opened:
        database.close()


@pytest.fixture
def webhooks(databases, clock):
    return Webhooks(*databases, clock, Caller(f"acct_{secrets.token_hex(8)}"))


@pytest.fixture
def receiver():
    with WebhookReceiver() as receiver:
        yield receiver


@pytest.fixture
def sender():
    sender = HttpSender(LOCAL)
    yield sender
    sender.close()


@pytest.fixture
def dispatcher(webhooks, sender):
    """A dispatcher that goes by the test's clock."""
    settings = DispatcherSettings(encryption_keys="-", worker_database_url="-", threads=8, per_endpoint=4)
    settings.__dict__["box"] = BOX
    return Dispatcher(webhooks.worker_db, webhooks.clock, sender, settings)


@pytest.fixture
def dispatch(dispatcher):
    """Send what is due now, once, and write down how it went."""

    def once() -> None:
        while dispatcher.step():
            dispatcher.drain()

    yield once
    dispatcher.close()
