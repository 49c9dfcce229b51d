"""kill −9 of billing under refunds: each key ends in one credit note or one refusal, and never more comes back than was sold."""

import json
import os
import time
from collections import Counter

import pytest

from services.billing.check_ledger import check
from tests.e2e.api_client import open_shop
from tests.fault import stack
from tests.fault.breaking import every, kill_service
from tests.fault.checker import REFUNDS, applied
from tests.fault.till import sell_all

pytestmark = pytest.mark.fault

SOLD, PIECES, ASKED = 40, 5, 7


@pytest.mark.timeout(240)
def test_billing_killed_every_two_seconds_while_more_is_asked_back_than_was_sold():
    """Predicted: five notes an invoice and two refusals, numbers without a gap, stock as before the sales, books balanced."""
    shop = open_shop()
    product = shop.product("RICE-1KG", rate=99, stock=1000)
    customer = {"phone": "+919876543210"}
    sale = {"items": [{"sku": "RICE-1KG", "qty": PIECES}], "customer": customer, "payment": {"mode": "upi"}}
    sold = [shop.api.post("/v1/invoices", sale).json()["id"] for _ in range(SOLD)]
    refunds = {f"{n} {name}": {"items": [{"line": 1, "qty": 1}]} for n in range(ASKED) for name in sold}

    with stack.Replica("billing", "Billing") as replica:
        with every(2.0, lambda: kill_service("billing", but=replica.pid), replica.kill):
            history = sell_all(
                shop,
                refunds,
                clients=16,
                pace=lambda: time.sleep(0.4),
                path_of=lambda key: f"/v1/invoices/{key.split()[1]}/refunds",
            )

    stack.wait_until_whole()
    notes = [json.loads(answer) for answer in history.sold.values()]
    assert Counter(note["invoice_id"] for note in notes) == dict.fromkeys(sold, PIECES)
    assert Counter(history.refused.values()) == {"nothing_to_refund": SOLD * (ASKED - PIECES)}
    assert sorted(note["credit_note_no"] for note in notes) == [
        f"CN-{notes[0]['credit_note_no'][3:7]}-{n:05}" for n in range(1, SOLD * PIECES + 1)
    ]
    assert shop.stock_of(product) == 1000
    assert {invoice["refund_status"] for invoice in shop.invoices()} == {"full"}
    assert check(os.environ["SAATHIX_BILLING_WORKER_DATABASE_URL"], shop.account_id)[1] == []
    stack.wait_for(lambda: applied(shop, SOLD * PIECES, REFUNDS), seconds=60)
