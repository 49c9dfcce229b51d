"""Refunds: exact to the paisa in any steps, into stock or not, back the way it was paid; nothing of the invoice's lines moves."""

import json
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest

from kit.clock import rfc3339
from kit.testing import FakeClock
from services.billing import operations
from services.billing.errors import ValidationFailed
from tests.integration.billing.by_hand import adjusted, counted
from tests.integration.billing.refunding import (
    assert_books_balance,
    events,
    give_back,
    notes_of,
    numbers_of,
    read,
    refund,
    refusal_of,
    state,
)

NAMED = {"name": "R", "address": {"line1": "1", "state": "29"}}
BY_A_REFUND = {"status", "amount_due", "amount_refunded", "refund_status"}
LAST_SECOND = datetime(2027, 3, 31, 18, 29, 59, tzinfo=UTC)  # 23:59:59 on 31 March in India


@pytest.fixture
def books(shop, billing_database):
    """The shop, whose books must balance after whatever the test did."""
    yield shop
    assert_books_balance(shop, billing_database)


def test_three_of_99_rupees_come_back_one_by_one(books):
    sold = books.invoice(("MAGGI-70G", 3, 9900), payments=[{"mode": "upi"}])

    notes = [refund(books, sold["id"], (1, 1)) for _ in range(3)]

    assert [(n["taxable_value"], n["tax"]["cgst"], n["tax"]["sgst"], n["total"]) for n in notes] == [
        (94.28, 2.36, 2.36, 99),
        (94.3, 2.35, 2.35, 99),
        (94.28, 2.36, 2.36, 99),
    ]
    assert numbers_of(notes) == [1, 2, 3]
    after = read(books, sold["id"])
    assert (after["refund_status"], after["amount_refunded"], after["amount_paid"]) == ("full", 297, 297)
    assert {name for name in sold if sold[name] != after[name]} == BY_A_REFUND - {"status", "amount_due"}
    assert refusal_of(books, sold["id"]) == ("nothing_to_refund", [])
    assert refusal_of(books, sold["id"], (1, 1)) == ("nothing_to_refund", [])


def test_the_note_names_its_invoice_and_shows_what_came_back(books):
    sold = books.invoice(
        ("AMUL-MILK-1L", 2), ("MAGGI-70G", 6), payments=[{"mode": "upi"}], customer={"name": "Rahul K."}
    )

    note = refund(books, sold["invoice_no"], (2, 2), reason="torn")

    assert {name: note[name] for name in ("invoice_id", "invoice_no", "invoice_issued_at", "store_id", "customer")} == {
        "invoice_id": sold["id"],
        "invoice_no": sold["invoice_no"],
        "invoice_issued_at": sold["issued_at"],
        "store_id": books.bengaluru,
        "customer": sold["customer"],
    }
    [item] = note["items"]
    assert set(item) == {*sold["items"][1], "restock"}
    assert (item["line"], item["sku"], item["qty"], item["rate"], item["restock"]) == (2, "MAGGI-70G", 2, 14, True)
    assert (item["taxable_value"], item["cgst"], item["sgst"], item["total"]) == (26.66, 0.67, 0.67, 28)
    assert note["tax"] == {"cgst": 0.67, "sgst": 0.67, "igst": 0, "cess": 0, "total": 1.34}
    assert (note["reason"], note["gst_effective"], note["round_off"]) == ("torn", True, 0)
    assert [(given["mode"], given["amount"]) for given in note["refunds"]] == [("upi", 28)]
    for name in (note["id"], note["credit_note_no"]):
        assert operations.get_credit_note(books.db, books.caller, credit_note=name)["body"] == json.dumps(
            note, separators=(",", ":"), ensure_ascii=False
        )


def test_no_items_mean_everything_that_is_left(books):
    sold = books.invoice(("AMUL-MILK-1L", 2), ("MAGGI-70G", 6), discount_paise=333, payments=[{"mode": "cash"}])

    first = refund(books, sold["id"], (2, 1), (1, None))
    rest = refund(books, sold["id"])

    assert [(item["line"], item["qty"]) for item in first["items"]] == [(2, 1), (1, 2)]
    assert [(item["line"], item["qty"]) for item in rest["items"]] == [(2, 5)]
    assert round(first["total"] + rest["total"], 2) == sold["grand_total"] == 216.67
    assert round(first["discount"] + rest["discount"], 2) == sold["discount"] == 3.33
    assert round(first["tax"]["total"] + rest["tax"]["total"], 2) == sold["tax"]["total"]
    assert books.stock_of("MAGGI-70G") == books.stock_of("AMUL-MILK-1L") == 100


