"""Invoices over HTTP: series of live and test mode, by id and by number, lists and their filters, keys of one store, masked phones."""

import os
from collections.abc import Callable

import pytest

from gateway.admin import create_key
from kit.clock import SystemClock
from kit.db import Database
from kit.messaging.core import Client
from tests.e2e.api_client import Api, Shop

RAHUL = "+919876543210"
ONE = {"items": [{"sku": "MAGGI-70G", "qty": 1}]}


@pytest.fixture
def key_of(shop) -> Callable[..., Api]:
    """Make a further key of the shop: `key_of("sk_test")`."""

    def make(kind: str = "sk_live", **options) -> Api:
        gateway = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
        with gateway.transaction() as tx:
            account = shop.sandbox_account_id if "_test" in kind else shop.account_id
            secret = create_key(tx, account, kind, at=SystemClock().now(), limits="none", **options)
        gateway.close()
        return Api(secret)

    return make


def sell(api: Api, **sale) -> dict:
    answer = api.post("/v1/invoices", {**ONE, **sale})
    assert answer.status_code == 201, answer.text
    return answer.json()


def sell_in_both_stores(shop: Shop) -> tuple[dict, dict]:
    """Two invoices of two GSTINs, both the first of their series."""
    shop.product("TEA", stock=[{"store": store, "qty": 9} for store in shop.stores])
    tea = [{"sku": "TEA", "qty": 1}]
    return sell(shop.api, items=tea), sell(shop.api, items=tea, store=shop.stores[1])


def numbers(api: Api, **filters) -> list[str]:
    answer = api.get("/v1/invoices", **filters)
    assert answer.status_code == 200, answer.text
    return [invoice["invoice_no"][-2:] for invoice in answer.json()["data"]]


def test_test_mode_has_series_and_stock_of_its_own(shop, key_of):
    bus = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    store = {"name": "Bengaluru", "gstin": "29AAGCB7383J1Z4", "state": "29"}
    bus.call("billing", "open_store", caller={"account_id": shop.sandbox_account_id, "livemode": False}, request=store)
    bus.close()
    sandbox = Shop(shop.sandbox_account_id, "", key_of("sk_test"), shop.publishable, [])
    sandbox.product("MAGGI-70G", rate=14)

    made = [sell(api)["invoice_no"][-5:] for api in (shop.api, sandbox.api, shop.api, sandbox.api, sandbox.api)]

    assert made == ["00001", "00001", "00002", "00002", "00003"]
    assert (numbers(shop.api), numbers(sandbox.api)) == (["02", "01"], ["03", "02", "01"])


def test_by_id_and_by_number(shop):
    first, second = sell_in_both_stores(shop)
    third = sell(shop.api)

    assert first["invoice_no"] == second["invoice_no"]
    assert shop.api.get(f"/v1/invoices/{second['id']}").json() == second
    assert shop.api.get(f"/v1/invoices/{third['invoice_no']}").json() == third
    ambiguous = shop.api.get(f"/v1/invoices/{first['invoice_no']}")
    assert (ambiguous.status_code, ambiguous.json()["code"]) == (409, "ambiguous_number")
    assert shop.api.get("/v1/invoices", number=first["invoice_no"]).json()["data"] == [second, first]
    for nothing in ("INV-1999-00001", "inv_01J00000000000000000000000", "%00", "%F0%9F%A5%9B", "x" * 300):
        assert shop.api.get(f"/v1/invoices/{nothing}").status_code == 404


