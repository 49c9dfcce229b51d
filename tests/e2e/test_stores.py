"""Stores through HTTP: opened, fetched, listed, changed by merge patch, closed; every fault named."""

import re

import pytest

from tests.e2e.api_client import FIRST_SALE, open_shop

NEW = {"name": "Bengaluru, Koramangala", "gstin": "29AAFCD5862R1ZR"}


def faults_of(answer):
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), answer.text
    return sorted((fault["pointer"], fault["code"]) for fault in answer.json()["errors"])


def test_a_store_is_opened_with_defaults_and_found_again(shop):
    opened = shop.api.post("/v1/stores", NEW)

    assert opened.status_code == 201, opened.text
    store = opened.json()
    assert re.fullmatch(r"store_[0-9A-HJKMNP-TV-Z]{26}", store["id"])
    assert opened.headers["Location"] == f"/v1/stores/{store['id']}"
    assert store == {
        "id": store["id"],
        **NEW,
        "state": "29",
        "address": None,
        "invoice_template": "INV-{YYYY}-{00000}",
        "credit_note_template": "CN-{YYYY}-{00000}",
        "upi_id": None,
        "round_off": "off",
        "tax_inclusive": True,
        "negative_stock": False,
        "composition": False,
        "turnover": None,
        "status": "open",
        "is_default": False,
        "metadata": {},
        "created_at": store["created_at"],
        "updated_at": store["created_at"],
    }
    assert shop.api.get(f"/v1/stores/{store['id']}").json() == store
    assert shop.api.get("/v1/stores").json()["data"][0] == store


def test_stores_are_listed_page_by_page_and_by_status(shop):
    third = shop.api.post("/v1/stores", {**NEW, "status": "closed"}).json()["id"]

    first = shop.api.get("/v1/stores", limit=2).json()
    rest = shop.api.get("/v1/stores", limit=2, cursor=first["next_cursor"]).json()
    assert [store["id"] for store in first["data"] + rest["data"]] == [third, *reversed(shop.stores)]
    assert [store["id"] for store in shop.api.get("/v1/stores", status="closed").json()["data"]] == [third]
    assert shop.api.get("/v1/stores", status="asleep").json()["errors"][0]["parameter"] == "status"


def test_a_patch_changes_what_it_names_and_the_next_sale_is_billed_by_it(shop):
    path = f"/v1/stores/{shop.stores[0]}"
    before = shop.api.get(path).json()
    changes = {
        "name": "Indiranagar",
        "address": {"line1": "100 Feet Road", "city": "Bengaluru", "state": "29", "pin": "560038"},
        "invoice_template": "BLR/{FY2}/{0000}",
        "upi_id": "demokirana@okbank",
        "round_off": "always",
        "metadata": {"erp": "17"},
    }

    answer = shop.api.patch(path, changes)

    assert answer.status_code == 200, answer.text
    assert answer.json() == {**before, **changes, "updated_at": answer.json()["updated_at"]}
    invoice = shop.api.post("/v1/invoices", {"items": [{"sku": "MAGGI-70G", "qty": 1, "rate": 10.49}]}).json()
    assert (invoice["grand_total"], invoice["round_off"]) == (10, -0.49)
    assert re.fullmatch(r"BLR/\d{4}/0001", invoice["invoice_no"])


def test_null_clears_and_address_and_metadata_merge(shop):
    path = f"/v1/stores/{shop.stores[0]}"
    shop.api.patch(path, {"upi_id": "a@b", "round_off": "cash", "metadata": {"a": "1"}, "address": {"city": "B"}})

    merged = shop.api.patch(path, {"metadata": {"b": "2"}, "address": {"pin": "560001"}}).json()
    assert merged["metadata"] == {"a": "1", "b": "2"}
    assert merged["address"] == {"line1": None, "city": "B", "state": None, "pin": "560001"}
    cleared = shop.api.patch(path, {"upi_id": None, "round_off": None, "metadata": {"a": None}, "address": None}).json()
    assert (cleared["upi_id"], cleared["round_off"], cleared["address"]) == (None, "off", None)
    assert cleared["metadata"] == {"b": "2"}


