"""Addresses and forms that nobody typed by hand: each is refused or answered, and none is our fault."""

import pytest

from tests.factories.dashboard import Visitor

NO_TIME = "req_" + "Z" * 26


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/dashboard/requests?find=%00", 400),
        ("/dashboard/requests?route=a%00b&find=x", 400),
        ("/dashboard/settings/audit?actor=%00", 400),
        ("/dashboard/requests?from=0001-01-01&to=9999-12-31", 200),
        ("/dashboard/events?from=0001-01-01&to=9999-12-31", 200),
        (f"/dashboard/requests/{NO_TIME}", 404),
    ],
)
def test_an_address_that_nobody_typed_has_an_answer(owner, address, status):
    assert owner.get(address).status == status


def test_a_nul_in_a_form_is_refused_before_anything_is_looked_up(app):
    visitor = Visitor(app)
    fields = visitor.get("/dashboard/log-in").form("/dashboard/log-in")

    assert visitor.post("/dashboard/log-in", {**fields, "email": "a\x00@b.example", "password": "x"}).status == 400
