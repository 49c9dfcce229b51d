"""A customer is changed by what a patch names, keeps the id with another phone, and is forgotten when erased."""

import hashlib
import itertools
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from contracts.events.customers import CustomerFacts
from contracts.rpc.customers import CustomerBody
from kit.preconditions import PreconditionFailed
from services.customers.errors import CustomerErased, CustomerNotFound, PhoneTaken, ValidationFailed
from services.customers.operations.settle_customers import customer_id, phone_key
from tests.factories.customers import ASHA, GSTIN, RAHUL, SECRET, an_invoice_event

THIRD = "+14155552671"
ADDRESS = {"line1": "12 MG Road", "city": "Bengaluru", "state": "29", "pin": "560001"}


@pytest.fixture
def rahul(shop):
    return shop.upsert(name="Rahul K.", email="rahul@example.in", address=ADDRESS, metadata={"tier": "gold"})[
        "resource_id"
    ]


@pytest.fixture
def sale(shop):
    """Make invoice events of the shop's account."""
    numbers = itertools.count(1)
    return lambda **facts: an_invoice_event(next(numbers), **{"account_id": shop.caller.account_id, **facts})


def minted(shop, phone, generation=0):
    return customer_id(SECRET, shop.caller.account_id, phone, generation)


def body_of(answer):
    body = json.loads(answer["body"])
    assert CustomerBody().validate(body) == {}
    return body


def updates(shop):
    events = [data for event_type, data in shop.events() if event_type == "customer.updated"]
    assert [CustomerFacts().validate(data) for data in events] == [{}] * len(events)
    return events


def test_what_is_named_changes_null_clears_and_the_rest_stays(shop, rahul):
    answer = shop.change(
        rahul,
        name="Rahul Kumar",
        email=None,
        gstin=GSTIN,
        address={"city": "Mysuru", "pin": None},
        metadata={"since": "2020"},
    )

    body = body_of(answer)
    assert (answer["created"], body["name"], body["email"], body["gstin"], body["phone"]) == (
        False,
        "Rahul Kumar",
        None,
        GSTIN,
        RAHUL,
    )
    assert body["address"] == {"line1": "12 MG Road", "city": "Mysuru", "state": "29", "pin": None}
    assert body["metadata"] == {"tier": "gold", "since": "2020"}
    assert shop.get(rahul) == body
    assert [(data["version"], data["name"], data["released"]) for data in updates(shop)] == [(2, "Rahul Kumar", [])]


def test_a_change_of_nothing_makes_no_version_and_no_event(shop, rahul):
    before = shop.get(rahul)

    assert body_of(shop.change(rahul)) == body_of(shop.change(rahul, name="Rahul K.", phone=RAHUL)) == before
    assert updates(shop) == []


def test_all_faults_are_named_and_nothing_is_written(shop, rahul):
    with pytest.raises(ValidationFailed) as refusal:
        shop.change(rahul, gstin="27AAPFU0939F1ZO", address={"state": "28"}, name="Other")

    assert [fault["pointer"] for fault in refusal.value.errors] == ["/gstin", "/address/state"]
    assert shop.get(rahul)["name"] == "Rahul K."


def test_with_another_phone_it_is_the_same_customer(shop, rahul, sale):
    shop.sell(sale())

    body = body_of(shop.change(rahul, phone=ASHA))

    assert (body["id"], body["phone"], body["invoices_count"]) == (rahul, ASHA, 1)
    [update] = updates(shop)
    key = phone_key(SECRET, shop.caller.account_id, RAHUL)
    assert (update["phone"], update["released"]) == (ASHA, [{"phone_key": key, "generation": 1}])
    shop.sell(sale(id=rahul, phone=RAHUL))
    assert shop.get(rahul)["invoices_count"] == 2, "a bill under the old number, on its way, still counts"


