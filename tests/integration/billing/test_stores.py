"""Stores: opened with their settings, one default an account, and looked up by catalog."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kit.caller import Caller, Idempotency
from kit.clock import SystemClock
from services.billing import operations
from services.billing.errors import ValidationFailed

NAMED = {"name": "Bengaluru", "gstin": "29AAGCB7383J1Z4", "state": "29"}
_numbers = itertools.count(1)


@pytest.fixture
def account():
    """A caller of an account that has no store yet."""
    return Caller(f"acct_stores{next(_numbers)}")


@pytest.fixture
def opens(shop, account):
    """Open a store of that account; returns its public body."""

    def open_store(key=None, **request):
        idempotency = Idempotency(key, "f") if key else None
        return operations.open_store(shop.db, SystemClock(), account, request=request, idempotency=idempotency)

    return open_store


def body(answer):
    return json.loads(answer["body"])


def listed(shop, account):
    return json.loads(operations.list_stores(shop.db, account, request={})["body_items"])


def refused(opens, **request):
    with pytest.raises(ValidationFailed) as refusal:
        opens(**request)
    return sorted((fault["pointer"], fault["code"]) for fault in refusal.value.errors)


def test_a_store_is_opened_with_defaults(opens, shop, account):
    store = body(opens(**NAMED))

    assert store == {
        "id": store["id"],
        **NAMED,
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
        "is_default": True,
        "metadata": {},
        "created_at": store["created_at"],
        "updated_at": store["created_at"],
    }
    assert listed(shop, account) == [store]


def test_every_setting_is_kept(opens, shop, account):
    asked = {
        **NAMED,
        "address": {"line1": "12 MG Road", "city": "Bengaluru", "state": "29", "pin": "560001"},
        "invoice_template": "BLR/{FY2}/{0000}",
        "credit_note_template": "BLC/{FY2}/{0000}",
        "upi_id": "shop@okbank",
        "round_off": "cash",
        "tax_inclusive": False,
        "negative_stock": True,
        "composition": True,
        "turnover": "above_5_crore",
        "status": "closed",
        "metadata": {"erp": "17"},
    }
    store = body(opens(**asked))

    assert {name: store[name] for name in asked} == asked
    assert listed(shop, account) == [store]


def test_the_state_may_come_from_the_gstin(opens):
    assert body(opens(name="Mumbai", gstin="27AAPFU0939F1ZV"))["state"] == "27"


def test_a_store_may_have_no_gstin_but_has_a_state(opens):
    assert body(opens(name="Small", state="29"))["gstin"] is None
    assert refused(opens, name="Nowhere") == [("/state", "required")]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": "  "}, ("/name", "required")),
        ({"state": "27"}, ("/gstin", "invalid_gstin")),
        ({"gstin": "99AAGCB7383J1Z4", "state": None}, ("/state", "out_of_range")),
        ({"invoice_template": "INV-{00000}"}, ("/invoice_template", "required")),
        ({"credit_note_template": "cn-{YYYY}-{000}"}, ("/credit_note_template", "out_of_range")),
        ({"gstin": "29aagcb7383j1z4"}, ("/gstin", "invalid_gstin")),
        ({"address": {"state": "27"}}, ("/address/state", "out_of_range")),
        ({"credit_note_template": "INV-{YYYY}-{0000}"}, ("/credit_note_template", "out_of_range")),
        ({"invoice_template": "INVOICE-{YYYY}-{00000}"}, ("/invoice_template", "out_of_range")),
        ({"upi_id": "no bank"}, ("/upi_id", "invalid_type")),
        ({"round_off": "up"}, ("/round_off", "out_of_range")),
        ({"status": "asleep"}, ("/status", "out_of_range")),
    ],
)
def test_what_no_store_can_be_is_refused_and_nothing_is_opened(opens, shop, account, change, fault):
    assert refused(opens, **{**NAMED, **change}) == [fault]
    assert listed(shop, account) == []


def test_every_fault_of_a_store_is_named(opens):
    faults = refused(opens, name=" ", gstin="29AAGCB7383J1Z4", state="27", invoice_template="X")

    assert {pointer for pointer, _ in faults} == {"/name", "/gstin", "/invoice_template"}


def test_the_first_store_is_the_default_until_another_is_made_it(opens, shop, account):
    first = opens(**NAMED)["resource_id"]
    assert body(opens(name="Mumbai", state="27"))["is_default"] is False

    third = body(opens(name="Pune", state="27", is_default=True))

    assert third["is_default"] is True
    assert [store["id"] for store in listed(shop, account) if store["is_default"]] == [third["id"]]
    assert first != third["id"]


def test_stores_opened_at_once_have_one_default(opens, shop, account):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: opens(name=f"Store {n}", state="29"), range(8)))

    assert sorted(store["is_default"] for store in listed(shop, account)) == [False] * 7 + [True]


def test_the_same_key_opens_one_store(opens, shop, account):
    first, again = opens(key="k", **NAMED), opens(key="k", **NAMED)

    assert again == {**first, "replayed": True}
    assert len(listed(shop, account)) == 1


def test_a_store_s_settings_are_what_its_sales_are_billed_with(shop):
    store = shop.open_store(
        name="Plus", gstin="29AAFCD5862R1ZR", tax_inclusive=False, round_off="always", negative_stock=True,
        invoice_template="PL/{FY2}/{0000}",
    )  # fmt: skip
    shop.product("PEN", rate=1010, gst=1800, tax_inclusive=None)

    invoice = shop.invoice(("PEN", 1), store_id=store)
    assert (invoice["taxable_value"], invoice["tax"]["total"], invoice["round_off"]) == (10.1, 1.82, 0.08)
    assert invoice["grand_total"] == 12
    assert invoice["invoice_no"].startswith("PL/")


def test_check_stores_tells_known_from_unknown(shop):
    answer = operations.check_stores(
        shop.db, shop.caller, request={"store_ids": ["store_x", shop.mumbai, shop.bengaluru]}
    )

    assert answer == {
        "stores": [shop.mumbai, shop.bengaluru],
        "default_store_id": shop.bengaluru,
        "unknown": ["store_x"],
    }


def test_check_stores_without_ids_gives_all_of_the_account(shop):
    answer = operations.check_stores(shop.db, shop.caller, request={"store_ids": None})

    assert answer["stores"] == sorted([shop.bengaluru, shop.mumbai])
    assert answer["unknown"] == []


def test_a_key_s_own_store_is_its_default(shop):
    caller = replace(shop.caller, store_id=shop.mumbai)

    assert operations.check_stores(shop.db, caller, request={})["default_store_id"] == shop.mumbai


def test_an_account_without_stores_has_no_default(shop, account):
    answer = operations.check_stores(shop.db, account, request={"store_ids": [shop.mumbai]})

    assert answer == {"stores": [], "default_store_id": None, "unknown": [shop.mumbai]}


@pytest.mark.parametrize("request_", [None, {"store_ids": "store_1"}, {"store_ids": [None]}, {"stores": []}])
def test_what_is_no_question_for_stores_is_refused(shop, request_):
    with pytest.raises(ValidationFailed):
        operations.check_stores(shop.db, shop.caller, request=request_)
