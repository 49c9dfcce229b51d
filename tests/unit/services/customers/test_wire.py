"""Requests and invoice events in, events and public bodies out."""

import pytest

from kit.wire_json import dumps
from services.customers.domain.customer import Profile, Purchases
from services.customers.errors import ValidationFailed
from services.customers.wire import (
    customer_to_public,
    list_from_wire,
    named_from_wire,
    refund_from_wire,
    visit_from_wire,
)
from tests.factories.customers import ACCOUNT, AT, GSTIN, RAHUL, a_customer, an_invoice_event, id_of


def refused(read, request):
    with pytest.raises(ValidationFailed) as refusal:
        read(request)
    return [(fault["pointer"], fault["code"]) for fault in refusal.value.errors]


def test_only_what_is_named_comes_through():
    assert named_from_wire({"phone": RAHUL, "name": "Rahul", "email": None}) == (RAHUL, {"name": "Rahul"})


def test_an_address_has_all_its_lines():
    _, named = named_from_wire({"phone": RAHUL, "address": {"state": "29"}})

    assert named == {"address": {"line1": None, "city": None, "state": "29", "pin": None}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"phone": None}, ("/phone", "required")),
        ({"phone": "98765 43210"}, ("/phone", "invalid_phone")),
        ({"phone": "+91987654321\n"}, ("/phone", "invalid_phone")),
        ({"phone": 919876543210}, ("/phone", "invalid_type")),
        ({"name": ""}, ("/name", "out_of_range")),
        ({"sez": "yes"}, ("/sez", "invalid_type")),
        ({"address": "Bengaluru"}, ("/address", "invalid_type")),
        ({"address": {"street": "x"}}, ("/address/street", "unknown_field")),
        ({"metadata": {"a": None}}, ("/metadata/a", "required")),
        ({"nickname": "R"}, ("/nickname", "unknown_field")),
    ],
)
def test_what_the_contract_does_not_know_is_refused_with_its_pointer(change, fault):
    assert refused(named_from_wire, {"phone": RAHUL, **change}) == [fault]


def test_an_invoice_says_who_came_and_what_was_spent():
    event = an_invoice_event(1, name="Rahul", gstin=GSTIN, address={"state": "29", "country": "IN"})

    visit = visit_from_wire(event.account_id, event.data)

    assert (visit.account_id, visit.customer_id, visit.phone) == (ACCOUNT, id_of(RAHUL), RAHUL)
    assert visit.purchases == Purchases(1, 22_000, AT)
    address = {"line1": None, "city": None, "state": "29", "pin": None}
    assert visit.profile == Profile(name="Rahul", gstin=GSTIN, address=address)


@pytest.mark.parametrize("customer", [None, {}, {"id": None, "phone": None, "name": "A passer-by"}])
def test_an_invoice_may_name_nobody(customer):
    assert visit_from_wire(ACCOUNT, {"customer": customer}) is None
    assert refund_from_wire(ACCOUNT, {"customer": customer}) is None


def test_the_public_body_is_in_rupees_and_has_every_field():
    visited = a_customer().visited(Purchases(1, 22_050, AT), AT)

    assert dumps(customer_to_public(visited)) == (
        f'{{"id":"{id_of(RAHUL)}","phone":"+919876543210","name":"Rahul K.","email":null,"gstin":null,"sez":false,'
        '"address":null,"metadata":{},"total_spent":220.5,"invoices_count":1,"last_visit_at":"2026-06-28T10:14:22Z",'
        '"erased_at":null,'
        '"created_at":"2026-06-28T10:14:22Z","updated_at":"2026-06-28T10:14:22Z"}'
    )


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        ({"limit": 0}, ("/limit", "out_of_range")),
        ({"after": ["yesterday", "c"]}, ("/after", "invalid_type")),
        ({"filters": {"name": "R"}}, ("/filters/name", "unknown_field")),
        ({"filters": {"updated_at_gte": 5}}, ("/filters/updated_at_gte", "invalid_type")),
    ],
)
def test_a_list_request_that_is_none_is_refused(request_, fault):
    assert refused(list_from_wire, request_) == [fault]


def test_a_list_request_is_read():
    assert list_from_wire({"filters": {"phone": RAHUL}, "limit": 1}) == ({"phone": RAHUL}, None, 1)
