"""What a sale takes from stock: lines of one product count together, and each short line is named."""

from services.billing.domain.stock import Shortage, has_run_low, shortage_faults, shortages, wanted_by_product


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


def test_stock_runs_low_once_when_it_comes_down_to_its_reorder_level() -> None:
    assert has_run_low(11_000, 10_000, 10_000)
    assert not has_run_low(12_000, 11_000, 10_000)
    assert not has_run_low(10_000, 9_000, 10_000)
    assert not has_run_low(10_000, 9_000, None)
