"""POST /v1/invoices/batch over HTTP: what an offline till sends when it is back."""

import secrets

import pytest

ONE = {"items": [{"sku": "MAGGI-70G", "qty": 1}], "payment": {"mode": "cash", "amount": 20}}


def send(shop, *invoices, key=None):
    answer = shop.api.post("/v1/invoices/batch", {"invoices": list(invoices)}, key=key)
    assert answer.status_code == 200, answer.text
    return answer


def test_each_invoice_has_its_own_result(shop):
    bad = {"items": [{"sku": "MAGGI-70G", "qty": 0, "prise": 3}], "customer": {"phone": "12"}}
    short = {"items": [{"sku": "MAGGI-70G", "qty": 500}]}
    elsewhere = {**ONE, "store": "store_0000000000000000000000000A"}

    answer = send(shop, ONE, bad, short, "no object", elsewhere, {**ONE, "idempotency_key": "auto:x"}, ONE)

    results = answer.json()["data"]
    assert [(r["index"], r["status"]) for r in results] == list(enumerate([201, 422, 409, 422, 422, 422, 201]))
    assert [r["resource"]["change_due"] for r in results if "resource" in r] == [6, 6]
    assert sorted((e["pointer"], e["code"]) for e in results[1]["error"]["errors"]) == [
        ("/customer/phone", "invalid_phone"),
        ("/items/0/prise", "unknown_field"),
        ("/items/0/qty", "out_of_range"),
    ]
    assert (results[2]["error"]["code"], results[2]["error"]["errors"][0]["pointer"]) == (
        "insufficient_stock",
        "/items/0/qty",
    )
    assert results[3]["error"]["errors"][0]["pointer"] == ""
    assert results[4]["error"]["errors"] == [
        {
            "pointer": "/store",
            "code": "unknown_store",
            "detail": "There is no such store; GET /v1/stores lists them.",
        }
    ]
    assert results[5]["error"]["errors"][0]["pointer"] == "/idempotency_key"
    assert [r["invoice_no"][-5:] for r in reversed(shop.invoices())] == ["00001", "00002"]


def test_a_repeated_batch_answers_the_same_bytes(shop):
    key = f"batch-{secrets.token_hex(6)}"
    invoices = [ONE, {"items": [{"sku": "NOPE", "qty": 1}]}, {**ONE, "notes": "second"}]

    first, again = send(shop, *invoices, key=key), send(shop, *invoices, key=key)

    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert len(shop.invoices()) == 2
    found = shop.api.get(f"/v1/idempotency-keys/{key}%232").json()
    assert found["resource_id"] == first.json()["data"][2]["resource"]["id"]


def test_an_invoice_sent_alone_that_may_have_been_lost_is_sent_again_in_a_batch(shop):
    key = f"till-{secrets.token_hex(6)}"
    alone = shop.api.post("/v1/invoices", ONE, key=key).json()

    results = send(shop, {**ONE, "idempotency_key": key}, {**ONE, "qty": 1}, ONE).json()["data"]

    assert results[0]["resource"] == alone
    assert [r["status"] for r in results] == [201, 422, 201]
    other = send(shop, {**ONE, "notes": "other", "idempotency_key": key}).json()["data"][0]["error"]
    assert (other["status"], other["code"]) == (422, "idempotency_key_reused")
    assert len(shop.invoices()) == 2


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("/invoices", "required")),
        ({"invoices": []}, ("/invoices", "out_of_range")),
        ({"invoices": [ONE] * 101}, ("/invoices", "out_of_range")),
        ({"invoices": ONE}, ("/invoices", "invalid_type")),
        ({"invoices": [ONE], "store": "x"}, ("/store", "unknown_field")),
    ],
)
def test_what_is_no_batch_is_refused_whole(shop, body, fault):
    answer = shop.api.post("/v1/invoices/batch", body)

    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [fault]
    assert shop.invoices() == []


def test_a_hundred_invoices_have_consecutive_numbers_in_their_order(shop):
    shop.product("PEN", rate=5, stock=1000)
    invoices = [{"items": [{"sku": "PEN", "qty": n % 5 + 1}]} for n in range(100)]

    results = send(shop, *invoices).json()["data"]

    assert [int(r["resource"]["invoice_no"][-5:]) for r in results] == list(range(1, 101))
    assert [r["resource"]["grand_total"] for r in results] == [5 * (n % 5 + 1) for n in range(100)]


def test_in_v1_3_the_totals_are_named_as_there(shop):
    answer = shop.api.post("/v1/invoices/batch", {"invoices": [ONE]}, **{"API-Version": "v1.3"})
    assert answer.json()["data"][0]["resource"]["total"] == 14
