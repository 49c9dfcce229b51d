"""Bodies: what becomes of a right one, and that a wrong one has every fault named at once."""

from decimal import Decimal

from gateway.api.v1.schemas.customers import Customer
from gateway.api.v1.schemas.invoices import Sale
from gateway.api.v1.schemas.products import Product
from gateway.api.v1.schemas.queries import SalesReportQuery
from gateway.api.v1.schemas.webhooks import WebhookEndpoint
from gateway.json_body import BadNumber

FIRST_CALL = {
    "customer": {"phone": "+919876543210", "name": "Rahul K."},
    "items": [{"sku": "AMUL-MILK-1L", "qty": 2, "rate": 68}, {"sku": "MAGGI-70G", "qty": 6, "rate": 14}],
    "payment": {"mode": "upi", "amount": 220},
}


def read(schema, raw):
    faults = []
    return schema().read(raw, "", faults), faults


def faults_of(schema, raw):
    return [(found["pointer"], found["code"]) for found in read(schema, raw)[1]]


def test_the_first_call_of_the_product_page_becomes_the_request_of_billing():
    line = {"product_id": None, "tax_inclusive": None, "discount_paise": 0, "description": None}

    sale, faults = read(Sale, FIRST_CALL)

    assert faults == []
    assert sale == {
        "store_id": None,
        "customer": {
            "phone": "+919876543210",
            "name": "Rahul K.",
            "gstin": None,
            "email": None,
            "address": None,
            "sez": False,
        },
        "customer_id": None,
        "items": [
            {"sku": "AMUL-MILK-1L", "qty_milli": 2000, "rate_paise": 6800, **line},
            {"sku": "MAGGI-70G", "qty_milli": 6000, "rate_paise": 1400, **line},
        ],
        "discount_paise": 0,
        "payments": [{"mode": "upi", "amount_paise": 22000, "reference": None}],
        "place_of_supply": None,
        "fulfilment": "counter",
        "issued_at": None,
        "notes": None,
        "metadata": {},
    }


def test_every_fault_of_a_sale_is_named_at_once():
    found = faults_of(
        Sale,
        {
            "customer": {"phone": "12", "gstin": "x", "address": {"state": "25", "pin": "012345"}, "age": 3},
            "customer_id": "cus_1",
            "items": [
                {"qty": -1, "rate": Decimal("1.001"), "x/y~z": 3},
                {"sku": "A", "product_id": "prod_1", "qty": BadNumber("1e3"), "rate": "3"},
                5,
            ],
            "payment": {"mode": "gold", "amount": BadNumber("NaN")},
            "discount": True,
            "metadata": {"a": 1},
            "total": 5,
        },
    )

    assert sorted(found) == [
        ("/customer/address/pin", "invalid_type"),
        ("/customer/address/state", "out_of_range"),
        ("/customer/age", "unknown_field"),
        ("/customer/gstin", "invalid_gstin"),
        ("/customer/phone", "invalid_phone"),
        ("/customer_id", "invalid_type"),
        ("/discount", "invalid_type"),
        ("/items/0/qty", "out_of_range"),
        ("/items/0/rate", "too_many_decimals"),
        ("/items/0/sku", "required"),
        ("/items/0/x~1y~0z", "unknown_field"),
        ("/items/1/product_id", "invalid_type"),
        ("/items/1/qty", "invalid_number"),
        ("/items/1/rate", "invalid_number"),
        ("/items/2", "invalid_type"),
        ("/metadata/a", "invalid_type"),
        ("/payment/amount", "invalid_number"),
        ("/payment/mode", "out_of_range"),
        ("/total", "unknown_field"),
    ]


def test_a_sale_has_1_to_1000_lines():
    line = {"sku": "A", "qty": 1}

    assert faults_of(Sale, {"items": [line] * 1000}) == []
    assert faults_of(Sale, {"items": []}) == [("/items", "out_of_range")]
    assert faults_of(Sale, {"items": [line] * 1001}) == [("/items", "out_of_range")]
    assert faults_of(Sale, {}) == [("/items", "required")]
    assert faults_of(Sale, {"items": {"sku": "A"}}) == [("/items", "invalid_type")]
    assert faults_of(Sale, [FIRST_CALL]) == [("", "invalid_type")]


def test_payments_may_be_a_list():
    payments = [{"mode": "cash", "amount": 100}, {"mode": "upi"}]

    sale, faults = read(Sale, {**FIRST_CALL, "payment": payments})

    assert faults == []
    assert [(payment["mode"], payment["amount_paise"]) for payment in sale["payments"]] == [
        ("cash", 10000),
        ("upi", None),
    ]


