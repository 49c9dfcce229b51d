"""Requests off the bus: what is right comes through in integer units, what is wrong is named, whatever it is."""

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.faults import FAULTS
from contracts.rpc import billing as contract
from contracts.rpc import read
from services.billing.domain.payment import PaymentInput
from services.billing.domain.sale import Item
from services.billing.errors import ValidationFailed
from services.billing.wire import invoices_list_from_wire, sale_from_wire, store_from_wire, store_ids_from_wire
from services.billing.wire.requests import _is_plain_sale
from tests.factories.billing import AT, MAGGI, MILK, RAHUL, a_sale_request, an_item


def refused(read_request, request):
    with pytest.raises(ValidationFailed) as refusal:
        read_request(request)
    return sorted((fault["pointer"], fault["code"]) for fault in refusal.value.errors)


def test_the_product_page_s_sale_is_read():
    sale = sale_from_wire(a_sale_request())

    assert sale.items == (Item(MILK.sku, None, 2000, 6800), Item(MAGGI.sku, None, 6000, 1400))
    assert sale.payments == (PaymentInput("upi", 22_000),)
    assert sale.customer == {**dict.fromkeys(contract.Buyer().fields), "phone": RAHUL, "name": "Rahul K."}
    assert not sale.payment_listed
    assert (sale.discount_paise, sale.fulfilment, sale.issued_at, sale.metadata) == (0, "counter", None, {})


def test_all_that_a_sale_may_say_is_read():
    item = {
        "product_id": MAGGI.product_id,
        "qty_milli": 1,
        "tax_inclusive": False,
        "discount_paise": 5,
        "description": "x",
    }
    sale = sale_from_wire(
        {
            "store_id": "store_1",
            "customer_id": "cus_1",
            "items": [item],
            "discount_paise": 100,
            "payments": [{"mode": "cash"}, {"mode": "upi", "amount_paise": 1, "reference": "r"}],
            "place_of_supply": "96",
            "fulfilment": "delivery",
            "issued_at": "2026-06-28T15:44:22+05:30",
            "notes": "two\nlines",
            "metadata": {"till": "3"},
        }
    )

    assert sale.items == (Item(None, MAGGI.product_id, 1, None, False, 5, "x"),)
    assert (sale.store_id, sale.customer_id, sale.discount_paise, sale.place_of_supply) == (
        "store_1",
        "cus_1",
        100,
        "96",
    )
    assert sale.payments == (PaymentInput("cash"), PaymentInput("upi", 1, "r"))
    assert (sale.payment_listed, sale.fulfilment, sale.issued_at) == (True, "delivery", AT)
    assert (sale.notes, sale.metadata) == ("two\nlines", {"till": "3"})


def test_null_is_absent():
    nothing = dict.fromkeys(set(contract.CreateInvoice().fields) - {"items"})
    item = {**dict.fromkeys(contract.SaleItem().fields), "sku": "A", "qty_milli": 1}

    assert sale_from_wire({**nothing, "items": [item]}) == sale_from_wire({"items": [{"sku": "A", "qty_milli": 1}]})


def test_an_address_has_all_its_lines_or_is_none():
    address = sale_from_wire(a_sale_request(customer={"address": {"state": "27"}})).customer["address"]

    assert address == {"line1": None, "city": None, "state": "27", "pin": None}
    assert sale_from_wire(a_sale_request(customer={"address": {"state": None}})).customer["address"] is None