def test_whoever_gets_the_number_next_is_somebody_else(shop, rahul):
    shop.change(rahul, phone=ASHA)

    second = shop.upsert(RAHUL, name="Somebody Else")

    assert (second["created"], second["resource_id"]) == (True, minted(shop, RAHUL, 1))
    shop.change(second["resource_id"], phone=THIRD)
    assert shop.upsert(RAHUL)["resource_id"] == minted(shop, RAHUL, 2)
    assert [shop.get(found)["phone"] for found in (rahul, second["resource_id"])] == [ASHA, THIRD]


def test_the_generation_of_an_event_says_who_has_the_phone_now(shop, rahul):
    asha = shop.upsert(ASHA)["resource_id"]
    shop.change(asha, phone=THIRD)

    shop.change(rahul, phone=ASHA)

    assert (updates(shop)[-1]["phone"], updates(shop)[-1]["phone_generation"]) == (ASHA, 1)


def test_a_number_of_another_customer_is_refused_and_nothing_changes(shop, rahul):
    asha = shop.upsert(ASHA)["resource_id"]

    with pytest.raises(PhoneTaken) as refusal:
        shop.change(rahul, phone=ASHA, name="Other")

    assert refusal.value.facts == {"customer_id": asha}
    assert (shop.get(rahul)["phone"], shop.get(rahul)["name"], shop.rows("phone_generations")) == (
        RAHUL,
        "Rahul K.",
        [],
    )


def test_an_id_minted_for_a_number_that_changed_hands_leads_to_its_customer(shop, rahul, sale):
    shop.change(rahul, phone=ASHA)
    minted_meanwhile = minted(shop, ASHA)

    shop.sell(sale(phone=ASHA, paise=5_000), sale(phone=ASHA, paise=1_000))
    shop.sell(sale(phone=ASHA, paise=100))

    assert (shop.get(rahul)["invoices_count"], shop.get(rahul)["total_spent"]) == (3, 61)
    assert shop.get(minted_meanwhile) == shop.get(rahul)
    assert body_of(shop.change(minted_meanwhile, name="R."))["id"] == rahul
    assert len(shop.rows()) == len(shop.rows("customer_aliases")) == 1
    merges = [data for event_type, data in shop.events() if event_type == "customer.merged"]
    assert merges == [{"customer_id": rahul, "alias_id": minted_meanwhile}]


def test_a_bill_under_an_alias_counts_for_its_customer_though_the_number_went_on_to_somebody_else(shop, rahul, sale):
    shop.change(rahul, phone=ASHA)
    shop.sell(sale(phone=ASHA))
    shop.change(rahul, phone="+919811111111")
    asha = shop.upsert(ASHA, name="Asha")["resource_id"]

    shop.sell(sale(phone=ASHA))  # late, with the id minted for Rahul while he had the number

    assert (shop.get(rahul)["invoices_count"], shop.get(asha)["invoices_count"]) == (2, 0)


def test_who_is_erased_is_forgotten_but_for_the_id_and_the_sums(shop, rahul, sale):
    shop.sell(sale())
    shop.clock.move(timedelta(hours=1))

    body = body_of(shop.erase(rahul))

    personal = ("phone", "name", "email", "gstin", "address")
    assert {name: body[name] for name in personal} == dict.fromkeys(personal)
    assert (body["id"], body["metadata"], body["invoices_count"], body["total_spent"]) == (rahul, {}, 1, 220)
    assert body["erased_at"] == "2026-06-28T11:14:22Z"
    assert shop.get(rahul) == body
    assert shop.page()["body_items"] == "[]"
    [row] = shop.rows()
    assert RAHUL not in str(row) + str(shop.rows("phone_generations"))
    update = updates(shop)[-1]
    assert (update["phone"], update["name"], update["email"]) == (None, None, None)
    assert [phone["generation"] for phone in update["released"]] == [1]


