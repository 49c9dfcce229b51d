"""A customer is known by the phone: one of them, however many ask at once."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.events.customers import CustomerFacts
from contracts.rpc.customers import CustomerBody
from kit.ids import derived_id
from services.customers.errors import CustomerNotFound, ValidationFailed
from services.customers.operations.settle_customers import customer_id
from tests.factories.customers import ASHA, GSTIN, RAHUL, SECRET, id_of

ADDRESS = {"line1": "12 MG Road", "city": "Bengaluru", "state": "29", "pin": "560001"}


def test_a_new_customer_is_created_with_the_id_of_the_phone(shop):
    answer = shop.upsert(name="Rahul K.", gstin=GSTIN, address=ADDRESS, metadata={"tier": "gold"})

    body = json.loads(answer["body"])
    assert (answer["created"], answer["resource_id"]) == (True, id_of(RAHUL, shop.caller.account_id))
    assert CustomerBody().validate(body) == {}
    assert (body["name"], body["gstin"], body["address"], body["metadata"]) == (
        "Rahul K.",
        GSTIN,
        ADDRESS,
        {"tier": "gold"},
    )
    assert (body["total_spent"], body["invoices_count"], body["last_visit_at"]) == (0, 0, None)
    assert shop.get(answer["resource_id"]) == body


def test_the_same_phone_again_overwrites_what_is_named(shop):
    shop.upsert(name="Rahul K.", email="rahul@example.in", metadata={"tier": "gold"})

    answer = shop.upsert(name="Rahul Kumar", metadata={}, email=None)

    body = json.loads(answer["body"])
    assert not answer["created"]
    assert (body["name"], body["email"], body["metadata"]) == ("Rahul Kumar", "rahul@example.in", {})
    assert len(shop.rows()) == 1


def test_a_change_makes_an_event_and_none_makes_none(shop):
    shop.upsert(name="Rahul K.")
    shop.upsert(name="Rahul K.")
    shop.upsert(sez=True, address=ADDRESS)

    events = shop.events()
    assert [(event_type, data["version"]) for event_type, data in events] == [
        ("customer.created", 1),
        ("customer.updated", 2),
    ]
    assert [CustomerFacts().validate(data) for _, data in events] == [{}, {}]
    assert (events[1][1]["sez"], events[1][1]["state"]) == (True, "29")


def test_the_same_key_returns_the_same_bytes(shop):
    first = shop.upsert(name="Rahul K.", key="key-1")
    shop.upsert(name="Rahul Kumar")

    assert shop.upsert(name="Rahul K.", key="key-1") == {**first, "replayed": True}
    assert shop.get(first["resource_id"])["name"] == "Rahul Kumar"


def test_all_faults_are_named_and_nothing_is_written(shop):
    with pytest.raises(ValidationFailed) as refusal:
        shop.upsert(gstin="27AAPFU0939F1ZO", address={"state": "28"})

    assert [(fault["pointer"], fault["code"]) for fault in refusal.value.errors] == [
        ("/gstin", "invalid_gstin"),
        ("/address/state", "out_of_range"),
    ]
    assert (shop.rows(), shop.events()) == ([], [])


def test_another_account_has_another_customer_of_the_same_phone(open_shop):
    one, other = open_shop(), open_shop()
    ids = [shop.upsert()["resource_id"] for shop in (one, other)]

    assert ids[0] != ids[1]
    with pytest.raises(CustomerNotFound):
        other.get(ids[0])


def test_the_customer_of_a_released_number_has_another_id(shop):
    account_id = shop.caller.account_id
    first = shop.upsert(name="Rahul K.")["resource_id"]
    shop.run("UPDATE customers SET phone = NULL WHERE account_id = %(account_id)s")
    shop.run(
        "INSERT INTO phone_generations VALUES (%(account_id)s, %(phone_key)s, 1, now())",
        phone_key=derived_id("phone", SECRET, account_id, RAHUL),
    )

    second = shop.upsert(name="Somebody Else")

    assert second["created"]
    assert second["resource_id"] == customer_id(SECRET, account_id, RAHUL, 1) != first
    assert shop.events()[-1][1]["phone_generation"] == 1
    assert shop.get(first)["phone"] is None


def test_eight_at_once_on_one_phone_make_one_customer(shop):
    def upsert(turn):
        return shop.upsert(name=f"Name {turn}")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(upsert, range(40)))

    assert Counter(answer["created"] for answer in answers) == {True: 1, False: 39}
    assert len({answer["resource_id"] for answer in answers}) == 1
    [customer] = shop.rows()
    assert customer["version"] == 40
    versions = [data["version"] for _, data in shop.events()]
    assert sorted(versions) == list(range(1, 41))
    last = max(shop.events(), key=lambda event: event[1]["version"])
    assert last[1]["name"] == customer["name"]


def test_many_phones_at_once_in_any_order(shop):
    phones = [RAHUL, ASHA, "+14155552671"]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda turn: shop.upsert(phones[turn % 3], metadata={"turn": str(turn)}), range(48)))

    assert {(row["phone"], row["version"]) for row in shop.rows()} == {(phone, 16) for phone in phones}