def test_a_key_of_one_store_sees_and_sells_that_store_s(shop, key_of):
    first, second = sell_in_both_stores(shop)
    mumbai = key_of(store_id=shop.stores[1])

    assert mumbai.get(f"/v1/invoices/{second['id']}").json() == second
    assert mumbai.get(f"/v1/invoices/{first['invoice_no']}").json() == second, "the other one does not exist for it"
    assert mumbai.get(f"/v1/invoices/{first['id']}").status_code == 404
    assert mumbai.post(f"/v1/invoices/{first['id']}/payments", {"mode": "upi"}).status_code == 404
    assert mumbai.get("/v1/invoices").json()["data"] == [second]
    elsewhere = [
        mumbai.get("/v1/invoices", store=shop.stores[0]),
        mumbai.post("/v1/invoices", {**ONE, "store": shop.stores[0]}),
        mumbai.post("/v1/invoices/preview", {**ONE, "store": shop.stores[0]}),
    ]
    assert [(a.status_code, a.json()["code"]) for a in elsewhere] == [(403, "store_not_allowed")] * 3
    tea = {"items": [{"sku": "TEA", "qty": 1}]}
    batch = mumbai.post("/v1/invoices/batch", {"invoices": [{**tea, "store": shop.stores[0]}, tea]}).json()["data"]
    assert [result["status"] for result in batch] == [403, 201]
    assert batch[1]["resource"]["store_id"] == shop.stores[1]


def test_lists_are_narrowed_by_each_filter(shop):
    shop.product("TEA", stock=[{"store": store, "qty": 9} for store in shop.stores])
    paid = sell(shop.api, payment={"mode": "upi"})
    part = sell(shop.api, payment={"mode": "cash", "amount": 4}, customer={"phone": RAHUL})
    sell(shop.api)
    sell(shop.api, items=[{"sku": "TEA", "qty": 1}], store=shop.stores[1])

    assert numbers(shop.api) == ["01", "03", "02", "01"]
    assert numbers(shop.api, status="unpaid") == ["01", "03"]
    assert numbers(shop.api, status="paid") == ["01"]
    assert numbers(shop.api, status="partially_paid", customer=part["customer"]["id"]) == ["02"]
    assert numbers(shop.api, store=shop.stores[1]) == ["01"]
    assert numbers(shop.api, store=shop.stores[0], number=paid["invoice_no"]) == ["01"]
    assert numbers(shop.api, customer=part["customer"]["id"]) == ["02"]
    at = paid["created_at"]
    assert "01" in numbers(shop.api, **{"created_at[gte]": at, "created_at[lte]": at})
    assert numbers(shop.api, **{"created_at[gte]": "2099-01-01T00:00:00Z"}) == []
    assert numbers(shop.api, **{"created_at[lte]": "2020-01-01T00:00:00Z"}) == []


def test_pages_stay_put_while_the_till_sells(shop):
    sold = [sell(shop.api)["id"] for _ in range(7)]

    found, cursor = [], {}
    while True:
        page = shop.api.get("/v1/invoices", limit=2, status="unpaid", **cursor).json()
        found += [invoice["id"] for invoice in page["data"]]
        if not page["has_more"]:
            break
        cursor = {"cursor": page["next_cursor"]}
        sell(shop.api)

    assert found == sold[::-1]
    other_filter = shop.api.get("/v1/invoices", limit=2, status="paid", **cursor)
    assert (other_filter.status_code, other_filter.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"status": "lost"}, "status"),
        ({"created_at[gte]": "today"}, "created_at[gte]"),
        ({"number": "x" * 17}, "number"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_filter_that_cannot_be_used_is_named(shop, query, parameter):
    answer = shop.api.get("/v1/invoices", **query)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_query")
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_a_publishable_key_sees_one_invoice_with_the_phone_masked_and_no_list(shop):
    buyer = {"phone": RAHUL, "name": "Rahul K.", "email": "rahul@example.com"}
    invoice = sell(shop.api, customer=buyer)

    seen = shop.publishable.get(f"/v1/invoices/{invoice['id']}").json()

    assert seen["customer"]["phone"] == "+91••••43210"
    assert {seen["customer"][name] for name in ("id", "name", "email", "gstin", "address")} == {None}
    assert {**seen, "customer": None} == {**invoice, "customer": None}
    assert shop.publishable.get("/v1/invoices").json()["code"] == "scope_missing"