def test_erased_again_is_the_same_and_changed_is_refused(shop, rahul):
    first = shop.erase(rahul)
    shop.clock.move(timedelta(hours=1))

    assert shop.erase(rahul) == first
    with pytest.raises(CustomerErased):
        shop.change(rahul, name="Rahul K.")
    assert len(updates(shop)) == 1


def test_what_comes_late_about_an_erased_customer_brings_nothing_back(shop, rahul, sale):
    shop.erase(rahul)

    shop.sell(sale(id=rahul, name="Rahul K."))

    assert shop.get(rahul)["name"] is None
    assert len(shop.rows()) == 1
    assert shop.upsert(name="Rahul again")["resource_id"] == minted(shop, RAHUL, 1)


def test_an_unknown_customer_and_another_account_s_are_the_same(open_shop):
    customer = open_shop().upsert()["resource_id"]
    other = open_shop()

    for unknown in (customer, "cus_x", "x" * 300, "\x00"):
        with pytest.raises(CustomerNotFound):
            other.change(unknown, name="Mine")
        with pytest.raises(CustomerNotFound):
            other.erase(unknown)


def test_a_repeated_key_answers_the_same(shop, rahul):
    first = shop.change(rahul, key="key-1", name="Rahul Kumar")
    shop.change(rahul, name="R.")

    assert shop.change(rahul, key="key-1", name="Rahul Kumar") == {**first, "replayed": True}
    assert shop.get(rahul)["name"] == "R."


def test_of_eight_at_once_meant_for_one_state_one_wins(shop, rahul):
    read = hashlib.sha256(shop.change(rahul)["body"].encode()).hexdigest()

    def change(turn):
        try:
            return body_of(shop.change(rahul, expected_body=read, name=f"Name {turn}"))["name"]
        except PreconditionFailed:
            return None

    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(change, range(8)))

    assert Counter(name is None for name in names) == {True: 7, False: 1}
    assert shop.get(rahul)["name"] in names
    with pytest.raises(PreconditionFailed):
        shop.erase(rahul, expected_body=read)


def test_two_who_want_one_number_at_once_one_gets_it(shop):
    customers = [shop.upsert(f"+9198765{number:05}")["resource_id"] for number in range(6)]

    def change(customer):
        try:
            return shop.change(customer, phone=ASHA)["resource_id"]
        except PhoneTaken:
            return None

    with ThreadPoolExecutor(6) as threads:
        winners = [found for found in threads.map(change, customers) if found]

    assert len(winners) == 1
    assert [row["customer_id"] for row in shop.rows() if row["phone"] == ASHA] == winners
    assert len(shop.rows("phone_generations")) == 1


def test_a_number_given_up_while_it_is_asked_for_has_one_customer_or_the_next(shop):
    for turn in range(10):
        phone = f"+9198765{turn:05}"
        first = shop.upsert(phone)["resource_id"]

        with ThreadPoolExecutor(4) as threads:
            asked = [threads.submit(shop.upsert, phone, name=f"Name {n}") for n in range(3)]
            threads.submit(shop.erase, first).result()
            found = {answer.result()["resource_id"] for answer in asked}

        assert found <= {first, minted(shop, phone, 1)}
        assert shop.get(first)["phone"] is None


def test_a_list_goes_on_where_it_was_while_customers_come_change_and_go(shop):
    made = []
    for number in range(20):
        made.append(shop.upsert(f"+9198765{number:05}")["resource_id"])
        shop.clock.move(timedelta(seconds=1))
    seen, after, erased = [], None, set()
    while True:
        page = shop.page(limit=3, after=after)
        seen += [item["id"] for item in json.loads(page["body_items"])]
        after = page["next"]
        if after is None:
            break
        shop.clock.move(timedelta(seconds=1))
        shop.upsert(f"+9191234{len(seen):05}")
        shop.erase(seen[-1])
        left = [customer for customer in made if customer not in seen]
        if left:
            shop.erase(left[0])
            erased.add(left[0])

    assert len(seen) == len(set(seen))
    assert set(seen) == set(made) - erased
