"""Where the bars of a chart stand."""

import itertools

import pytest

from gateway.dashboard import charts
from gateway.dashboard.charts import Series


def drawn(values, **options):
    names = [str(number) for number in range(len(values))]
    return charts.bars(
        "Sales", names, [Series("Sales", values)], first_column="Day", write=str, write_scale=str, **options
    )


def test_the_highest_bar_ends_under_the_next_round_number():
    chart = drawn([0, 30, 390])

    assert [line["label"] for line in chart.lines] == ["0.0", "100.0", "200.0", "300.0", "400.0"]
    room = charts.HEIGHT - charts.TOP - charts.BOTTOM
    assert [bar["height"] for bar in chart.bars] == pytest.approx([room * 30 / 400, room * 390 / 400], abs=0.11)


def test_nothing_and_less_than_nothing_have_no_bar_but_their_row():
    chart = drawn([0, -5])

    assert chart.bars == []
    assert chart.rows == [["0", "0"], ["1", "-5"]]


def test_two_series_stand_side_by_side_and_never_over_each_other():
    names = ["a", "b"]
    chart = charts.bars(
        "Both",
        names,
        [Series("Then", [1, 2], "before"), Series("Now", [3, 4])],
        first_column="Day",
        write=str,
        write_scale=str,
    )

    edges = sorted((bar["x"], bar["x"] + bar["width"]) for bar in chart.bars)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(edges))
    assert chart.legend == [("before", "Then"), ("now", "Now")]


def test_many_names_are_not_all_written():
    assert len(drawn(list(range(60))).labels) <= charts.MOST_LABELS


def test_a_limit_is_a_line_of_the_same_scale():
    chart = drawn([10], limit=60.0)

    assert chart.limit is not None
    assert chart.limit < chart.bars[0]["y"]
