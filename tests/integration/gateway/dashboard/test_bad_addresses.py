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
        ("/dashboard/settings/audit?from=0001-01-01&to=9999-12-31", 200),
        ("/dashboard/events?from=0001-01-01&to=9999-12-31", 200),
        (f"/dashboard/requests/{NO_TIME}", 404),
        ("/dashboard/invoices?from=0001-01-01&to=9999-12-31", 200),
        ("/dashboard/invoices?from=9999-12-31&to=0001-01-01", 200),
        ("/dashboard/invoices?find=0&customer=nobody&store=nowhere&status=none&from=today", 200),
        ("/dashboard/invoices?find=%25_%5C", 200),
        ("/dashboard/invoices?cursor=nothing", 400),
        ("/dashboard/invoices/%F0%9F%98%80", 404),
        ("/dashboard/invoices/nothing/receipt?format=exe&paper=a0", 404),
        ("/dashboard/invoices/export.csv?find=nobody", 200),
        ("/dashboard/customers?q=%25_%5C", 200),
        (f"/dashboard/customers?q={'9' * 400}", 200),
    ],
)
def test_an_address_that_nobody_typed_has_an_answer(owner, address, status):
    assert owner.get(address).status == status


def test_a_nul_in_a_form_is_refused_before_anything_is_looked_up(app):
    visitor = Visitor(app)
    fields = visitor.get("/dashboard/log-in").form("/dashboard/log-in")

    assert visitor.post("/dashboard/log-in", {**fields, "email": "a\x00@b.example", "password": "x"}).status == 400
