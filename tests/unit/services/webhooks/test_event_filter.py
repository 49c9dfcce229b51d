"""Which events an endpoint wants."""

import pytest

from contracts.public.webhook_types import PUBLIC_NAMES, PUBLIC_TYPES
from services.webhooks.domain.event_filter import is_known, matches, normalised


@pytest.mark.parametrize(
    ("patterns", "event_type", "wanted"),
    [
        (["invoice.created"], "invoice.created", True),
        (["invoice.created"], "invoice.refunded", False),
        (["invoice.*"], "invoice.refunded", True),
        (["stock.*"], "invoice.created", False),
        (["*"], "ping", True),
        (["inv*"], "invoice.created", False),
    ],
)
def test_names_kinds_and_all(patterns, event_type, wanted):
    assert matches(patterns, event_type) is wanted


def test_the_same_wish_has_one_form():
    assert normalised(["stock.low", "invoice.*", "stock.low"]) == ("invoice.*", "stock.low")
    assert normalised(["stock.low", "*"]) == ("*",)


@pytest.mark.parametrize("pattern", ["invoice.created", "product.*", "*", "ping", "ping.*"])
def test_known_patterns(pattern):
    assert is_known(pattern, PUBLIC_TYPES)


@pytest.mark.parametrize("pattern", ["invoice.deleted", "invoices.*", "**", "", "invoice.", "Invoice.created"])
def test_unknown_patterns(pattern):
    assert not is_known(pattern, PUBLIC_TYPES)


def test_whatever_is_published_can_be_subscribed_to():
    assert set(PUBLIC_NAMES.values()) <= set(PUBLIC_TYPES)
