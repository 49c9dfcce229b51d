"""What a refund would come to, before it is made: the amounts of the note that follows, and nothing has moved."""

import pytest

from kit.errors import Refusal
from tests.integration.billing.refunding import notes_of, preview, refund, state

AMOUNTS = ("items", "taxable_value", "tax", "discount", "round_off", "total")


def test_a_preview_shows_the_note_that_follows_and_changes_nothing(shop):
    sold = shop.invoice(("MAGGI-70G", 3, 9900), ("AMUL-MILK-1L", 2), payments=[{"mode": "upi"}])
    before = state(shop)

    shown = preview(shop, sold["id"], (1, 1))

    assert state(shop) == before
    note = refund(shop, sold["id"], (1, 1))
    assert {name: shown[name] for name in AMOUNTS} == {name: note[name] for name in AMOUNTS}
    assert shown["refunds"] == [{"mode": "upi", "amount": note["total"]}]
    assert (shown["refund_status"], shown["amount_due"]) == ("partial", 0)


def test_without_items_it_tells_what_is_left_of_each_line(shop):
    sold = shop.invoice(("MAGGI-70G", 3, 9900), ("AMUL-MILK-1L", 2), payments=[{"mode": "cash"}])
    refund(shop, sold["id"], (1, 2), (2, 2))

    left = preview(shop, sold["id"], mode="card")

    assert [(item["line"], item["qty"]) for item in left["items"]] == [(1, 1)]
    assert (left["refunds"], left["refund_status"]) == ([{"mode": "card", "amount": 99}], "full")


def test_it_is_refused_as_the_refund_would_be(shop):
    sold = shop.invoice(("MAGGI-70G", 3, 9900), payments=[{"mode": "upi"}])
    with pytest.raises(Refusal) as refused:
        preview(shop, sold["id"], (1, 4))
    assert refused.value.code == "refund_exceeds_invoice"
    refund(shop, sold["id"])
    with pytest.raises(Refusal) as refused:
        preview(shop, sold["id"])
    assert refused.value.code == "nothing_to_refund"
    assert len(notes_of(shop, sold["id"])[0]) == 1
