"""A store changed in what is named, fetched and listed; its GSTIN stays, its default moves."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kit.caller import Caller, Idempotency
from kit.preconditions import PreconditionFailed
from services.billing import operations
from services.billing.errors import NotFound, StoreClosed, StoreNotAllowed, ValidationFailed

OTHER_GSTIN = "29AAFCD5862R1ZR"


def change(shop, store_id, *, key=None, fingerprint="f", expected_body=None, caller=None, **changes):
    answer = operations.change_store(
        shop.db,
        shop.clock,
        caller or shop.caller,
        request={"store_id": store_id, "changes": changes, "expected_body": expected_body},
        idempotency=Idempotency(key, fingerprint) if key else None,
    )
    assert (answer["resource_id"], answer["created"]) == (store_id, False)
    return json.loads(answer["body"])


def fetched(shop, store_id, caller=None):
    return json.loads(operations.get_store(shop.db, caller or shop.caller, store_id=store_id)["body"])


def listed(shop, caller=None, **request):
    return json.loads(operations.list_stores(shop.db, caller or shop.caller, request=request)["body_items"])


def refused(shop, store_id, **changes):
    before = fetched(shop, store_id)
    with pytest.raises(ValidationFailed) as refusal:
        change(shop, store_id, **changes)
    assert fetched(shop, store_id) == before
    return sorted((fault["pointer"], fault["code"]) for fault in refusal.value.errors)


def test_what_is_named_changes_and_the_rest_stays(shop):
    before = fetched(shop, shop.bengaluru)
    wanted = {
        "name": "Bengaluru, Indiranagar",
        "invoice_template": "BLR/{FY2}/{0000}",
        "credit_note_template": "BLC/{FY2}/{0000}",
        "upi_id": "shop@okbank",
        "round_off": "always",
        "tax_inclusive": False,
        "negative_stock": True,
        "composition": True,
        "turnover": "up_to_5_crore",
        "status": "closed",
    }

    after = change(shop, shop.bengaluru, **wanted)

    assert after == {**before, **wanted, "updated_at": after["updated_at"]}
    assert fetched(shop, shop.bengaluru) == after


def test_null_clears_or_sets_back_to_the_default(shop):
    change(shop, shop.mumbai, upi_id="a@b", round_off="cash", invoice_template="M/{FY2}/{0000}", negative_stock=True)
    change(shop, shop.mumbai, turnover="above_5_crore")

    names = ("upi_id", "round_off", "invoice_template", "negative_stock", "turnover")
    after = change(shop, shop.mumbai, **dict.fromkeys(names))
    assert [after[name] for name in names] == [None, "off", "INV-{YYYY}-{00000}", False, None]


def test_metadata_and_address_merge_by_key(shop):
    change(shop, shop.mumbai, metadata={"a": "1", "b": "2"}, address={"line1": "1 Marine Drive", "city": "Mumbai"})

    after = change(shop, shop.mumbai, metadata={"b": None, "c": "3"}, address={"pin": "400020", "city": None})
    assert after["metadata"] == {"a": "1", "c": "3"}
    assert after["address"] == {"line1": "1 Marine Drive", "city": None, "state": None, "pin": "400020"}
    after = change(shop, shop.mumbai, metadata=None, address=None)
    assert (after["metadata"], after["address"]) == ({}, None)


def test_a_change_of_nothing_is_none(shop):
    before = fetched(shop, shop.mumbai)

    assert change(shop, shop.mumbai) == before
    assert change(shop, shop.mumbai, name="Mumbai") == before


def test_the_state_follows_a_new_gstin(shop):
    assert change(shop, shop.mumbai, gstin=OTHER_GSTIN)["state"] == "29"
    assert refused(shop, shop.mumbai, state="27") == [("/gstin", "invalid_gstin")]


def test_the_gstin_stays_from_the_first_invoice_on(shop):
    shop.sell(("MAGGI-70G", 1))

    assert refused(shop, shop.bengaluru, gstin=OTHER_GSTIN) == [("/gstin", "field_immutable")]
    assert refused(shop, shop.bengaluru, gstin=None) == [("/gstin", "field_immutable")]
    assert change(shop, shop.bengaluru, gstin="29AAGCB7383J1Z4", name="B")["name"] == "B"


def test_the_gstin_of_a_store_that_sold_nothing_may_change_though_another_sold_under_it(shop):
    second = shop.open_store(name="Second", gstin="29AAGCB7383J1Z4")
    shop.sell(("MAGGI-70G", 1))

    assert change(shop, second, gstin=OTHER_GSTIN)["gstin"] == OTHER_GSTIN


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("/name", "required")),
        ({"name": None}, ("/name", "required")),
        ({"invoice_template": "INVOICE-{YYYY}-{00000}"}, ("/invoice_template", "out_of_range")),
        ({"invoice_template": "CN-{YYYY}-{000}"}, ("/credit_note_template", "out_of_range")),
        ({"address": {"state": "29"}}, ("/address/state", "out_of_range")),
        ({"gstin": "27X"}, ("/gstin", "invalid_gstin")),
        ({"state": "25"}, ("/state", "out_of_range")),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, ("/metadata", "out_of_range")),
        ({"colour": "red"}, ("/colour", "unknown_field")),
    ],
)
def test_what_no_store_can_be_is_refused_and_nothing_changes(shop, changes, fault):
    assert refused(shop, shop.mumbai, **changes) == [fault]


def test_the_default_moves_and_does_not_vanish(shop):
    assert change(shop, shop.mumbai, is_default=True)["is_default"] is True
    assert fetched(shop, shop.bengaluru)["is_default"] is False
    assert refused(shop, shop.mumbai, is_default=False) == [("/is_default", "out_of_range")]
    assert change(shop, shop.bengaluru, is_default=False)["is_default"] is False


def test_a_sale_without_a_store_goes_to_the_new_default(shop):
    opening = [{"store_id": shop.mumbai, "qty_milli": 1000}]
    shop.product("TEA", rate=100, opening_stock=opening)
    change(shop, shop.mumbai, is_default=True)

    assert shop.invoice(("TEA", 1))["store_id"] == shop.mumbai


def test_stores_made_the_default_at_once_leave_one(shop):
    ids = [shop.bengaluru, shop.mumbai, *(shop.open_store(name=f"Store {n}", state="29") for n in range(4))]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda store_id: change(shop, store_id, is_default=True), ids * 4))

    assert sum(store["is_default"] for store in listed(shop)) == 1


def test_a_closed_store_sells_nothing_until_it_is_open_again(shop):
    change(shop, shop.bengaluru, status="closed")
    with pytest.raises(StoreClosed):
        shop.sell(("MAGGI-70G", 1))
    assert shop.rows("invoices") == []

    change(shop, shop.bengaluru, status="open")
    assert shop.invoice(("MAGGI-70G", 1))["status"] == "unpaid"


def test_a_change_holds_from_the_next_sale_on(shop):
    change(shop, shop.bengaluru, round_off="always", invoice_template="B/{FY2}/{000}")

    invoice = shop.invoice(("MAGGI-70G", 1, 1049))
    assert (invoice["grand_total"], invoice["round_off"]) == (10, -0.49)
    assert invoice["invoice_no"].startswith("B/")


def test_a_change_meant_for_another_state_is_refused(shop):
    with pytest.raises(PreconditionFailed):
        change(shop, shop.mumbai, expected_body="0" * 64, name="New")
    assert fetched(shop, shop.mumbai)["name"] == "Mumbai"


def test_the_same_key_changes_once(shop):
    first = change(shop, shop.mumbai, key="k", name="One")
    change(shop, shop.mumbai, name="Two")

    assert change(shop, shop.mumbai, key="k", name="One") == first
    assert fetched(shop, shop.mumbai)["name"] == "Two"


@pytest.mark.parametrize("store_id", ["store_nothing", "", "store_\x00", "store_\ud800"])
def test_what_is_no_store_is_not_found(shop, store_id):
    with pytest.raises(NotFound):
        fetched(shop, store_id)
    with pytest.raises(NotFound):
        change(shop, store_id, name="New")


def test_another_account_s_store_is_not_found(shop):
    stranger = Caller("acct_stranger")
    with pytest.raises(NotFound):
        fetched(shop, shop.mumbai, stranger)
    with pytest.raises(NotFound):
        change(shop, shop.mumbai, caller=stranger, name="Mine")
    assert listed(shop, stranger) == []


def test_a_key_of_one_store_sees_and_changes_that_one(shop):
    own = replace(shop.caller, store_id=shop.mumbai)

    assert [store["id"] for store in listed(shop, own)] == [shop.mumbai]
    assert change(shop, shop.mumbai, caller=own, name="Ours")["name"] == "Ours"
    for attempt in (lambda: fetched(shop, shop.bengaluru, own), lambda: change(shop, shop.bengaluru, caller=own)):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(StoreNotAllowed):
        change(shop, shop.mumbai, caller=own, is_default=True)
    with pytest.raises(StoreNotAllowed):
        operations.open_store(shop.db, shop.clock, own, request={"name": "Third", "state": "29"}, idempotency=None)


def test_stores_are_listed_newest_first_page_by_page(shop):
    ids = [shop.bengaluru, shop.mumbai, *(shop.open_store(name=f"Store {n}", state="29") for n in range(3))]
    seen, after = [], None
    while True:
        answer = operations.list_stores(shop.db, shop.caller, request={"after": after, "limit": 2})
        seen += [store["id"] for store in json.loads(answer["body_items"])]
        after = answer["next"]
        if after is None:
            break
    assert seen == sorted(ids, reverse=True)


def test_stores_are_chosen_by_status(shop):
    change(shop, shop.mumbai, status="closed")

    assert [store["id"] for store in listed(shop, filters={"status": "closed"})] == [shop.mumbai]
    assert [store["id"] for store in listed(shop, filters={"status": "open"})] == [shop.bengaluru]
