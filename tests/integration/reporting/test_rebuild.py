"""Reports made again from billing's documents: the same rows, also while sales go on. Two real databases."""

import json
import threading

import pytest

from kit.caller import Caller
from kit.clock import SystemClock
from kit.db import Database
from kit.messaging import Event, inbox
from services.billing import operations as billing
from services.reporting import operations
from tests.integration.billing.conftest import Shop
from tests.integration.billing.refunding import give_back

TABLES = ("sales_by_day", "sales_by_payment_mode", "sales_by_gst_rate", "sales_by_product", "documents", "freshness")
HANDLERS = {"invoice.created", "invoice.refunded", "payment.received"}
RAHUL = {"phone": "+919876543210", "name": "Rahul K."}
SEZ = {"gstin": "27AAPFU0939F1ZV", "name": "Unit", "sez": True, "address": {"line1": "1", "state": "27"}}


@pytest.fixture(scope="module")
def databases(fresh_database):
    dsns = {service: fresh_database(service) for service in ("billing", "reporting")}
    made = {service: Database(dsn["service"], size=12) for service, dsn in dsns.items()}
    made["owner"] = Database(dsns["billing"]["owner"], size=2)
    yield made
    for database in made.values():
        database.close()


class Books:
    """A billing shop, and reporting that hears of it when it is told to."""

    def __init__(self, databases):
        self.shop = Shop(databases["billing"], databases["owner"])
        self.shop.product("SOAP", rate=10_000, gst=1800, stock=100_000)
        self.shop.product("SALT", rate=2_500, gst=0, stock=100_000)
        self.db, self.account_id, self.heard = databases["reporting"], self.shop.caller.account_id, set()

    def hear(self):
        """Apply what billing told and reporting has not heard, in batches, as the bus does."""
        rows = sorted(self.shop.rows("outbox"), key=lambda row: row["position"])
        told = [Event.from_json(json.loads(row["envelope"])) for row in rows if row["event_type"] in HANDLERS]
        fresh = [event for event in told if event.id not in self.heard]
        for event_type in HANDLERS:
            batch = [event for event in fresh if event.type == event_type]
            for begin in range(0, len(batch), 100):
                part = batch[begin : begin + 100]
                inbox.apply_batch(self.db, event_type, part, operations.project_documents, SystemClock().now())
        self.heard |= {event.id for event in fresh}
        return told

    def export(self, after, limit=3):
        asked = {"after": after, "limit": limit}
        return json.loads(json.dumps(billing.export_documents(self.shop.db, Caller(self.account_id), request=asked)))

    def rebuild(self, **paging):
        told = []
        operations.rebuild_account(self.db, self.account_id, lambda after: self.export(after, **paging), told.append)
        return told[-1]

    def rows(self):
        with self.db.transaction(self.account_id) as tx:
            return {table: sorted(map(str, tx.all(f"SELECT * FROM {table}"))) for table in TABLES}

    def trade(self):
        """A sale of every sort that reports tell apart, refunds of some, and payments afterwards."""
        sell = self.shop.sell
        sell(("SOAP", 3), ("SALT", 1), payments=[{"mode": "cash", "amount_paise": 7_777}, {"mode": "upi"}])
        sell(("SALT", 2), customer=RAHUL)
        owed = sell(("SOAP", 2), payments=[{"mode": "credit"}])["resource_id"]
        sell(("SOAP", 5), customer=SEZ, discount_paise=101)
        self.pay(owed, 5_000)
        self.pay(owed, 700)
        give_back(self.shop, owed, (1, 1))
        returned = sell(("SOAP", 3), ("SALT", 4), payments=[{"mode": "card"}])["resource_id"]
        give_back(self.shop, returned, (1, 1), (2, 3))
        give_back(self.shop, returned)

    def pay(self, invoice, amount):
        request = {"invoice": invoice, "mode": "upi", "amount_paise": amount}
        billing.record_payment(self.shop.db, self.shop.clock, self.shop.caller, request=request, idempotency=None)


@pytest.fixture
def books(databases):
    return Books(databases)


def test_the_export_tells_what_the_events_told(books):
    books.trade()
    told = books.hear()
    exported, after = [], None
    while True:
        page = books.export(after)
        exported += page["documents"]
        if (after := page["next"]) is None:
            break

    assert len(exported) == len(told)
    data = {_name(event.type, event.data): event for event in told}
    for document in exported:
        event = data[_name(document["type"], document["data"])]
        assert document["occurred_at"] == event.occurred_at
        assert document["data"] == {name: event.data[name] for name in document["data"]}
        left_out = {"invoice.created": {"status"}, "invoice.refunded": set()}.get(
            event.type, {"amount_paid_paise", "amount_due_paise", "status"}
        )
        assert set(event.data) - set(document["data"]) == left_out


def test_a_rebuild_makes_the_same_rows(books):
    books.trade()
    books.hear()
    before = books.rows()

    documents = books.rebuild()

    assert books.rows() == before
    assert documents == len(before["documents"])


def test_a_rebuild_mends_rows_that_were_lost_or_wrong(books):
    books.trade()
    books.hear()
    before = books.rows()
    with books.db.transaction(books.account_id) as tx:
        tx.run("DELETE FROM documents WHERE kind = 'credit_note'")
        tx.run("UPDATE sales_by_day SET grand_total_paise = grand_total_paise + 1")
        tx.run("DELETE FROM sales_by_payment_mode")

    books.rebuild()

    assert books.rows() == before


def test_an_event_that_comes_after_the_rebuild_that_counted_it_is_not_counted_again(books):
    books.trade()
    books.rebuild()
    before = books.rows()

    books.hear()

    assert books.rows() == before


def test_of_a_batch_partly_counted_the_rest_is_counted(books):
    books.trade()
    books.rebuild()
    books.trade()

    books.hear()

    heard = books.rows()
    books.rebuild()
    assert books.rows() == heard


def test_another_account_keeps_its_rows(databases):
    one, other = Books(databases), Books(databases)
    for books in (one, other):
        books.trade()
        books.hear()
    before = other.rows()

    one.rebuild()

    assert other.rows() == before


def test_a_rebuild_that_fails_leaves_the_rows_as_they_were(books):
    books.trade()
    books.hear()
    before = books.rows()
    pages = iter([books.export(None, 2)])

    with pytest.raises(StopIteration):
        operations.rebuild_account(books.db, books.account_id, lambda _: next(pages), lambda _: None)

    assert books.rows() == before


def test_rebuilds_beside_sales_lose_and_double_nothing(books):
    sold = threading.Event()

    def sell():
        for _ in range(12):
            books.trade()
        sold.set()

    def hear():
        while not sold.is_set():
            books.hear()

    threads = [threading.Thread(target=work) for work in (sell, hear)]
    for thread in threads:
        thread.start()
    rebuilds = 0
    while not sold.is_set():
        books.rebuild(limit=5)
        rebuilds += 1
    for thread in threads:
        thread.join()
    books.hear()

    heard = books.rows()
    books.rebuild(limit=50)
    assert rebuilds >= 2
    assert books.rows() == heard
    assert len(heard["documents"]) == 12 * len(_a_trade(books))


def _a_trade(books):
    """What one trade makes: five sales, two payments, three notes."""
    return [*["invoice"] * 5, *["payment"] * 2, *["note"] * 3]


def _name(event_type, data):
    return data[{"invoice.created": "invoice_id", "invoice.refunded": "credit_note_id"}.get(event_type, "payment_id")]
