"""The way between versions: small pure steps, in order, that leave what they do not concern alone."""

import copy

import pytest

from contracts import versioning
from contracts.versioning import CURRENT, SERVED, VERSIONS, down, up, version_named

INVOICE = {"id": "inv_1", "items": [{"line": 1, "total": 84}], "tax": {"total": 4}, "grand_total": 220, "amount_due": 0}
OLD_INVOICE = {"id": "inv_1", "items": [{"line": 1, "total": 84}], "tax": {"total": 4}, "total": 220, "amount_due": 0}
EVENT = {"id": "evt_1", "type": "invoice.created", "api_version": "v1.4", "data": {"invoice_no": "A", "grand_total": 5}}
OLD_EVENT = {"id": "evt_1", "type": "invoice.created", "api_version": "v1.3", "data": {"invoice_no": "A", "total": 5}}


def page(*things):
    return {"data": list(things), "has_more": True, "next_cursor": "c"}


@pytest.mark.parametrize(
    ("resource", "current", "old"),
    [
        ("invoices", INVOICE, OLD_INVOICE),
        ("invoices", page(INVOICE, INVOICE), {"items": [OLD_INVOICE, OLD_INVOICE], "cursor": "c"}),
        ("invoices", {"data": [], "has_more": False, "next_cursor": None}, {"items": [], "cursor": None}),
        (
            "invoices",
            {"data": [{"index": 0, "status": 201, "resource": INVOICE}, {"index": 1, "error": {"code": "x"}}]},
            {"data": [{"index": 0, "status": 201, "resource": OLD_INVOICE}, {"index": 1, "error": {"code": "x"}}]},
        ),
        ("events", EVENT, OLD_EVENT),
        ("events", page(EVENT), {"items": [OLD_EVENT], "cursor": "c"}),
        (
            "events",
            {"api_version": "v1.4", "data": {"sku": "A"}},
            {"api_version": "v1.3", "data": {"sku": "A"}},
        ),
        ("products", page({"id": "prod_1"}), {"items": [{"id": "prod_1"}], "cursor": "c"}),
    ],
)
def test_v1_3_as_it_was(resource, current, old):
    before = copy.deepcopy(current)

    shown = down("v1.3", resource, current)

    assert shown == old
    assert list(shown) == list(old)
    assert current == before  # what came in is not changed


@pytest.mark.parametrize(
    ("resource", "document"),
    [
        ("invoices", {"id": "cn_1", "credit_note_no": "CN-1", "total": 84, "items": [{"total": 84}]}),
        ("credit-notes", {"id": "cn_1", "total": 84}),
        ("invoices", {"metadata": {"grand_total": "mine"}}),
        ("products", {"id": "prod_1", "metadata": {"has_more": "x", "next_cursor": "y"}}),
        ("reports", {"data": [{"period": "2026-06-28", "gross": 1}], "totals": {}}),
    ],
)
def test_what_no_change_concerns_stays(resource, document):
    assert down("v1.3", resource, document) == document


def test_only_an_invoice_s_own_field_is_renamed_and_stays_in_its_place():
    shown = down("v1.3", "invoices", {**INVOICE, "metadata": {"grand_total": "mine"}})

    assert list(shown) == ["id", "items", "tax", "total", "amount_due", "metadata"]
    assert shown["metadata"] == {"grand_total": "mine"}


def test_the_newest_version_is_nobody_s_work():
    assert down(CURRENT, "invoices", INVOICE) is INVOICE
    assert up(CURRENT, "invoices", INVOICE) is INVOICE
    assert up("v1.3", "invoices", INVOICE) == INVOICE  # v1.4 changed no request


def test_versions_are_named_with_and_without_the_v():
    assert version_named("1.3") is version_named("v1.3") is VERSIONS[0]
    assert version_named("v1.2") is None
    assert version_named("") is None
    assert SERVED == ("v1.4", "v1.3")


def test_a_version_that_will_go_says_since_when_and_until_when():
    for version in VERSIONS[:-1]:
        assert version.deprecated is not None
        assert version.sunset is not None
        assert version.deprecated < version.sunset
    assert VERSIONS[-1].sunset is None


def test_every_change_says_in_a_sentence_what_it_is():
    for version in versioning.VERSIONS:
        for change in version.changes:
            assert change.sentence.endswith(".")
            assert change.resources
