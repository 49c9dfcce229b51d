"""A change of stock that breaks at any of its steps has not happened, and the same key then does it once."""

import pytest

from kit import idempotency
from kit.messaging import outbox
from services.billing.check_ledger import check
from services.billing.storage import stock, stock_movements
from tests.fakes.crashes import gone_after
from tests.integration.billing.by_hand import NOODLES, adjusted, counted, transferred

TABLES = ("stock_movements", "stock_levels", "outbox", "idempotency_records")


STEPS = [
    (stock, "lock"),
    (stock, "set_level"),
    (stock_movements, "add"),
    (outbox, "add_all"),
    (idempotency, "record_all"),
]
CHANGES = {
    "an adjustment": lambda shop: adjusted(shop, delta_milli=-96_000, reason="lost", key="k"),
    "a count": lambda shop: counted(shop, 4_000, key="k"),
    "a transfer": lambda shop: transferred(shop, 96_000, shop.bengaluru, shop.mumbai, key="k"),
}


def state_of(shop):
    return {table: sorted(map(str, shop.rows(table))) for table in TABLES}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_left_of_a_change_that_breaks_and_its_key_does_it_once(
    shop, billing_database, monkeypatch, change, step
):
    shop.product("MAGGI-70G", rate=1400, version=2, reorder_level_milli=5_000)
    before = state_of(shop)

    with gone_after(monkeypatch, *step):
        CHANGES[change](shop)
    assert state_of(shop) == before

    first = CHANGES[change](shop)
    assert CHANGES[change](shop) == first
    assert shop.stock_of("MAGGI-70G") == 4
    kinds = [row["event_type"] for row in shop.rows("outbox")]
    assert (kinds.count("stock.changed"), kinds.count("stock.low")) == (1, 1)
    assert check(billing_database["worker"], shop.caller.account_id)[1] == []
    assert len([row for row in shop.rows("stock_movements") if row["product_id"] == NOODLES]) == (
        3 if change == "a transfer" else 2
    )
