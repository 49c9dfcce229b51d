"""POST /v1/invoices/preview: what the sale would come to and why, over HTTP."""

from tests.e2e.api_client import FIRST_SALE


def test_the_product_page_s_sale_previewed_then_made(shop):
    answer = shop.api.post("/v1/invoices/preview", FIRST_SALE)

    assert answer.status_code == 200, answer.text
    assert "Location" not in answer.headers
    seen = answer.json()
    assert not {"id", "invoice_no", "payments"} & set(seen)
    assert shop.invoices() == []
    made = shop.api.post("/v1/invoices", FIRST_SALE).json()
    assert made["invoice_no"].endswith("-00001"), "a preview takes no number"
    same = ("grand_total", "taxable_value", "tax", "items", "status", "amount_due", "customer", "place_of_supply")
    assert {name: seen[name] for name in same} == {name: made[name] for name in same}
    assert seen["explain"][1] == {
        "line": 2,
        "rule": "shop",
        "place_of_supply": "29",
        "rate": 5,
        "rate_from": {
            "source": "product",
            "in_force_since": "2026-02-01",
            "notification": "Notifications 19/2025-Central Tax (Rate) and 3/2025-Compensation Cess (Rate) of 31 December 2025",
        },
        "formula": "cgst = sgst = r2(84 × 5 ÷ 2 ÷ 105) = 2; taxable_value = 84 − 2 × 2 = 80",
        "amounts": {
            "gross": 84,
            "discount": 0,
            "bill_discount": 0,
            "value": 84,
            "taxable_value": 80,
            "cgst": 2,
            "sgst": 2,
            "igst": 0,
            "cess": 0,
            "total": 84,
        },
    }


def test_faults_are_those_of_the_sale_and_short_stock_is_none(shop):
    faulty = {"items": [{"sku": "NOPE", "qty": 1}], "store": "store_0000000000000000000000000A"}
    preview, sale = (shop.api.post(path, faulty) for path in ("/v1/invoices/preview", "/v1/invoices"))
    assert (preview.status_code, preview.json()["errors"]) == (422, sale.json()["errors"])

    too_much = {"items": [{"sku": "MAGGI-70G", "qty": 101}]}
    assert shop.api.post("/v1/invoices/preview", too_much).json()["grand_total"] == 1414
    assert shop.api.post("/v1/invoices", too_much).status_code == 409


def test_a_publishable_key_previews_nothing(shop):
    answer = shop.publishable.post("/v1/invoices/preview", FIRST_SALE)
    assert (answer.status_code, answer.json()["code"]) == (403, "key_is_read_only")


def test_in_v1_3_the_total_is_named_as_there(shop):
    seen = shop.api.post("/v1/invoices/preview", FIRST_SALE, **{"API-Version": "v1.3"}).json()
    assert seen["total"] == 220
    assert "grand_total" not in seen
