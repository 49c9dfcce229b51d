"""
A state machine sells, repeats, refunds, pays, adjusts, counts, moves and is cut off, on PostgreSQL, beside a model in plain Python.

After every step the books are balanced and are the model's: stock and its ledger, invoices, payments, credit notes, numbers without
a gap, and in the outbox one event for each effect. Prediction: wherever a request is cut, its key makes one effect.
SAATHIX_SOAK=1 takes hundreds of longer days, or SAATHIX_SOAK_DAYS of them.
"""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kit.clock import SystemClock, financial_year, ist_date, rfc3339
from kit.db import Database
from kit.testing import FakeClock
from services.billing import operations
from services.billing.check_ledger import check
from tests.factories.books_model import GOODS, OPENING_MILLI
from tests.integration.billing.books_compared import assert_books_are_the_model_s
from tests.integration.billing.conftest import Shop
from tests.integration.billing.cutting import COMMITTED
from tests.integration.billing.deeds import Days

SOAK_DAYS = int(os.environ.get("SAATHIX_SOAK_DAYS", "400"))
DAYS, STEPS = (SOAK_DAYS, 60) if os.environ.get("SAATHIX_SOAK") == "1" else (25, 30)
STORES = ("bengaluru", "mumbai", "rounding", "free")

skus, stores = st.sampled_from(sorted(GOODS)), st.sampled_from(STORES)
milli = st.sampled_from([3_000, 3_000, 7_000]) | st.integers(1, 9_000)
picks = st.integers(0, 10**6)
cuts = st.sampled_from([None] * 14 + [COMMITTED] * 2 + list(range(2, 14)))
returned = st.lists(st.tuples(picks, st.sampled_from([1, 999, 1_000, 1_000, 2_000, 5_000])), min_size=1, max_size=2)


