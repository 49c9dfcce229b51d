"""Billing's copy of the customers: the newest version stays, whatever the order, and a phone is of who has it now."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.ids import derived_id
from kit.messaging import inbox
from services.billing import operations
from services.billing.errors import ValidationFailed
from services.billing.storage import customer_copies
from tests.factories.billing import AT, RAHUL, a_customer_event, a_merge_event
from tests.integration.billing.conftest import SECRET

ASHA = "+919812345678"


@pytest.fixture
def hear(shop):
    """Hand events of the shop's account to billing in one batch."""

    def take(*facts):
        events = [a_customer_event(account_id=shop.caller.account_id, **fact) for fact in facts]
        with shop.db.transaction(shop.caller.account_id) as tx:
            operations.remember_customers(tx, events)

    return take


@pytest.fixture
def buyer(shop):
    """Who a sale says has bought."""
    return lambda **request: shop.invoice(("MAGGI-70G", 1), **request)["customer"]


def test_a_sale_to_a_known_phone_bears_the_customer_s_id_and_name(hear, buyer):
    hear({"customer_id": "cus_old", "name": "Rahul Kumar"})

    found = buyer(customer={"phone": RAHUL})
    assert (found["id"], found["name"]) == ("cus_old", "Rahul Kumar")
    assert buyer(customer={"phone": RAHUL, "name": "R."})["name"] == "R."
    assert buyer(customer_id="cus_old")["phone"] == RAHUL


def test_a_sale_to_an_unknown_phone_bears_the_id_that_customers_will_give_it(shop, buyer):
    assert buyer(customer={"phone": ASHA})["id"] == derived_id("cus", SECRET, shop.caller.account_id, ASHA, "0")


def test_a_customer_that_billing_does_not_know_is_refused(shop):
    with pytest.raises(ValidationFailed) as refusal:
        shop.sell(("MAGGI-70G", 1), customer_id="cus_nobody")

    assert [(fault["pointer"], fault["code"]) for fault in refusal.value.errors] == [
        ("/customer_id", "unknown_customer")
    ]


def test_an_older_event_never_overwrites_a_newer_one(shop, hear, buyer):
    hear({"version": 3, "name": "Third"})
    hear({"version": 2, "name": "Second"}, {"version": 1, "name": "First"})

    assert buyer(customer={"phone": RAHUL})["name"] == "Third"
    assert [row["version"] for row in shop.rows("customer_copies")] == [3]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_a_batch_keeps_the_newest_of_each_customer(hear, buyer, order):
    hear(*({"version": version, "name": f"Version {version}"} for version in order))

    assert buyer(customer={"phone": RAHUL})["name"] == "Version 3"


def test_an_event_that_comes_twice_changes_nothing(shop, hear):
    hear({"version": 2})
    before = shop.rows("customer_copies")
    hear({"version": 2})

    assert shop.rows("customer_copies") == before


@pytest.mark.parametrize("released_first", [True, False])
def test_a_phone_is_of_the_customer_who_has_it_now(hear, buyer, released_first):
    released = {"customer_id": "cus_first", "version": 2, "phone": ASHA}
    taken = {"customer_id": "cus_second", "phone_generation": 1}
    hear({"customer_id": "cus_first"})

    for event in [released, taken] if released_first else [taken, released]:
        hear(event)

    assert buyer(customer={"phone": RAHUL})["id"] == "cus_second"
    assert buyer(customer={"phone": ASHA})["id"] == "cus_first"


def test_the_next_holder_s_event_may_overtake_the_release(shop, hear):
    hear({"customer_id": "cus_zz_first"}, {"customer_id": "cus_aa_second", "phone_generation": 1})
    account = shop.caller.account_id

    with shop.db.transaction(account) as tx:
        holders = customer_copies.known(tx, [(account, RAHUL)], [(account, "cus_zz_first")])

    assert [holder["customer_id"] for holder in holders] == ["cus_zz_first", "cus_aa_second"]
    assert shop.invoice(("MAGGI-70G", 1), customer={"phone": RAHUL})["customer"]["id"] == "cus_aa_second"


def test_batches_in_opposite_orders_at_once_never_deadlock(shop):
    account = shop.caller.account_id
    customers = [f"cus_{number:02d}" for number in range(40)]

    def take(turn):
        order = random.Random(turn).sample(customers, len(customers))
        events = [
            a_customer_event(account_id=account, customer_id=of, phone=f"+9198765{of[-2:]}000", version=turn + 1)
            for of in order
        ]
        inbox.apply_batch(shop.db, f"handler_{turn}", events, operations.remember_customers, AT)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(take, range(24)))

    assert {row["version"] for row in shop.rows("customer_copies")} == {24}
    assert {row["state"] for row in shop.rows("inbox")} == {"applied"}