def test_null_is_absent():
    nothing = dict.fromkeys(
        ("store", "customer", "customer_id", "payment", "discount", "notes", "metadata", "issued_at")
    )

    assert read(Sale, {**FIRST_CALL, **nothing})[0] == read(Sale, {"items": FIRST_CALL["items"]})[0]
    assert faults_of(Sale, {"items": None}) == [("/items", "required")]
    assert faults_of(Sale, {**FIRST_CALL, "foo": None}) == [("/foo", "unknown_field")]


def test_a_product_becomes_the_request_of_the_catalog():
    product, faults = read(Product, {"sku": "MAGGI-70G", "name": "Maggi", "rate": 14, "gst_rate": 5, "stock": 500})

    assert faults == []
    assert product == {
        "sku": "MAGGI-70G",
        "name": "Maggi",
        "rate_paise": 1400,
        "tax_inclusive": None,
        "gst_rate_bp": 500,
        "cess_rate_bp": 0,
        "zero_rate_reason": None,
        "hsn": None,
        "unit": "NOS",
        "barcode": None,
        "reorder_level_milli": None,
        "stock": {"qty_milli": 500_000},
        "metadata": {},
    }


def test_stock_is_a_quantity_or_a_list_by_store():
    base = {"sku": "A", "name": "A", "rate": 1, "gst_rate": 5}

    assert read(Product, {**base, "stock": [{"store": "store_1", "qty": Decimal("0.5")}]})[0]["stock"] == [
        {"store_id": "store_1", "qty_milli": 500}
    ]
    assert faults_of(Product, {**base, "stock": -1}) == [("/stock", "out_of_range")]
    assert faults_of(Product, {**base, "stock": "5"}) == [("/stock", "invalid_number")]
    assert faults_of(Product, {**base, "stock": [{"qty": 1}, {"store": "s"}]}) == [
        ("/stock/0/store", "required"),
        ("/stock/1/qty", "required"),
    ]


def test_a_rate_of_zero_needs_its_reason():
    base = {"sku": "A", "name": "A", "rate": 1, "gst_rate": 0}

    assert faults_of(Product, base) == [("/zero_rate_reason", "required")]
    assert faults_of(Product, {**base, "zero_rate_reason": "nil"}) == []
    assert faults_of(Product, {**base, "zero_rate_reason": "none"}) == [("/zero_rate_reason", "out_of_range")]
    assert faults_of(Product, {"sku": " A", "name": "A", "rate": 1}) == [
        ("/sku", "invalid_type"),
        ("/gst_rate", "required"),
    ]


def test_a_customer_has_only_what_was_named():
    assert read(Customer, {"phone": "98765 43210", "name": "Rahul"}) == (
        {"phone": "+919876543210", "name": "Rahul"},
        [],
    )
    assert faults_of(Customer, {"name": "Rahul"}) == [("/phone", "required")]
    assert faults_of(Customer, {"phone": "98765 43210", "email": "x"}) == [("/email", "invalid_type")]


def test_metadata_is_up_to_50_pairs_of_text():
    def metadata(raw):
        return faults_of(Customer, {"phone": "98765 43210", "metadata": raw})

    assert metadata({str(n): "x" for n in range(50)}) == []
    assert metadata({str(n): "x" for n in range(51)}) == [("/metadata", "out_of_range")]
    assert metadata({"a/b": "x" * 501, "": "x", "c": 5, "d": "\x00"}) == [
        ("/metadata/a~1b", "out_of_range"),
        ("/metadata/", "out_of_range"),
        ("/metadata/c", "invalid_type"),
        ("/metadata/d", "invalid_type"),
    ]
    assert metadata(["x"]) == [("/metadata", "invalid_type")]


def test_an_endpoint_wants_events_that_exist():
    def events(*patterns):
        return faults_of(WebhookEndpoint, {"url": "https://example.com", "events": list(patterns)})

    assert events("invoice.created", "stock.*", "*") == []
    assert events("invoice.made", 5) == [("/events/0", "out_of_range"), ("/events/1", "invalid_type")]
    assert events() == [("/events", "out_of_range")]


def test_a_report_is_of_1_to_366_days():
    def days(first, last):
        return faults_of(SalesReportQuery, {"from": first, "to": last})

    assert days("2026-04-01", "2027-03-31") == []
    assert days("2024-01-01", "2024-12-31") == []
    assert days("2026-01-01", "2027-01-02") == [("/to", "out_of_range")]
    assert days("2026-01-02", "2026-01-01") == [("/to", "out_of_range")]
    assert faults_of(SalesReportQuery, {"from": "x"}) == [("/from", "invalid_type"), ("/to", "required")]