def test_names_in_any_script_are_taken():
    assert sale_from_wire(a_sale_request(customer={"name": "राहुल क\u200dष"})).customer["name"] == "राहुल क\u200dष"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sku": None}, ("/items/1/sku", "required")),
        ({"product_id": "prod_1"}, ("/items/1/product_id", "invalid_type")),
        ({"sku": ""}, ("/items/1/sku", "out_of_range")),
        ({"sku": "x" * 65}, ("/items/1/sku", "out_of_range")),
        ({"sku": "A\x00"}, ("/items/1/sku", "invalid_type")),
        ({"sku": 7}, ("/items/1/sku", "invalid_type")),
        ({"qty_milli": None}, ("/items/1/qty", "required")),
        ({"qty_milli": 0}, ("/items/1/qty", "out_of_range")),
        ({"qty_milli": -1}, ("/items/1/qty", "out_of_range")),
        ({"qty_milli": 10_000_000_000_000}, ("/items/1/qty", "out_of_range")),
        ({"qty_milli": 1.5}, ("/items/1/qty", "invalid_type")),
        ({"qty_milli": "6000"}, ("/items/1/qty", "invalid_type")),
        ({"qty_milli": True}, ("/items/1/qty", "invalid_type")),
        ({"rate_paise": -1}, ("/items/1/rate", "out_of_range")),
        ({"rate_paise": 1_000_000_000_000}, ("/items/1/rate", "out_of_range")),
        ({"rate_paise": []}, ("/items/1/rate", "invalid_type")),
        ({"tax_inclusive": 1}, ("/items/1/tax_inclusive", "invalid_type")),
        ({"discount_paise": -5}, ("/items/1/discount", "out_of_range")),
        ({"description": "x" * 501}, ("/items/1/description", "out_of_range")),
        ({"colour": "red"}, ("/items/1/colour", "unknown_field")),
    ],
)
def test_a_fault_of_a_line_is_named(change, code):
    assert refused(sale_from_wire, a_sale_request(items=[an_item(), an_item(**change)])) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"items": None}, ("/items", "required")),
        ({"items": []}, ("/items", "out_of_range")),
        ({"items": {}}, ("/items", "invalid_type")),
        ({"items": [an_item(), "x"]}, ("/items/1", "invalid_type")),
        ({"items": [an_item(), None]}, ("/items/1", "required")),
        ({"items": [an_item()] * 1001}, ("/items", "out_of_range")),
        ({"customer_id": "cus_1"}, ("/customer_id", "invalid_type")),
        ({"customer": "Rahul"}, ("/customer", "invalid_type")),
        ({"customer": {"phone": "98765 43210"}}, ("/customer/phone", "invalid_phone")),
        ({"customer": {"phone": RAHUL + "\n"}}, ("/customer/phone", "invalid_phone")),
        ({"customer": {"gstin": "29"}}, ("/customer/gstin", "invalid_gstin")),
        ({"customer": {"sez": 0}}, ("/customer/sez", "invalid_type")),
        ({"customer": {"address": []}}, ("/customer/address", "invalid_type")),
        ({"customer": {"address": {"state": "99"}}}, ("/customer/address/state", "out_of_range")),
        ({"customer": {"address": {"street": "x"}}}, ("/customer/address/street", "unknown_field")),
        ({"payments": {"mode": "upi"}}, ("/payment", "invalid_type")),
        ({"payments": [{"mode": "barter"}]}, ("/payment/mode", "out_of_range")),
        ({"payments": [{"mode": "upi", "amount_paise": "1"}]}, ("/payment/amount", "invalid_type")),
        ({"payments": [{"mode": "upi"}, {"amount_paise": 1}]}, ("/payment/1/mode", "required")),
        ({"payments": [{"mode": "upi"}] * 21}, ("/payment", "out_of_range")),
        ({"payments": 7}, ("/payment", "invalid_type")),
        ({"discount_paise": 0.5}, ("/discount", "invalid_type")),
        ({"place_of_supply": 29}, ("/place_of_supply", "invalid_type")),
        ({"place_of_supply": "25"}, ("/place_of_supply", "out_of_range")),
        ({"fulfilment": "drone"}, ("/fulfilment", "out_of_range")),
        ({"issued_at": "2026-06-28"}, ("/issued_at", "invalid_type")),
        ({"issued_at": "2026-02-30T00:00:00Z"}, ("/issued_at", "invalid_type")),
        ({"issued_at": "0001-01-01T00:00:00+14:00"}, ("/issued_at", "invalid_type")),
        ({"store_id": 1}, ("/store", "invalid_type")),
        ({"notes": "x" * 2001}, ("/notes", "out_of_range")),
        ({"metadata": {"a": 1}}, ("/metadata/a", "invalid_type")),
        ({"metadata": []}, ("/metadata", "invalid_type")),
        ({"tip": 1}, ("/tip", "unknown_field")),
    ],
)
def test_a_fault_of_a_sale_is_named(change, code):
    assert refused(sale_from_wire, a_sale_request(**change)) == [code]


def test_every_fault_is_named_at_once():
    request = a_sale_request(items=[an_item(qty_milli=0, rate_paise="x"), {}], payments=[{}, {"mode": 1}], tip=1)

    assert refused(sale_from_wire, request) == [
        ("/items/0/qty", "out_of_range"),
        ("/items/0/rate", "invalid_type"),
        ("/items/1/qty", "required"),
        ("/items/1/sku", "required"),
        ("/payment/0/mode", "required"),
        ("/payment/1/mode", "invalid_type"),
        ("/tip", "unknown_field"),
    ]