def test_what_is_not_restocked_stays_out_of_stock(books):
    sold = books.invoice(("MAGGI-70G", 3), ("AMUL-MILK-1L", 1))
    moved = len(books.rows("stock_movements"))

    refund(books, sold["id"], (1, 1, False), (2, 1, False))
    assert (books.stock_of("MAGGI-70G"), len(books.rows("stock_movements"))) == (97, moved)

    note = refund(books, sold["id"], (1, 1), (1, 1, False))
    assert [(item["qty"], item["restock"]) for item in note["items"]] == [(1, True), (1, False)]
    assert (books.stock_of("MAGGI-70G"), books.stock_of("AMUL-MILK-1L")) == (98, 99)
    [movement] = [row for row in books.rows("stock_movements") if row["reason"] == "refund"]
    assert (movement["delta_milli"], movement["on_hand_milli"], movement["document_id"]) == (1000, 98000, note["id"])
    assert events(books, "stock.changed")[1:] == [
        {
            "changes": [
                {
                    "product_id": "prod_MAGGI-70G",
                    "sku": "MAGGI-70G",
                    "store_id": books.bengaluru,
                    "delta_milli": 1000,
                    "on_hand_milli": 98_000,
                    "reason": "refund",
                }
            ]
        }
    ]


def test_lines_of_one_product_come_back_in_one_movement(books):
    sold = books.invoice(("MAGGI-70G", 3), ("AMUL-MILK-1L", 1), ("MAGGI-70G", 2, 1000))

    refund(books, sold["id"])

    back = {row["product_id"]: row["delta_milli"] for row in books.rows("stock_movements") if row["reason"] == "refund"}
    assert back == {"prod_MAGGI-70G": 5000, "prod_AMUL-MILK-1L": 1000}
    assert len(events(books, "stock.changed")[-1]["changes"]) == 2


def test_goods_that_come_back_after_a_count_are_added_to_it(books):
    sold = books.invoice(("MAGGI-70G", 3))
    counted(books, 90_000)

    refund(books, sold["id"], (1, 2))

    assert books.stock_of("MAGGI-70G") == 92


def test_a_count_taken_before_goods_came_back_is_merged_with_them(books):
    books.clock = FakeClock(books.clock.now())
    sold = books.invoice(("MAGGI-70G", 3))
    books.clock.move(timedelta(minutes=10))
    taken_at = books.clock.now()
    books.clock.move(timedelta(minutes=10))
    refund(books, sold["id"], (1, 2))

    counted(books, 90_000, counted_at=rfc3339(taken_at))

    assert books.stock_of("MAGGI-70G") == 92


def test_stock_that_recovers_by_a_refund_is_told_low_again(books):
    books.product("MAGGI-70G", rate=1400, version=2, reorder_level_milli=50_000)
    sold = books.invoice(("MAGGI-70G", 60))
    refund(books, sold["id"], (1, 5))  # 45: not recovered
    books.sell(("MAGGI-70G", 1))
    assert len(events(books, "stock.low")) == 1

    refund(books, sold["id"], (1, 16))  # 60: the level and a fifth more
    books.sell(("MAGGI-70G", 10))

    assert [low["on_hand_milli"] for low in events(books, "stock.low")] == [40_000, 50_000]


@pytest.mark.parametrize(
    ("payments", "asked", "given", "due", "status"),
    [
        ([], {}, [], 69, "unpaid"),
        ([{"mode": "credit"}], {"mode": "cash"}, [], 69, "unpaid"),
        ([{"mode": "upi", "amount_paise": 5000}], {}, [], 19, "partially_paid"),
        ([{"mode": "upi", "amount_paise": 10_000}], {}, [("upi", 31)], 0, "paid"),
        ([{"mode": "upi", "amount_paise": 10_000}], {"mode": "cash"}, [("cash", 31)], 0, "paid"),
        ([{"mode": "upi", "amount_paise": 10_000}, {"mode": "cash", "amount_paise": 3800}], {}, [("cash", 38), ("upi", 31)], 0, "paid"),
        ([{"mode": "cash", "amount_paise": 50_000}], {}, [("cash", 69)], 0, "paid"),
    ],
)  # fmt: skip
def test_a_note_lowers_what_is_due_before_money_goes_back(books, payments, asked, given, due, status):
    sold = books.invoice(("MAGGI-70G", 2, 6900), payments=payments)

    note = refund(books, sold["id"], (1, 1), **asked)

    assert [(refund["mode"], refund["amount"]) for refund in note["refunds"]] == given
    after = read(books, sold["id"])
    assert (note["total"], after["amount_due"], after["status"]) == (69, due, status)
    assert after["amount_paid"] == sold["amount_paid"]
    assert [(row["mode"], row["amount_paise"]) for row in books.rows("refunds")] == [
        (mode, amount * 100) for mode, amount in given
    ]


