"""Receipts off a real database: of invoices and credit notes, by id and number, of one store, masked, with their tags."""

import base64
import json
from dataclasses import replace

import pytest

from services.billing.adapters.pdf_press import Press
from services.billing.errors import AmbiguousNumber, NotFound, ValidationFailed
from services.billing.operations.refund_invoice import refund_invoice
from services.billing.operations.render_receipt import render_receipt
from tests.factories.receipts import texts_of

RAHUL = {"phone": "+919876543210", "name": "Rahul K."}


@pytest.fixture(scope="module")
def press():
    press = Press(seconds=60)
    yield press
    press.close()


def printed(shop, press, caller=None, **request):
    request = {"format": "html", "paper": "a4", **request}
    return render_receipt(shop.db, press, caller or shop.caller, request=request)


def test_an_invoice_is_printed_by_id_and_by_number(shop, press):
    invoice = shop.invoice(("MAGGI-70G", 6, 1400), customer=RAHUL)

    by_id = printed(shop, press, invoice=invoice["id"])

    assert by_id == printed(shop, press, invoice=invoice["invoice_no"])
    assert by_id["content_type"] == "text/html; charset=utf-8"
    assert by_id["file_name"] == f"{invoice['invoice_no']}.html"
    assert by_id["base64"] is None
    for said in (invoice["invoice_no"], "29AAGCB7383J1Z4", "Rahul K.", "+91 98765 43210", "₹84.00"):
        assert said in by_id["body"]


def test_a_pdf_comes_as_base64(shop, press):
    invoice = shop.invoice(("MAGGI-70G", 6, 1400))

    made = printed(shop, press, invoice=invoice["id"], format="pdf", paper="80mm")

    assert (made["content_type"], made["body"]) == ("application/pdf", None)
    assert "₹84.00" in texts_of(base64.b64decode(made["base64"]))[0]


def test_who_has_it_is_told_so_and_gets_no_bytes(shop, press):
    invoice = shop.invoice(("MAGGI-70G", 1, 1400), payments=None)
    for form in ("html", "pdf"):
        first = printed(shop, press, invoice=invoice["id"], format=form)
        again = printed(shop, press, invoice=invoice["id"], format=form, known=["another", first["tag"]])
        assert again == {**first, "body": None, "base64": None}

    tags = {
        printed(shop, press, invoice=invoice["id"], **other)["tag"]
        for other in ({}, {"format": "pdf"}, {"paper": "80mm"}, {"masked": True})
    }
    assert len(tags) >= 3


def test_the_buyer_is_masked(shop, press):
    invoice = shop.invoice(("MAGGI-70G", 1, 1400), customer={**RAHUL, "address": {"line1": "12 Church Street"}})

    page = printed(shop, press, invoice=invoice["id"], masked=True)["body"]

    assert "+91••••43210" in page
    assert "Copy without the buyer&#39;s particulars" in page
    assert not [said for said in ("Rahul", "98765", "Church Street") if said in page]


def test_a_sale_to_a_special_economic_zone_says_so(shop, press):
    zone = {"name": "Zone Exports", "gstin": "29AAFCD5862R1ZR", "sez": True}
    invoice = shop.invoice(("MAGGI-70G", 1, 1400), customer=zone)

    page = printed(shop, press, invoice=invoice["id"])["body"]

    assert "Supply to SEZ unit or SEZ developer for authorised operations on payment of integrated tax." in page
    assert "IGST" in page


def test_what_is_anothers_is_not_there(shop, press):
    invoice = shop.invoice(("MAGGI-70G", 1, 1400))
    stranger = replace(shop.caller, account_id="acct_stranger")
    mumbai = replace(shop.caller, store_id=shop.mumbai)

    for caller in (stranger, mumbai):
        with pytest.raises(NotFound):
            printed(shop, press, caller, invoice=invoice["id"])
    for nothing in ("INV-2020-00001", "inv_01J000000000000000000PAGE1", "a\u2028b"):
        with pytest.raises(NotFound):
            printed(shop, press, invoice=nothing)
        with pytest.raises(NotFound):
            printed(shop, press, credit_note=nothing)


def test_a_number_that_two_gstins_have_names_neither(shop, press):
    shop.product(
        "TEA", rate=100, opening_stock=[{"store_id": s, "qty_milli": 9000} for s in (shop.bengaluru, shop.mumbai)]
    )
    first, second = (shop.invoice(("TEA", 1), store_id=store) for store in (shop.bengaluru, shop.mumbai))
    assert first["invoice_no"] == second["invoice_no"]

    with pytest.raises(AmbiguousNumber):
        printed(shop, press, invoice=first["invoice_no"])

    assert "27AAPFU0939F1ZV" in printed(shop, press, invoice=second["id"])["body"]


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        ({}, "/invoice"),
        ({"invoice": "a", "credit_note": "b"}, "/credit_note"),
        ({"invoice": "a", "format": "doc"}, "/format"),
        ({"invoice": "a", "paper": "a5"}, "/paper"),
        ({"invoice": "a", "colour": "red"}, "/colour"),
    ],
)
def test_nonsense_off_the_bus_is_refused(shop, press, request_, pointer):
    with pytest.raises(ValidationFailed) as refused:
        printed(shop, press, **request_)

    assert [fault["pointer"] for fault in refused.value.errors] == [pointer]


def test_test_mode_is_marked(shop, press):
    invoice = shop.invoice(("MAGGI-70G", 1, 1400))

    page = printed(shop, press, replace(shop.caller, livemode=False), invoice=invoice["id"])["body"]

    assert "Not a tax document" in page


def test_a_credit_note_names_its_invoice_and_lowers_what_the_invoice_says_is_due(shop, press):
    invoice = shop.invoice(("MAGGI-70G", 6, 1400), customer=RAHUL)
    made = refund_invoice(
        shop.db,
        shop.clock,
        shop.caller,
        request={"invoice": invoice["id"], "items": [{"line": 1, "qty_milli": 2000}], "reason": "damaged"},
        idempotency=None,
    )
    note = json.loads(made["body"])

    page = printed(shop, press, credit_note=note["id"])["body"]

    assert page == printed(shop, press, credit_note=note["credit_note_no"])["body"]
    for said in ("Credit Note", note["credit_note_no"], invoice["invoice_no"], "damaged", "₹28.00", "Rahul K."):
        assert said in page
    assert "−28.00" in printed(shop, press, invoice=invoice["id"])["body"]