@pytest.mark.parametrize("request_", [None, [], "x", 7, True, {}])
def test_what_is_no_sale_at_all_is_refused(request_):
    assert refused(sale_from_wire, request_)[0][0] in {"", "/items"}


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from([RAHUL, "29", "upi"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


def with_some(right, names):
    """The right object with some of its fields put to anything."""
    return st.dictionaries(st.sampled_from(sorted(names)), anything, max_size=2).map(lambda wrong: {**right, **wrong})


ITEMS = st.lists(with_some(an_item(), contract.SaleItem().fields) | anything, max_size=2)
BUYERS = with_some({"phone": RAHUL, "name": "Rahul K."}, contract.Buyer().fields)
PAYMENTS = st.lists(with_some({"mode": "upi"}, contract.SalePayment().fields), max_size=2)
SALES = with_some(a_sale_request(), contract.CreateInvoice().fields) | st.builds(
    lambda items, customer, payments: a_sale_request(items=items, customer=customer, payments=payments),
    ITEMS,
    BUYERS,
    PAYMENTS,
)


@given(SALES)
def test_whatever_comes_is_read_or_refused_with_known_faults(request):
    faults = []
    try:
        sale_from_wire(request)
    except ValidationFailed as refusal:
        faults = refusal.errors or [{"code": "a refusal without a fault"}]
    assert {fault["code"] for fault in faults} <= set(FAULTS)


@given(SALES)
def test_what_passes_by_hand_is_what_the_schema_takes_too(request):
    if _is_plain_sale(request):
        assert sale_from_wire(read(contract.CreateInvoice(), request)) == sale_from_wire(request)


def test_a_plain_sale_never_needs_the_schema():
    address = {"line1": "12 MG Road", "city": "Bengaluru", "state": "29", "pin": "560001"}
    buyer = {"phone": RAHUL, "name": "राहुल", "email": "r@example.in", "gstin": "27AAPFU0939F1ZV", "sez": False}

    assert _is_plain_sale(a_sale_request())
    assert _is_plain_sale(a_sale_request(customer={**buyer, "address": address}, issued_at="2026-06-28T10:14:22Z"))


def test_a_line_is_read_in_microseconds():
    request = a_sale_request(items=[an_item(sku=f"SKU-{n}") for n in range(200)])

    best = min(timeit.repeat(lambda: sale_from_wire(request), number=1, repeat=30))

    assert best / 200 < 15e-6


def test_a_list_without_anything_is_the_first_page():
    assert invoices_list_from_wire({}) == ({}, None, 20)
    assert invoices_list_from_wire({"filters": None, "after": None}) == ({}, None, 20)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (None, ("", "invalid_type")),
        ({"limit": 0}, ("/limit", "out_of_range")),
        ({"limit": 101}, ("/limit", "out_of_range")),
        ({"limit": True}, ("/limit", "invalid_type")),
        ({"after": ["yesterday", "inv_1"]}, ("/after", "invalid_type")),
        ({"after": ["2026-06-28T10:14:22Z"]}, ("/after", "invalid_type")),
        ({"after": ["2026-06-28T10:14:22Z", 7]}, ("/after", "invalid_type")),
        ({"filters": {"colour": "red"}}, ("/filters/colour", "unknown_field")),
        ({"filters": {"status": "lost"}}, ("/filters/status", "out_of_range")),
        ({"filters": {"store_id": 7}}, ("/filters/store", "invalid_type")),
        ({"filters": {"number": "x" * 17}}, ("/filters/number", "out_of_range")),
        ({"filters": {"created_at_gte": "June"}}, ("/filters/created_at_gte", "invalid_type")),
        ({"filters": {"created_at_lte": 5}}, ("/filters/created_at_lte", "invalid_type")),
        ({"page": 2}, ("/page", "unknown_field")),
    ],
)
def test_a_list_request_that_is_none_is_refused(request_, code):
    assert refused(invoices_list_from_wire, request_) == [code]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({}, ("/name", "required")),
        ({"name": "A", "gstin": "29"}, ("/gstin", "invalid_gstin")),
        ({"name": "A", "state": "25"}, ("/state", "out_of_range")),
        ({"name": "A", "round_off": "up"}, ("/round_off", "out_of_range")),
        ({"name": "A", "composition": "no"}, ("/composition", "invalid_type")),
        ({"name": "A", "upi_id": "nobody"}, ("/upi_id", "invalid_type")),
        ({"name": "A", "address": {"planet": "x"}}, ("/address/planet", "unknown_field")),
        ({"name": "A", "invoice_template": 7}, ("/invoice_template", "invalid_type")),
        ({"name": "A", "pan": "x"}, ("/pan", "unknown_field")),
    ],
)
def test_a_store_that_is_none_is_refused(request_, code):
    assert refused(store_from_wire, request_) == [code]


def test_store_ids_are_read():
    assert store_ids_from_wire({"store_ids": None}) is None
    assert store_ids_from_wire({"store_ids": ["store_1"]}) == ["store_1"]
    assert refused(store_ids_from_wire, {"store_ids": ["store_1", 7]}) == [("/store_ids/1", "invalid_type")]
    assert refused(store_ids_from_wire, []) == [("", "invalid_type")]


def test_a_list_of_one_payment_keeps_its_index_in_the_pointers():
    one = {"payments": [{"mode": "barter"}]}

    for listed, pointer in ((None, "/payment/mode"), (True, "/payment/0/mode")):
        with pytest.raises(ValidationFailed) as refusal:
            sale_from_wire(a_sale_request(**one, payment_listed=listed))
        assert [fault["pointer"] for fault in refusal.value.errors] == [pointer]
    assert sale_from_wire(a_sale_request(payment_listed=True)).payment_listed
    assert not sale_from_wire(a_sale_request(payment_listed=False)).payment_listed