def test_money_goes_back_to_the_newest_payment_first_and_to_none_twice(books):
    books.clock = FakeClock()
    sold = books.invoice(("MAGGI-70G", 10, 1000), payments=[{"mode": "upi", "amount_paise": 4000}])
    for mode in ("card", "cash"):
        books.clock.move(timedelta(minutes=1))
        request = {"invoice": sold["id"], "mode": mode, "amount_paise": 3000}
        operations.record_payment(books.db, books.clock, books.caller, request=request, idempotency=None)

    notes = [refund(books, sold["id"], (1, qty)) for qty in (1, 3, 1)]
    rest = refund(books, sold["id"])

    assert [[(given["mode"], given["amount"]) for given in note["refunds"]] for note in [*notes, rest]] == [
        [("cash", 10)],
        [("cash", 20), ("card", 10)],
        [("card", 10)],
        [("card", 10), ("upi", 40)],
    ]


def test_a_later_payment_takes_no_more_than_the_note_left_due(books):
    sold = books.invoice(("MAGGI-70G", 3, 10_000), payments=[{"mode": "upi", "amount_paise": 5000}])
    refund(books, sold["id"], (1, 1))

    def pay(paise=None):
        request = {"invoice": sold["id"], "mode": "upi", "amount_paise": paise}
        return json.loads(
            operations.record_payment(books.db, books.clock, books.caller, request=request, idempotency=None)["body"]
        )

    with pytest.raises(ValidationFailed):
        pay(15_001)
    paid = pay()
    assert (paid["amount_paid"], paid["amount_due"], paid["status"]) == (200, 0, "paid")
    assert (paid["refund_status"], paid["amount_refunded"]) == ("partial", 100)
    note = refund(books, sold["id"])
    assert [(given["mode"], given["amount"]) for given in note["refunds"]] == [("upi", 200)]


def test_the_round_off_comes_back_with_the_last_quantity(books):
    rounding = books.open_store(name="Rounded", gstin="29AAGCB7383J1Z4", round_off="always")
    books.product("TEA", rate=1045, opening_stock=[{"store_id": rounding, "qty_milli": 9000}])
    sold = books.invoice(("TEA", 3), store_id=rounding, payments=[{"mode": "cash"}])
    assert (sold["round_off"], sold["grand_total"]) == (-0.35, 31)

    notes = [refund(books, sold["id"], (1, 1)) for _ in range(3)]

    assert [(note["total"], note["round_off"]) for note in notes] == [(10.45, 0), (10.45, 0), (10.1, -0.35)]
    assert read(books, sold["id"])["amount_refunded"] == 31


def test_it_is_rows_events_and_a_record_in_one_transaction(books):
    sold = books.invoice(("MAGGI-70G", 2), payments=[{"mode": "upi"}], customer={"name": "R", "sez": False})

    made = give_back(books, sold["id"], (1, 1), reason="torn", key="k-refund")

    note = json.loads(made["body"])
    assert (made["resource_id"], made["created"], made["replayed"]) == (note["id"], True, False)
    assert [len(books.rows(table)) for table in ("credit_notes", "credit_note_lines", "refunds")] == [1, 1, 1]
    [told] = events(books, "invoice.refunded")
    assert (told["credit_note_id"], told["total_paise"], told["refund_status"]) == (note["id"], 1400, "partial")
    assert (told["customer"], told["supplier_state"]) == ({**sold["customer"], "sez": False}, "29")
    [row] = books.rows("credit_notes")
    assert json.loads(row["event"]) == told
    assert give_back(books, sold["id"], (1, 1), reason="torn", key="k-refund") == {**made, "replayed": True}
    assert len(books.rows("credit_notes")) == 1


