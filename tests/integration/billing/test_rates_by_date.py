"""A bill bears a rate that is in force on its own day, whenever it is sent; the notification is named in the preview."""

from datetime import UTC, datetime, timedelta

import pytest

from kit.clock import rfc3339
from kit.testing import FakeClock
from services.billing.errors import ValidationFailed

CHANGE = datetime(2025, 9, 21, 18, 30, tzinfo=UTC)
"""Midnight of 22 September 2025 in India: 12 % and 28 % ended, 40 % began."""
BEFORE, AFTER = CHANGE - timedelta(seconds=1), CHANGE


@pytest.fixture
def shop(shop):
    """Ten days after the change: ghee at 12 %, cola at 28 % and at 40 %, cigarettes at 28 %."""
    shop.clock = FakeClock(CHANGE + timedelta(days=10))
    for sku, gst, hsn in (("GHEE", 1200, "0405"), ("COLA", 4000, "2202"), ("COLA-OLD", 2800, "2202")):
        shop.product(sku, rate=11200, gst=gst, hsn=hsn)
    shop.product("BIDI", rate=11200, gst=2800, hsn="2403")
    return shop


def faults(shop, sku, issued_at=None):
    dated = {} if issued_at is None else {"issued_at": rfc3339(issued_at)}
    before = len(shop.rows("invoices")), len(shop.rows("stock_movements")), len(shop.rows("number_series"))
    try:
        shop.sell((sku, 1), **dated)
    except ValidationFailed as refusal:
        after = len(shop.rows("invoices")), len(shop.rows("stock_movements")), len(shop.rows("number_series"))
        assert after == before
        return [(fault["pointer"], fault["code"]) for fault in refusal.errors]
    return []


@pytest.mark.parametrize(
    ("sku", "before", "after"),
    [("GHEE", True, False), ("COLA-OLD", True, False), ("COLA", False, True), ("BIDI", True, True)],
)
def test_a_late_bill_bears_the_rate_of_its_day(shop, sku, before, after):
    refused = [("/items/0/sku", "rate_not_in_force")]

    assert faults(shop, sku, BEFORE) == ([] if before else refused)
    assert faults(shop, sku, AFTER) == ([] if after else refused)
    assert faults(shop, sku) == ([] if after else refused)


def test_the_preview_names_the_list_of_the_day(shop):
    [old] = shop.preview(("GHEE", 1), issued_at=rfc3339(BEFORE))["explain"]
    [new] = shop.preview(("BIDI", 1))["explain"]

    assert (old["rate"], old["rate_from"]["in_force_since"]) == (12, "2017-07-01")
    assert (new["rate"], new["rate_from"]["in_force_since"]) == (28, "2025-09-22")
    assert "9/2025" in new["rate_from"]["notification"]


def test_28_percent_ended_for_tobacco_too_on_1_february_2026(shop):
    shop.clock = FakeClock(datetime(2026, 1, 31, 18, 30, tzinfo=UTC))

    assert faults(shop, "BIDI", shop.clock.now() - timedelta(seconds=1)) == []
    assert faults(shop, "BIDI") == [("/items/0/sku", "rate_not_in_force")]