def test_a_change_based_on_an_old_etag_is_refused(shop):
    path = f"/v1/stores/{shop.stores[1]}"
    etag = shop.api.get(path).headers["ETag"]

    assert shop.api.patch(path, {"name": "One"}, **{"If-Match": etag}).status_code == 200
    stale = shop.api.patch(path, {"name": "Two"}, **{"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert shop.api.get(path).json()["name"] == "One"
    assert shop.api.get(path).headers["ETag"] != etag


def test_the_gstin_stays_from_the_first_invoice_on_and_the_state_follows_it_before(shop):
    first, second = (f"/v1/stores/{store_id}" for store_id in shop.stores)
    assert shop.api.patch(second, {"gstin": NEW["gstin"]}).json()["state"] == "29"
    assert shop.api.post("/v1/invoices", FIRST_SALE).status_code == 201

    assert faults_of(shop.api.patch(first, {"gstin": NEW["gstin"]})) == [("/gstin", "field_immutable")]
    assert shop.api.patch(first, {"gstin": "29AAGCB7383J1Z4"}).status_code == 200, "the same one is no change"


def test_another_default_takes_the_sales_that_name_no_store(shop):
    first, second = shop.stores
    shop.product("TEA", stock=[{"store": second, "qty": 5}])

    assert shop.api.patch(f"/v1/stores/{second}", {"is_default": True}).json()["is_default"] is True
    assert [s["id"] for s in shop.api.get("/v1/stores").json()["data"] if s["is_default"]] == [second]
    assert shop.api.post("/v1/invoices", {"items": [{"sku": "TEA", "qty": 1}]}).json()["store_id"] == second
    assert faults_of(shop.api.patch(f"/v1/stores/{second}", {"is_default": False})) == [("/is_default", "out_of_range")]
    third = shop.api.post("/v1/stores", {**NEW, "is_default": True}).json()
    assert [s["id"] for s in shop.api.get("/v1/stores").json()["data"] if s["is_default"]] == [third["id"]]
    assert first != third["id"]


def test_a_closed_store_takes_no_sales_and_no_stock(shop):
    first, second = shop.stores
    noodles = shop.api.get("/v1/products", sku="MAGGI-70G").json()["data"][0]["id"]
    assert shop.api.patch(f"/v1/stores/{first}", {"status": "closed"}).json()["status"] == "closed"

    for path, body in (
        ("/v1/invoices", {"items": [{"sku": "MAGGI-70G", "qty": 1}]}),
        (f"/v1/inventory/{noodles}/adjustments", {"store": first, "delta": 1, "reason": "received"}),
        (f"/v1/inventory/{noodles}/transfers", {"from": second, "to": first, "qty": 1}),
    ):
        answer = shop.api.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "store_closed"), path
    emptied = shop.api.post(f"/v1/inventory/{noodles}/transfers", {"from": first, "to": second, "qty": 100})
    assert emptied.status_code == 201


FAULTS = {
    "nothing said": ({}, [("/name", "required"), ("/state", "required")]),
    "a wrong check digit": ({**NEW, "gstin": "29AAFCD5862R1ZS"}, [("/gstin", "invalid_gstin")]),
    "a state of another GSTIN": ({**NEW, "state": "27"}, [("/gstin", "invalid_gstin")]),
    "an address in another state": ({**NEW, "address": {"state": "27"}}, [("/address/state", "out_of_range")]),
    "a number of 17 characters": (
        {**NEW, "invoice_template": "INVOICE-{YYYY}-{0000}"},
        [("/invoice_template", "out_of_range")],
    ),
    "no year in a number": ({**NEW, "credit_note_template": "CN-{0000}"}, [("/credit_note_template", "required")]),
    "one series for both": (
        {**NEW, "credit_note_template": "INV-{YYYY}-{00000}"},
        [("/credit_note_template", "out_of_range")],
    ),
    "no UPI id": ({**NEW, "upi_id": "shop"}, [("/upi_id", "invalid_type")]),
    "an unknown state": ({"name": "X", "state": "25"}, [("/state", "out_of_range")]),
    "everything at once": (
        {
            "gstin": 7,
            "pan": "x",
            "round_off": "up",
            "status": "asleep",
            "tax_inclusive": "yes",
            "address": {"pin": "12"},
            "metadata": {"a": 1},
        },
        [
            ("/address/pin", "invalid_type"),
            ("/gstin", "invalid_type"),
            ("/metadata/a", "invalid_type"),
            ("/name", "required"),
            ("/pan", "unknown_field"),
            ("/round_off", "out_of_range"),
            ("/status", "out_of_range"),
            ("/tax_inclusive", "invalid_type"),
        ],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_every_fault_of_a_store_is_named_and_none_is_opened(shop, case):
    body, faults = FAULTS[case]

    found = faults_of(shop.api.post("/v1/stores", body))

    assert found == faults if case != "nothing said" else ("/name", "required") in found
    assert len(shop.api.get("/v1/stores").json()["data"]) == 2


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"name": None}, [("/name", "required")]),
        ({"id": "store_1", "created_at": "x"}, [("/created_at", "field_immutable"), ("/id", "field_immutable")]),
        ({"gstin": "29AAFCD5862R1ZS"}, [("/gstin", "invalid_gstin")]),
        ({"address": {"state": "27"}}, [("/address/state", "out_of_range")]),
        ({"address": {"pin": "12"}, "colour": "red"}, [("/address/pin", "invalid_type"), ("/colour", "unknown_field")]),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, [("/metadata", "out_of_range")]),
    ],
)
def test_every_fault_of_a_change_is_named_and_nothing_changes(shop, changes, faults):
    path = f"/v1/stores/{shop.stores[0]}"
    before = shop.api.get(path).content

    assert faults_of(shop.api.patch(path, changes)) == faults
    assert shop.api.get(path).content == before


def test_another_account_s_store_is_unknown(shop):
    stranger = open_shop()
    path = f"/v1/stores/{shop.stores[0]}"
    for answer in (stranger.api.get(path), stranger.api.patch(path, {"name": "Mine"})):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    answer = stranger.api.post("/v1/invoices", {"store": shop.stores[0], "items": [{"sku": "X", "qty": 1}]})
    assert ("/store", "unknown_store") in faults_of(answer)


def test_a_publishable_key_sees_no_stores(shop):
    answer = shop.publishable.get("/v1/stores")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_the_same_key_opens_and_changes_once(shop):
    once, again = (shop.api.post("/v1/stores", NEW, key="open") for _ in range(2))
    assert (again.status_code, again.content) == (201, once.content)

    path = f"/v1/stores/{once.json()['id']}"
    changed = shop.api.patch(path, {"name": "A"}, **{"Idempotency-Key": "change"})
    shop.api.patch(path, {"name": "B"})
    assert shop.api.patch(path, {"name": "A"}, **{"Idempotency-Key": "change"}).content == changed.content
    assert shop.api.get(path).json()["name"] == "B"