def test_an_inter_state_sale_comes_back_as_one(books):
    sold = books.invoice(
        ("MAGGI-70G", 1, 9900), customer={"name": "Q", "sez": True, "gstin": "27AAPFU0939F1ZV"}, place_of_supply="27"
    )

    note = refund(books, sold["id"])

    assert (note["tax"]["igst"], note["tax"]["cgst"], note["place_of_supply"]) == (4.71, 0, "27")
    [told] = events(books, "invoice.refunded")
    assert (told["inter_state"], told["place_of_supply"], told["customer"]["sez"]) == (True, "27", True)


def test_a_note_after_30_november_is_commercial_only(books):
    books.clock = FakeClock(datetime(2026, 6, 28, 6, tzinfo=UTC))
    sold = books.invoice(("MAGGI-70G", 2))
    books.clock.move(datetime(2027, 11, 30, 18, 29, 59, tzinfo=UTC) - books.clock.now())
    in_time = refund(books, sold["id"], (1, 1))
    books.clock.move(timedelta(seconds=1))  # 1 December in India

    late = refund(books, sold["id"], (1, 1))

    assert (in_time["gst_effective"], late["gst_effective"]) == (True, False)
    assert (in_time["tax"]["total"], late["tax"]["total"]) == (0.68, 0.66)


def test_the_notes_have_a_series_of_their_own_that_begins_anew_on_1_april(books):
    books.clock = FakeClock(LAST_SECOND)
    sold = books.invoice(("MAGGI-70G", 9))
    old = [refund(books, sold["id"], (1, 1))["credit_note_no"] for _ in range(2)]

    books.clock.move(timedelta(seconds=1))
    new = [refund(books, sold["id"], (1, 1))["credit_note_no"] for _ in range(2)]

    assert old == ["CN-2026-00001", "CN-2026-00002"]
    assert new == ["CN-2027-00001", "CN-2027-00002"]


def test_stores_of_one_gstin_and_template_share_the_series_of_notes_and_no_others_do(books):
    books.clock = FakeClock()
    same = books.open_store(name="Jayanagar", gstin="29AAGCB7383J1Z4")
    own = books.open_store(name="Airport", gstin="29AAGCB7383J1Z4", credit_note_template="AIRC/{FY2}/{0000}")
    everywhere = [{"store_id": store, "qty_milli": 9000} for store in (books.bengaluru, same, own, books.mumbai)]
    books.product("TEA", rate=100, opening_stock=everywhere)

    def number(store):
        return refund(books, books.invoice(("TEA", 1), store_id=store)["id"])["credit_note_no"]

    assert [number(store) for store in (books.bengaluru, same, own, books.mumbai, books.bengaluru)] == [
        "CN-2026-00001",
        "CN-2026-00002",
        "AIRC/2627/0001",
        "CN-2026-00001",
        "CN-2026-00003",
    ]


def test_a_full_series_of_notes_is_refused_and_uses_nothing_up(books):
    books.clock = FakeClock()
    template = "ABCDEFG-{YYYY}-{000}"
    small = books.open_store(name="Kiosk", gstin="29AAGCB7383J1Z4", credit_note_template=template)
    books.product("TEA", rate=100, opening_stock=[{"store_id": small, "qty_milli": 9000}])
    sold = books.invoice(("TEA", 2), store_id=small)
    with books.owner.transaction() as tx:
        tx.run(
            "INSERT INTO number_series VALUES (%(a)s, '29AAGCB7383J1Z4', 'credit_note', 2026, 'ABCDEFG-2026-', 998)",
            {"a": books.caller.account_id},
        )
    assert refund(books, sold["id"], (1, 1))["credit_note_no"] == "ABCDEFG-2026-999"
    before = state(books)

    assert refusal_of(books, sold["id"], key="k") == ("validation_failed", [("", "out_of_range")])
    assert state(books) == before


def test_a_thousand_lines_of_a_hundred_products_come_back_at_once(books):
    products = [f"P-{n}" for n in range(100)]
    for sku in products:
        books.product(sku, rate=1999, stock=10)
    sold = books.invoice(*[(products[n % 100], 1) for n in range(1000)], customer=NAMED)

    note = refund(books, sold["id"])

    assert (len(note["items"]), note["total"], note["tax"]) == (1000, sold["grand_total"], sold["tax"])
    assert {books.stock_of(sku) for sku in products} == {10}
    assert len([row for row in books.rows("stock_movements") if row["reason"] == "refund"]) == 100


