"""What a sale takes from stock: lines of one product count together, and each short line is named."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from services.billing.domain.stock import (
    Adjustment,
    Level,
    Shortage,
    adjustment_faults,
    falls_short,
    is_in_the_count,
    low_news,
    older_count_faults,
    shortage_faults,
    shortages,
    wanted_by_product,
)

AT = datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)


def test_lines_of_one_product_are_merged_and_sorted_as_rows_are_locked() -> None:
    wanted = wanted_by_product([("prod_b", 1000), ("prod_a", 2000), ("prod_b", 500)])

    assert list(wanted.items()) == [("prod_a", 2000), ("prod_b", 1500)]


def test_what_is_wanted_beyond_what_is_there_falls_short() -> None:
    short = shortages({"prod_a": 5000, "prod_b": 6000, "prod_c": 1}, {"prod_a": 5000, "prod_b": 5999})

    assert short == [Shortage("prod_b", 6000, 5999), Shortage("prod_c", 1, 0)]


def test_every_line_of_a_short_product_is_named() -> None:
    faults = shortage_faults(
        [Shortage("prod_b", 6000, 2500)], [("prod_b", "MAGGI-70G"), ("prod_a", "MILK"), ("prod_b", "MAGGI-70G")]
    )

    assert [found["pointer"] for found in faults] == ["/items/0/qty", "/items/2/qty"]
    assert faults[0] == {
        "pointer": "/items/0/qty",
        "code": "insufficient_stock",
        "detail": "6 of MAGGI-70G wanted, 2.5 available.",
        "sku": "MAGGI-70G",
        "wanted": 6,
        "available": 2.5,
    }


def told_along(*balances: int, level: int | None, told: bool = False) -> list[int]:
    """Walk stock along its balances; return those at which stock.low goes out."""
    at = []
    for before, after in pairwise(balances):
        told, tell = low_news(told, before, after, level)
        if tell:
            at.append(after)
    return at


def test_stock_runs_low_once_when_it_comes_down_to_its_reorder_level() -> None:
    assert told_along(12_000, 11_000, 10_000, 9_000, 0, level=10_000) == [10_000]
    assert told_along(12_000, 9_500, level=10_000) == [9_500]
    assert told_along(12_000, 0, level=None) == []


def test_it_is_told_again_only_after_the_level_and_a_fifth_more() -> None:
    assert told_along(10_000, 11_999, 10_000, level=10_000, told=True) == []
    assert told_along(10_000, 12_000, 10_000, level=10_000, told=True) == [10_000]
    assert told_along(0, 5, 0, level=0, told=True) == [0]


def test_what_arrives_is_no_news_of_running_low_but_the_next_that_leaves_is() -> None:
    assert told_along(0, 3_000, level=10_000) == []
    assert told_along(0, 3_000, 2_000, level=10_000) == [2_000]
    assert told_along(-5_000, 0, -1, level=0, told=True) == []


def test_what_recovered_unseen_is_told_of_again() -> None:
    """Opening stock and goods put back by a refund may raise stock without a word about its being low."""
    assert told_along(12_000, 10_000, level=10_000, told=True) == [10_000]
    assert told_along(11_000, 10_000, level=10_000, told=True) == []


def adjustment(**asked: Any) -> Adjustment:
    return Adjustment(
        **{name: asked.get(name) for name in Adjustment.__dataclass_fields__} | {"reason": "correction", **asked}
    )


@pytest.mark.parametrize(
    ("asked", "pointers"),
    [
        ({"delta_milli": -1, "reason": "lost"}, []),
        ({"delta_milli": 1, "reason": "found"}, []),
        ({"delta_milli": -1}, []),
        ({"delta_milli": 0}, ["/delta"]),
        ({"delta_milli": -1, "reason": "received"}, ["/delta"]),
        ({"delta_milli": 1, "reason": "damaged"}, ["/delta"]),
        ({"count_milli": 0, "counted_at": AT}, []),
        ({"count_milli": 0, "counted_at": AT - timedelta(days=30)}, []),
        ({"count_milli": 0, "counted_at": AT - timedelta(days=30, seconds=1)}, ["/counted_at"]),
        ({"count_milli": 0, "counted_at": AT + timedelta(minutes=5, seconds=1)}, ["/counted_at"]),
    ],
)
def test_a_change_by_hand_has_a_reason_that_fits_and_a_count_a_time_that_can_be(
    asked: dict[str, Any], pointers: list[str]
) -> None:
    assert [found["pointer"] for found in adjustment_faults(adjustment(**asked), AT)] == pointers


def test_a_count_is_not_older_than_the_last_one() -> None:
    assert older_count_faults(AT, Level(0)) == older_count_faults(AT, Level(0, False, AT)) == []
    [found] = older_count_faults(AT - timedelta(seconds=1), Level(0, False, AT))
    assert (found["pointer"], found["code"]) == ("/counted_at", "out_of_range")


def test_a_bill_that_its_till_dates_before_the_last_count_is_in_that_count() -> None:
    earlier = AT - timedelta(seconds=1)
    assert is_in_the_count(earlier, Level(0, False, AT))
    assert not is_in_the_count(AT, Level(0, False, AT))
    assert not is_in_the_count(None, Level(0, False, AT)), "a sale that is rung up now is not"
    assert not is_in_the_count(earlier, Level(0))
    assert not is_in_the_count(earlier, None)


def test_stock_falls_short_below_zero_but_may_be_brought_nearer_to_it() -> None:
    assert falls_short(-1, -1, negative_stock=False)
    assert not falls_short(-1, 0, negative_stock=False)
    assert not falls_short(-1, -1, negative_stock=True)
    assert not falls_short(3, -2, negative_stock=False)
