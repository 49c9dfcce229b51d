"""
The billing process exits at every point of a sale, a refund and an adjustment, one after the other; the next process goes on.

The points are what a recorded run of each came by: before every statement, around the commit, the answer and its acknowledgement,
and the same of the relay. Prediction: before the commit nothing has happened, after it everything has; RabbitMQ hands the request
to the next process, or its key is sent again, and there is one effect with its events, all sent, within a minute.
"""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.billing.check_ledger import check
from tests.fault.stack import wait_for
from tests.integration.billing.crashing import CRASHED, Rig
from tests.integration.billing.refunding import give_back

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


class Deed:
    """Something asked for again and again, each time anew."""

    method, table, reason = "", "", ""

    def __init__(self, shop) -> None:
        self.shop = shop

    def effects(self):
        """How often it has happened, with its events and its record."""
        rows = [row for row in self.shop.rows(self.table) if not self.reason or row["reason"] == self.reason]
        return len(rows), len(self.shop.rows("outbox")), len(self.shop.rows("idempotency_records"))


class FirstSale(Deed):
    """The first sale of a store, to somebody new, of what the store never had: every statement that a sale can make."""

    method, table = "create_invoice", "invoices"

    def __init__(self, shop) -> None:
        super().__init__(shop)
        self.turns = 0

    def request(self):
        self.turns += 1
        template = {"invoice_template": f"S{self.turns}/{{FY2}}/{{000}}", "credit_note_template": "C/{FY2}/{000}"}
        store = self.shop.open_store(name=f"Store {self.turns}", state="29", negative_stock=True, **template)
        lines = [{"sku": "MAGGI-70G", "qty_milli": 1000}, {"sku": "AMUL-MILK-1L", "qty_milli": 500}]
        buyer = {"phone": f"+9198765{self.turns:05}", "name": "Asha"}
        return {"store_id": store, "items": lines, "customer": buyer, "payments": [{"mode": "upi"}]}


class Refund(Deed):
    """One piece of a large bill given back."""

    method, table = "refund_invoice", "credit_notes"

    def __init__(self, shop) -> None:
        super().__init__(shop)
        self.invoice = shop.invoice(("MAGGI-70G", 90), payments=[{"mode": "upi"}])["id"]
        give_back(shop, self.invoice, (1, 1))  # the counter is there

    def request(self):
        items = [{"line": 1, "qty_milli": 1000, "restock": True}]
        return {"invoice": self.invoice, "items": items, "reason": "damaged", "mode": None}


class Adjustment(Deed):
    """A piece is found."""

    method, table, reason = "adjust_stock", "stock_movements", "found"

    def request(self):
        return {"product_id": "prod_MAGGI-70G", "store_id": self.shop.bengaluru, "delta_milli": 1000, "reason": "found"}


@pytest.fixture(scope="module")
def rig(billing_database, tmp_path_factory):
    with Rig(billing_database, tmp_path_factory.mktemp("crashes")) as rig:
        yield rig


@pytest.mark.parametrize("kind", [FirstSale, Refund, Adjustment])
def test_wherever_the_process_exits_the_next_one_makes_one_effect_of_the_key(rig, shop, billing_database, kind):
    deed = kind(shop)
    points = rig.recorded(shop.caller.account_id, deed.method, deed.request())
    assert {"commit, before", "commit, after", "answer, before", "acknowledgement, after"} <= set(points)
    assert {"relay publish and confirm, before", "relay publish and confirm, after"} <= set(points)
    made, *_ = deed.effects()

    for turn, point in enumerate(points):
        key, request, before = f"{kind.__name__}-{turn}", deed.request(), deed.effects()
        rig.start(key, point)
        with ThreadPoolExecutor(1) as till:
            asked = till.submit(rig.until_definite, shop.caller.account_id, deed.method, request, key)
            assert rig.exit_status() == CRASHED, f"it did not come by {point}"
            committed = turn > points.index("commit, before")
            wait_for(lambda: deed.effects()[0] == made + committed, seconds=10)  # noqa: B023  # at once
            assert committed or deed.effects() == before, point
            rig.start()
            answer = asked.result(timeout=60)
        made += 1
        assert (deed.effects()[0], deed.effects()[2]) == (made, before[2] + 1), point
        again = rig.until_definite(shop.caller.account_id, deed.method, request, key)
        assert again == {**answer, "replayed": True}, point
        assert json.loads(again["body"])["id"] == again["resource_id"]
        wait_for(lambda: all(row["sent_at"] for row in shop.rows("outbox")), seconds=60)

    print(f"{kind.__name__}: {len(points)} points")
    assert rig.published(shop.caller.account_id) == {row["event_id"] for row in shop.rows("outbox")}
    assert check(billing_database["worker"], shop.caller.account_id)[1] == []
