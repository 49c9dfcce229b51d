"""Several sales of one customer taken together."""

import itertools
from datetime import timedelta

from services.customers.domain.customer import Purchases
from services.customers.domain.visit import merged
from tests.factories.customers import ASHA, AT, RAHUL, a_visit

LATER = AT + timedelta(hours=1)


def test_the_visits_of_a_customer_add_up_whatever_their_order():
    visits = [
        a_visit(paise=100, name=None),
        a_visit(paise=20, at=LATER, name="Rahul"),
        a_visit(paise=3, at=LATER, name="R"),
    ]

    for order in itertools.permutations(visits):
        [together] = merged(order)
        assert together.purchases == Purchases(3, 123, LATER)
    [together] = merged(visits)
    assert together.profile.name == "Rahul"


def test_customers_come_in_the_order_of_account_and_phone():
    visits = [a_visit(phone=RAHUL, account_id="acct_B"), a_visit(phone=RAHUL), a_visit(phone=ASHA)]

    pairs = [(visit.account_id, visit.phone) for visit in merged(visits)]

    assert pairs == sorted(pairs)
    assert len(pairs) == 3


def test_nobody_came():
    assert merged([]) == []
