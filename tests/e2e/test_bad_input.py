"""Bad input: the documented problem, every fault named at once, and nothing changed."""

import pytest

from tests.e2e.api_client import FIRST_SALE, Api

ITEM = {"sku": "MAGGI-70G", "qty": 1}

FAULTS = {
    "no items": ({}, [("/items", "required")]),
    "empty items": ({"items": []}, [("/items", "out_of_range")]),
    "1,001 lines": ({"items": [ITEM] * 1001}, [("/items", "out_of_range")]),
    "wrong types": (
        {"items": [{"sku": 7, "qty": "2"}], "notes": 5},
        [("/items/0/qty", "invalid_number"), ("/items/0/sku", "invalid_type"), ("/notes", "invalid_type")],
    ),
    "three decimals": (
        {"items": [{**ITEM, "rate": 1.005}], "discount": 0.001},
        [("/discount", "too_many_decimals"), ("/items/0/rate", "too_many_decimals")],
    ),
    "negative quantity": ({"items": [{**ITEM, "qty": -1}]}, [("/items/0/qty", "out_of_range")]),
    "zero quantity": ({"items": [{**ITEM, "qty": 0}]}, [("/items/0/qty", "out_of_range")]),
    "unknown fields": (
        {"items": [{**ITEM, "prise": 3}], "colour": "red"},
        [("/colour", "unknown_field"), ("/items/0/prise", "unknown_field")],
    ),
    "unknown SKU": ({"items": [ITEM, {"sku": "NOPE", "qty": 1}]}, [("/items/1/sku", "unknown_sku")]),
    "unknown store": ({"items": [ITEM], "store": "store_0000000000000000000000000A"}, [("/store", "unknown_store")]),
    "bad phone": ({"items": [ITEM], "customer": {"phone": "12345"}}, [("/customer/phone", "invalid_phone")]),
    "bad GSTIN": (
        {"items": [ITEM], "customer": {"phone": "9876543210", "gstin": "29AAGCB7383J1Z5"}},
        [("/customer/gstin", "invalid_gstin")],
    ),
    "paid too much by UPI": (
        {"items": [ITEM], "payment": {"mode": "upi", "amount": 999}},
        [("/payment/amount", "payment_exceeds_due")],
    ),
    "a date from long ago": ({"items": [ITEM], "issued_at": "2020-01-01T00:00:00Z"}, [("/issued_at", "out_of_range")]),
    "everything at once": (
        {"items": [{"qty": -1, "rate": 0.001}], "customer": {"phone": "x"}, "payment": {"mode": "barter"}},
        [
            ("/customer/phone", "invalid_phone"),
            ("/items/0/qty", "out_of_range"),
            ("/items/0/rate", "too_many_decimals"),
            ("/items/0/sku", "required"),
            ("/payment/mode", "out_of_range"),
        ],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_every_fault_is_named_and_nothing_changes(shop, case):
    body, faults = FAULTS[case]

    answer = shop.api.post("/v1/invoices", body, key=case.replace(" ", "-"))

    assert answer.status_code == 422, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "validation_failed"
    assert sorted((error["pointer"], error["code"]) for error in problem["errors"]) == faults
    assert all(error["detail"] for error in problem["errors"])
    assert problem["request_id"] == answer.headers["Request-Id"]
    assert shop.invoices() == []


UNREADABLE = {
    "malformed": ('{"items": [', 400, "malformed_json"),
    "duplicate key": ('{"items": [], "items": []}', 400, "duplicate_key"),
    "too deep": ('{"metadata":' + "[" * 40 + "]" * 40 + "}", 400, "body_too_deep"),
    "NaN": ('{"items": [{"sku": "MAGGI-70G", "qty": NaN}]}', 422, "validation_failed"),
    "not an object": ("[]", 422, "validation_failed"),
    "exponent": ('{"items": [{"sku": "MAGGI-70G", "qty": 1e1}]}', 422, "validation_failed"),
    "too large": ('{"notes": "' + "x" * 1_100_000 + '"}', 413, "body_too_large"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_body_is_refused_with_its_code(shop, case):
    body, status, code = UNREADABLE[case]
    answer = shop.api.post("/v1/invoices", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert shop.invoices() == []


def test_short_stock_names_each_line_wanted_and_available(shop):
    items = [{"sku": "MAGGI-70G", "qty": 101}, {"sku": "AMUL-MILK-1L", "qty": 1}]
    answer = shop.api.post("/v1/invoices", {"items": items})

    assert (answer.status_code, answer.json()["code"]) == (409, "insufficient_stock")
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["wanted"], error["available"]) == ("/items/0/qty", 101, 100)
    assert shop.invoices() == []


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "key_missing"),
        ("nonsense", "key_unknown"),
        ("sk_live_sx_00000000000000000000000000000000000000", "key_unknown"),
    ],
)
def test_a_missing_or_unknown_key_is_told_apart(key, code):
    answer = Api(key).post("/v1/invoices", FIRST_SALE)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_unknown_path_and_a_wrong_method_are_problems_too(shop):
    unknown = shop.api.get("/v1/nothing")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    wrong = shop.api.session.delete(
        unknown.url.replace("nothing", "invoices"), headers={"Authorization": f"Bearer {shop.api.key}"}, timeout=10
    )
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in wrong.headers["Allow"]


def test_another_accounts_invoice_is_unknown(shop):
    from tests.e2e.api_client import open_shop

    invoice = shop.api.post("/v1/invoices", {"items": [ITEM]}).json()
    stranger = open_shop()
    assert stranger.api.get(f"/v1/invoices/{invoice['id']}").status_code == 404