def key_of(shop, phone):
    return derived_id("phone", SECRET, shop.caller.account_id, phone)


def test_whoever_is_sold_to_under_a_number_that_was_given_up_gets_another_id(shop, hear, buyer):
    mine = derived_id("cus", SECRET, shop.caller.account_id, RAHUL, "0")
    released = [{"phone_key": key_of(shop, RAHUL), "generation": 1}]

    hear({"customer_id": mine}, {"customer_id": mine, "version": 2, "phone": ASHA, "released": released})

    next_one = buyer(customer={"phone": RAHUL})
    assert next_one["id"] == derived_id("cus", SECRET, shop.caller.account_id, RAHUL, "1") != mine
    assert next_one["name"] is None
    assert buyer(customer={"phone": ASHA})["id"] == mine
    assert buyer(customer_id=mine)["phone"] == ASHA


def test_of_a_customer_who_was_erased_billing_keeps_no_phone_and_no_name(shop, hear, buyer):
    mine = derived_id("cus", SECRET, shop.caller.account_id, RAHUL, "0")
    released = [{"phone_key": key_of(shop, RAHUL), "generation": 1}]

    hear({"customer_id": mine, "name": "Rahul"})
    hear({"customer_id": mine, "version": 2, "phone": None, "name": None, "released": released})
    hear({"customer_id": mine, "name": "Rahul"})

    [copy] = shop.rows("customer_copies")
    assert (copy["phone"], copy["name"], copy["version"]) == (None, None, 2)
    assert RAHUL not in str(shop.rows("phone_generations"))
    with pytest.raises(ValidationFailed):
        shop.sell(("MAGGI-70G", 1), customer_id=mine)
    assert buyer(customer={"phone": RAHUL})["id"] == derived_id("cus", SECRET, shop.caller.account_id, RAHUL, "1")


def test_generations_come_in_any_order_and_the_highest_stays(shop, hear, buyer):
    def told(version, generation):
        key = key_of(shop, RAHUL)
        return {
            "customer_id": "cus_x",
            "version": version,
            "phone": None,
            "released": [{"phone_key": key, "generation": generation}],
        }

    hear(told(3, 2), told(2, 1))
    hear(told(2, 1))

    assert buyer(customer={"phone": RAHUL})["id"] == derived_id("cus", SECRET, shop.caller.account_id, RAHUL, "2")


@pytest.fixture
def merge(shop):
    """Tell billing that an id means another customer."""

    def take(*merges):
        with shop.db.transaction(shop.caller.account_id) as tx:
            operations.remember_merges(tx, [a_merge_event(shop.caller.account_id, *ids) for ids in merges])

    return take


def test_the_invoices_of_a_customer_are_found_under_every_id_that_was_minted_for_them(shop, hear, buyer, merge):
    minted = buyer(customer={"phone": ASHA})["id"]
    hear({"customer_id": "cus_old", "phone": ASHA, "version": 2})
    buyer(customer={"phone": ASHA})
    buyer(customer={"phone": RAHUL})

    def listed(customer_id, **request):
        request = {"filters": {"customer_id": customer_id}, **request}
        page = operations.list_invoices(shop.db, shop.caller, request=request)
        return [invoice["customer"]["id"] for invoice in json.loads(page["body_items"])], page["next"]

    assert (listed("cus_old")[0], listed(minted)[0]) == (["cus_old"], [minted])
    merge((minted, "cus_old"))

    assert listed("cus_old")[0] == listed(minted)[0] == ["cus_old", minted]
    first, following = listed("cus_old", limit=1)
    assert first + listed("cus_old", limit=1, after=following)[0] == ["cus_old", minted]


def test_a_sale_under_an_id_that_means_another_customer_is_that_one_s(hear, buyer, merge, shop):
    hear({"customer_id": "cus_old", "name": "Rahul Kumar"})
    merge(("cus_minted", "cus_old"), ("cus_other", "cus_unknown"), ("cus_minted", "cus_old"))
    merge(("cus_minted", "cus_old"))

    found = buyer(customer_id="cus_minted")
    assert (found["id"], found["name"]) == ("cus_old", "Rahul Kumar")
    with pytest.raises(ValidationFailed):
        shop.sell(("MAGGI-70G", 1), customer_id="cus_other")


def test_another_account_s_merge_means_nothing_here(shop, hear, merge, buyer):
    hear({"customer_id": "cus_old"})
    with shop.db.transaction("acct_other") as tx:
        operations.remember_merges(tx, [a_merge_event("acct_other", "cus_minted", "cus_old")])

    with pytest.raises(ValidationFailed):
        buyer(customer_id="cus_minted")
