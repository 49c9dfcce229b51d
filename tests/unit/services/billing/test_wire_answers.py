"""Answers in rupees and units, every field in place; events in paise and thousandths."""

from dataclasses import replace

from services.billing.wire import inventory_to_public, invoice_created_data, invoice_to_public, store_to_public
from tests.factories.billing import AT, BENGALURU, MAGGI, a_draft, a_store_row, an_item, booked, stock_rows


def an_invoice(**changes):
    return invoice_to_public(a_draft(**changes), **booked())


def test_the_product_page_s_sale():
    invoice = an_invoice()

    assert (invoice["invoice_no"], invoice["status"], invoice["document_type"]) == (
        "INV-2026-04217",
        "paid",
        "tax_invoice",
    )
    assert (invoice["taxable_value"], invoice["grand_total"], invoice["amount_due"]) == (216, 220, 0)
    assert invoice["tax"] == {"cgst": 2, "sgst": 2, "igst": 0, "cess": 0, "total": 4}
    assert [(line["sku"], line["qty"], line["taxable_value"], line["total"]) for line in invoice["items"]] == [
        ("AMUL-MILK-1L", 2, 136, 136),
        ("MAGGI-70G", 6, 80, 84),
    ]
    assert [(payment["mode"], payment["amount"]) for payment in invoice["payments"]] == [("upi", 220)]
    assert (invoice["issued_at"], invoice["created_at"]) == ("2026-06-28T10:14:22Z", "2026-06-28T10:14:22Z")


def test_cash_shows_what_was_handed_over_and_the_change():
    invoice = an_invoice(payments=[{"mode": "cash", "amount_paise": 50_000, "reference": "till 3"}])

    [payment] = invoice["payments"]
    assert (payment["amount"], payment["tendered"], payment["reference"]) == (220, 500, "till 3")
    assert (invoice["change_due"], invoice["amount_paid"], invoice["amount_due"]) == (280, 220, 0)


def test_fractions_keep_their_shortest_form():
    [line] = an_invoice(
        items=[an_item(qty_milli=1250, rate_paise=1499, discount_paise=50)], payments=[{"mode": "upi"}]
    )["items"]

    assert (line["qty"], line["rate"], line["discount"], line["total"]) == (1.25, 14.99, 0.5, 18.24)
    assert (line["gst_rate"], line["taxable_value"], line["cgst"]) == (5, 17.38, 0.43)


def test_a_sale_to_nobody_has_no_customer():
    made = replace(a_draft(), customer=None)

    assert invoice_to_public(made, **booked())["customer"] is None
    assert invoice_created_data(made, **booked())["customer"] is None


def test_only_the_event_says_whether_the_buyer_is_in_a_special_economic_zone():
    made = a_draft()
    made = replace(made, customer=replace(made.customer, sez=True))

    assert invoice_created_data(made, **booked())["customer"]["sez"] is True
    assert "sez" not in invoice_to_public(made, **booked())["customer"]


def test_stock_at_its_reorder_level_is_low_and_a_product_without_one_never():
    facts = {"product_id": MAGGI.product_id, "sku": MAGGI.sku, "reorder_level_milli": 494_000}

    answer = inventory_to_public(facts, stock_rows())
    assert (answer["total_on_hand"], [store["low"] for store in answer["stores"]]) == (494, [True, True])
    assert [store["updated_at"] for store in answer["stores"]] == ["2026-06-28T10:14:22Z", None]

    answer = inventory_to_public({**facts, "reorder_level_milli": None}, stock_rows())
    assert [(store["reorder_level"], store["low"]) for store in answer["stores"]] == [(None, False)] * 2


def test_a_store_without_a_gstin_has_none():
    assert store_to_public(a_store_row(gstin=""))["gstin"] is None
    assert store_to_public(a_store_row())["gstin"] == BENGALURU.gstin
    assert store_to_public(a_store_row())["created_at"] == AT.strftime("%Y-%m-%dT%H:%M:%SZ")