def test_the_list_goes_newest_first_in_pages(books):
    sold, other = books.invoice(("MAGGI-70G", 3)), books.invoice(("MAGGI-70G", 1))
    refund(books, other["id"])
    notes = [refund(books, sold["id"], (1, 1)) for _ in range(3)]

    first, place = notes_of(books, sold["id"], limit=2)
    rest, end = notes_of(books, sold["invoice_no"], limit=2, after=place)

    assert [*first, *rest] == notes[::-1]
    assert end is None
    assert notes_of(books, books.invoice(("MAGGI-70G", 1))["id"]) == ([], None)


def test_nothing_of_a_note_can_be_written_and_more_than_was_sold_cannot_come_back(books):
    sold = books.invoice(("MAGGI-70G", 2), payments=[{"mode": "upi"}])
    refund(books, sold["id"], (1, 1))

    def write(sql):
        with books.db.transaction(books.caller.account_id) as tx:
            tx.run(f"{sql} WHERE account_id = %(a)s", {"a": books.caller.account_id})

    for table in ("credit_notes", "credit_note_lines", "refunds"):
        for change in (f"UPDATE {table} SET account_id = account_id", f"DELETE FROM {table}"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                write(change)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        write("UPDATE invoice_lines SET qty_milli = 3000")
    for change in (
        "UPDATE invoice_lines SET returned_milli = 2001",
        "UPDATE invoices SET amount_refunded_paise = 2801",
        "UPDATE invoices SET given_back_paise = 2801",
        "UPDATE invoices SET amount_refunded_paise = 1401",
    ):
        with pytest.raises(psycopg2.errors.CheckViolation):
            write(change)


@pytest.mark.parametrize(
    ("items", "refused"),
    [
        ([(3, 1), (1, 4), (9, None)], ("validation_failed", [("/items/0/line", "unknown_line"), ("/items/1/qty", "refund_exceeds_invoice"), ("/items/2/line", "unknown_line")])),
        ([(1, 3.001)], ("refund_exceeds_invoice", [("/items/0/qty", "refund_exceeds_invoice")])),
        ([(1, 2), (2, 1), (1, 2)], ("refund_exceeds_invoice", [("/items/2/qty", "refund_exceeds_invoice")])),
        ([(1, 0)], ("validation_failed", [("/items/0/qty", "out_of_range")])),
    ],
)  # fmt: skip
def test_what_cannot_come_back_is_refused_with_every_fault_and_changes_nothing(books, items, refused):
    sold = books.invoice(("MAGGI-70G", 3), ("AMUL-MILK-1L", 1), payments=[{"mode": "upi"}])
    before = state(books)

    assert refusal_of(books, sold["id"], *items, key="k") == refused
    assert state(books) == before


def test_goods_do_not_go_back_to_a_closed_store_but_money_does(books):
    sold = books.invoice(("MAGGI-70G", 1), payments=[{"mode": "upi"}])
    adjusted(books, delta_milli=-1_000, reason="lost")
    request = {"store_id": books.bengaluru, "changes": {"status": "closed"}}
    operations.change_store(books.db, books.clock, books.caller, request=request, idempotency=None)
    before = state(books)

    assert refusal_of(books, sold["id"]) == ("store_closed", [])
    assert state(books) == before
    assert refund(books, sold["id"], (1, 1, False))["refunds"][0]["amount"] == 14


def test_a_key_of_another_store_finds_no_invoice_and_no_note(books):
    sold = books.invoice(("MAGGI-70G", 2))
    note = refund(books, sold["id"], (1, 1))
    books.caller = books.caller.__class__(books.caller.account_id, store_id=books.mumbai)

    assert refusal_of(books, sold["id"])[0] == "not_found"
    for ask in (
        lambda: notes_of(books, sold["id"]),
        lambda: operations.get_credit_note(books.db, books.caller, credit_note=note["id"]),
    ):
        with pytest.raises(Exception, match="There is no"):
            ask()


@pytest.mark.parametrize("name", ["cn_nothing", "CN-2026-77777", "a\0b", "", 7, "x" * 500])
def test_a_note_that_cannot_be_there_is_not(books, name):
    with pytest.raises(Exception, match="There is no"):
        operations.get_credit_note(books.db, books.caller, credit_note=name)