class BooksMachine(RuleBasedStateMachine):
    """One shop's day."""

    def __init__(self, shop: Shop, dsn: str) -> None:
        super().__init__()
        self.shop, self.dsn, self.days = shop, dsn, Days(shop)
        self.model = self.days.model

    def year(self, at: Any = None) -> int:
        return financial_year(ist_date(at or self.shop.clock.now()))

    def invoice(self, pick: int) -> str:
        return sorted(self.model.bills)[pick % len(self.model.bills)]

    @rule(
        store=stores,
        items=st.lists(st.tuples(skus, milli), min_size=1, max_size=3),
        discount=st.sampled_from([0, 0, 1]),
        paying=st.sampled_from(["nothing", "upi", "half", "cash"]),
        late=st.none() | st.integers(1, 15),
        at=cuts,
    )
    def sell(self, store: str, items: Any, discount: int, paying: str, late: int | None, at: Any) -> None:
        bill = self.model.bill(store, items, discount)
        issued_at = None if late is None else self.shop.clock.now() - timedelta(seconds=late)
        payments, paid = {
            "nothing": (None, 0),
            "upi": ([{"mode": "upi"}], bill.total),
            "half": ([{"mode": "card", "amount_paise": bill.total // 2}, {"mode": "credit"}], bill.total // 2),
            "cash": ([{"mode": "cash", "amount_paise": bill.total + 50_00}], bill.total),
        }[paying]
        request = {
            "items": [{"sku": sku, "qty_milli": qty} for sku, qty in items],
            "store_id": getattr(self.shop, store),
            "discount_paise": discount,
            "payments": payments,
            "issued_at": None if issued_at is None else rfc3339(issued_at),
        }

        def book(answer: dict[str, Any]) -> None:
            number = self.model.sell(answer["id"], bill, paid, issued_at, len(answer["payments"]))
            assert answer["invoice_no"] == f"INV-{self.year(issued_at)}-{number:05d}"
            assert round(answer["grand_total"] * 100) == bill.total

        judge = lambda: self.model.judge_sale(store, items, issued_at)  # noqa: E731  # reads best so
        self.days.do(operations.create_invoice, request, judge, book, at)

    @precondition(lambda self: self.model.bills)
    @rule(pick=picks, parts=st.none() | returned, restock=st.booleans(), at=cuts)
    def refund(self, pick: int, parts: Any, restock: bool, at: Any) -> None:
        invoice_id = self.invoice(pick)
        lines = len(self.model.bills[invoice_id].lines)
        items = None if parts is None else [(line % lines + 1, qty) for line, qty in parts]
        named = items and [{"line": line, "qty_milli": qty, "restock": restock} for line, qty in items]

        def book(answer: dict[str, Any]) -> None:
            number, total = self.model.refund(answer["id"], invoice_id, items, restock or items is None)
            assert answer["credit_note_no"] == f"CN-{self.year()}-{number:05d}"
            assert round(answer["total"] * 100) == total

        judge = lambda: self.model.judge_refund(invoice_id, items)  # noqa: E731  # reads best so
        self.days.do(operations.refund_invoice, {"invoice": invoice_id, "items": named}, judge, book, at)

    @precondition(lambda self: self.model.bills)
    @rule(pick=picks, some=st.integers(0, 500_00), everything=st.booleans(), at=cuts)
    def pay(self, pick: int, some: int, everything: bool, at: Any) -> None:
        invoice_id = self.invoice(pick)
        amount = self.model.bills[invoice_id].due if everything else some
        self.days.do(
            operations.record_payment,
            {"invoice": invoice_id, "mode": "upi", "amount_paise": amount},
            lambda: self.model.judge_payment(invoice_id, amount),
            lambda _: self.model.pay(invoice_id, amount),
            at,
        )

    @rule(store=stores, sku=skus, delta=st.integers(-9_000, 9_000).filter(bool), at=cuts)
    def adjust(self, store: str, sku: str, delta: int, at: Any) -> None:
        self.days.do(
            operations.adjust_stock,
            {**self.of(store, sku), "delta_milli": delta, "reason": "correction"},
            lambda: self.model.judge_move(store, sku, delta),
            lambda _: self.model.move({(store, sku): delta}),
            at,
        )

    @rule(store=stores, sku=skus, found=st.integers(0, 15_000), at=cuts)
    def count(self, store: str, sku: str, found: int, at: Any) -> None:
        def book(_: Any) -> None:
            self.model.move({(store, sku): found - self.model.stock.get((store, sku), 0)})
            self.model.counted[store, sku] = self.shop.clock.now()

        self.days.do(operations.adjust_stock, {**self.of(store, sku), "count_milli": found}, lambda: None, book, at)

    @rule(leaves=stores, reaches=stores, sku=skus, qty=milli, at=cuts)
    def transfer(self, leaves: str, reaches: str, sku: str, qty: int, at: Any) -> None:
        ends = {"from": getattr(self.shop, leaves), "to": getattr(self.shop, reaches)}
        self.days.do(
            operations.transfer_stock,
            {"product_id": f"prod_{sku}", **ends, "qty_milli": qty},
            lambda: "validation_failed" if leaves == reaches else self.model.judge_move(leaves, sku, -qty),
            lambda _: self.model.move({(leaves, sku): -qty, (reaches, sku): qty}),
            at,
        )

    @precondition(lambda self: self.days.done)
    @rule(pick=picks, otherwise=st.booleans())
    def repeat(self, pick: int, otherwise: bool) -> None:
        self.days.repeat(pick, otherwise=otherwise)

    @precondition(lambda self: self.days.unfinished)
    @rule(pick=picks)
    def finish(self, pick: int) -> None:
        self.days.finish(pick)

    @invariant()
    def the_books_are_balanced_and_the_model_s(self) -> None:
        names = {getattr(self.shop, name): name for name in STORES}
        assert_books_are_the_model_s(self.shop, names, self.model, {deed.key for deed in self.days.done})

    def teardown(self) -> None:
        assert check(self.dsn, self.shop.caller.account_id)[1] == []

    def of(self, store: str, sku: str) -> dict[str, Any]:
        return {"product_id": f"prod_{sku}", "store_id": getattr(self.shop, store)}


@pytest.mark.timeout(3_600)
def test_whatever_a_shop_does_its_books_are_the_model_s(billing_database):
    db, owner = Database(billing_database["service"], size=4), Database(billing_database["owner"], size=2)

    def a_day() -> BooksMachine:
        shop = Shop(db, owner)
        shop.clock = FakeClock(SystemClock().now().replace(microsecond=0) + timedelta(minutes=15))
        shop.free = shop.open_store(name="Free", state="29", negative_stock=True)
        shop.rounding = shop.open_store(name="Rounding", gstin="29AAGCB7383J1Z4", round_off="always")
        opening = [{"store_id": store, "qty_milli": OPENING_MILLI} for store in (shop.bengaluru, shop.rounding)]
        for sku, (rate, gst, inclusive) in GOODS.items():
            shop.product(sku, rate=rate, gst=int(gst) * 100, tax_inclusive=inclusive, opening_stock=opening)
        return BooksMachine(shop, billing_database["worker"])

    health = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    days = settings(max_examples=DAYS, stateful_step_count=STEPS, deadline=None, suppress_health_check=health)
    run_state_machine_as_test(a_day, settings=days)
    db.close()
    owner.close()
