"""Bus events, endpoints and the tools of the webhooks service, with sensible defaults."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from cryptography.fernet import Fernet

from kit.caller import Caller
from kit.ids import new_id
from kit.messaging import Event
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.delivery import Due
from services.webhooks.domain.endpoint_url import UrlPolicy

AT = datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)
ACCOUNT = "acct_01J0000000000000000000DEMO"
OTHER_ACCOUNT = "acct_01J000000000000000000OTHER"
CALLER = Caller(ACCOUNT)
BOX = SecretBox(Fernet.generate_key().decode())
LOCAL = UrlGuard(UrlPolicy(allow_local=True))
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="

_numbers = count(1)


def an_event(event_type: str, data: dict[str, Any], **changes: Any) -> Event:
    """An event on the bus, with an id of its own."""
    fields = {
        "id": new_id("evt", AT),
        "type": event_type,
        "version": 1,
        "occurred_at": "2026-06-28T10:14:22Z",
        "account_id": ACCOUNT,
        "livemode": True,
        "data": data,
    }
    return Event(**{**fields, **changes})


def an_invoice_event(*, phone: str | None = "+919876543210", **changes: Any) -> Event:
    """invoice.created as far as webhooks reads it."""
    number = next(_numbers)
    data = {
        "invoice_id": f"inv_{number:026d}",
        "invoice_no": f"INV-2026-{number:05d}",
        "store_id": "store_01J0000000000000000000BLR0",
        "status": "paid",
        "customer": {"phone": phone} if phone else None,
        "lines": [{}, {}],
        "grand_total_paise": 22_000,
    }
    return an_event("invoice.created", data, **changes)


def a_stock_event(*deltas: int, **changes: Any) -> Event:
    """stock.changed with a change for each delta, in thousandths."""
    changed = [
        {
            "product_id": f"prod_{place:026d}",
            "sku": f"SKU-{place}",
            "store_id": "store_01J0000000000000000000BLR0",
            "delta_milli": delta,
            "on_hand_milli": 500_000 + delta,
            "reason": "sale",
        }
        for place, delta in enumerate(deltas)
    ]
    return an_event("stock.changed", {"changes": changed}, **changes)


def a_due(**changes: Any) -> Due:
    """A first attempt, ready to be sent."""
    fields = {
        "account_id": ACCOUNT,
        "id": "dlv_01J00000000000000000000DL1",
        "attempt": 1,
        "scheduled": changes.get("attempt", 1),
        "redelivery": False,
        "first_attempt_at": AT,
        "endpoint_id": "whk_01J00000000000000000000EP1",
        "url": "http://127.0.0.1:9/",
        "livemode": True,
        "sealed_secret": BOX.seal(SECRET),
        "old_secrets": (),
        "sealed_headers": None,
        "failing": False,
        "api_version": "v1.4",
        "event_id": "evt_01J00000000000000000000EV1",
        "body": '{"id":"evt_01J00000000000000000000EV1","data":{"customer_phone":"+91••••43210"}}',
    }
    return Due(**{**fields, **changes})
