"""What is asked back: every unknown line and every line asked back beyond what is left, by its place in the request."""

from services.billing.domain.invoice import Terms, compute
from services.billing.domain.returned_item import (
    ReturnedItem,
    SoldLine,
    everything_left,
    excess_faults,
    unknown_lines,
)
from tests.factories.refunds import an_item_sold

INVOICE, _ = compute([an_item_sold(99_00, 3), an_item_sold(50_00, 2), an_item_sold(10_00)], Terms(inter=False))
LINES = [SoldLine(line, returned) for line, returned in zip(INVOICE.lines, (1000, 0, 1000), strict=True)]


def named(faults):
    return [(fault["pointer"], fault["code"]) for fault in faults]


def test_everything_left_is_what_has_not_come_back():
    assert everything_left(LINES) == (ReturnedItem(1, 2000), ReturnedItem(2, 2000))


def test_each_unknown_line_is_named():
    items = [ReturnedItem(4, 1000), ReturnedItem(1, 1000), ReturnedItem(99, None)]

    faults = unknown_lines(items, LINES)

    assert named(faults) == [("/items/0/line", "unknown_line"), ("/items/2/line", "unknown_line")]
    assert faults[0]["detail"] == "The invoice has the lines 1 to 3."
    assert excess_faults(items, LINES) == []


def test_each_item_beyond_what_is_left_is_named_with_what_is():
    items = [ReturnedItem(1, 2001), ReturnedItem(2, 1500), ReturnedItem(2, 501), ReturnedItem(3, None)]

    faults = excess_faults(items, LINES)

    assert named(faults) == [(f"/items/{place}/qty", "refund_exceeds_invoice") for place in (0, 2, 3)]
    assert [(fault["line"], fault["asked"], fault["left"]) for fault in faults] == [
        (1, 2.001, 2),
        (2, 0.501, 0.5),
        (3, 0, 0),
    ]
    assert faults[0]["detail"] == "2.001 of line 1 asked back, 2 left."
    assert faults[2]["detail"] == "Nothing of line 3 is left."


def test_all_that_is_left_can_be_asked_once():
    assert excess_faults([ReturnedItem(1, None), ReturnedItem(2, 2000)], LINES) == []
    assert named(excess_faults([ReturnedItem(1, None), ReturnedItem(1, None)], LINES)) == [
        ("/items/1/qty", "refund_exceeds_invoice")
    ]
