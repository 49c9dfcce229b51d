"""Invoice numbers: consecutive in each series whatever happens beside them, and a new series on 1 April in India."""

import random
import re
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from kit.clock import rfc3339
from kit.errors import Refusal
from kit.testing import FakeClock
from services.billing.errors import ValidationFailed

LAST_SECOND = datetime(2027, 3, 31, 18, 29, 59, tzinfo=UTC)  # 23:59:59 on 31 March in India
LAWFUL = re.compile(r"[A-Z0-9/-]{1,16}")


def number(shop, **request):
    return shop.invoice(("MAGGI-70G", 1), **request)["invoice_no"]


def test_the_series_begins_anew_at_midnight_of_1_april_in_india(shop):
    shop.clock = FakeClock(LAST_SECOND)
    old = [number(shop), number(shop)]

    shop.clock.move(timedelta(seconds=1))
    new = [number(shop), number(shop)]

    assert old == ["INV-2026-00001", "INV-2026-00002"]
    assert new == ["INV-2027-00001", "INV-2027-00002"]


def test_a_bill_of_before_april_sent_after_it_goes_on_in_the_old_series(shop):
    shop.clock = FakeClock(LAST_SECOND)
    first = number(shop)
    shop.clock.move(timedelta(days=3))

    late = number(shop, issued_at=rfc3339(LAST_SECOND - timedelta(days=1)))
    early = number(shop, issued_at=rfc3339(LAST_SECOND + timedelta(seconds=1)))

    assert (first, late, early) == ("INV-2026-00001", "INV-2026-00002", "INV-2027-00001")
    assert number(shop) == "INV-2027-00002"


def test_a_bill_dated_ahead_over_midnight_opens_the_new_series(shop):
    shop.clock = FakeClock(LAST_SECOND)

    assert number(shop, issued_at=rfc3339(LAST_SECOND + timedelta(minutes=4))) == "INV-2027-00001"
    assert number(shop) == "INV-2026-00001"


def test_stores_of_one_gstin_and_template_share_a_series_and_no_others_do(shop):
    shop.clock = FakeClock()
    same = shop.open_store(name="Jayanagar", gstin="29AAGCB7383J1Z4")
    own = shop.open_store(name="Airport", gstin="29AAGCB7383J1Z4", invoice_template="AIR/{FY2}/{0000}")
    everywhere = [{"store_id": store, "qty_milli": 9000} for store in (same, own, shop.mumbai)]
    shop.product("TEA", rate=100, opening_stock=everywhere)

    def of(store):
        return shop.invoice(("TEA", 1), store_id=store)["invoice_no"]

    assert number(shop) == "INV-2026-00001"
    assert [of(same), of(own), of(shop.mumbai)] == ["INV-2026-00002", "AIR/2627/0001", "INV-2026-00001"]
    assert [number(shop), of(same), of(own)] == ["INV-2026-00003", "INV-2026-00004", "AIR/2627/0002"]


def test_a_full_series_is_refused_and_uses_nothing_up(shop):
    shop.clock = FakeClock()
    small = shop.open_store(name="Kiosk", state="29", gstin="29AAGCB7383J1Z4", invoice_template="ABCDEF-{YYYY}-{0000}")
    shop.product("TEA", rate=100, opening_stock=[{"store_id": small, "qty_milli": 99_000}])
    with shop.db.transaction(shop.caller.account_id) as tx:
        tx.run(
            "INSERT INTO number_series VALUES (%(a)s, '29AAGCB7383J1Z4', 'invoice', 2026, 'ABCDEF-2026-', 9998)",
            {"a": shop.caller.account_id},
        )

    last = shop.invoice(("TEA", 1), store_id=small)["invoice_no"]
    with pytest.raises(ValidationFailed) as refused:
        shop.sell(("TEA", 1), store_id=small)

    assert (last, len(last)) == ("ABCDEF-2026-9999", 16)
    assert [(fault["pointer"], fault["code"]) for fault in refused.value.errors] == [("/store", "out_of_range")]
    assert [row["last_number"] for row in shop.rows("number_series")] == [9999]
    assert shop.stock_of("TEA", small) == 98


def test_sixty_four_tills_with_refusals_between_leave_no_gap_and_no_twin(shop):
    """Three series at once; of five sales one has an unknown product, one is short of stock, one pays too much, one reuses a key."""
    shop.product("PEN", rate=500, stock=1_000_000)
    shop.product("RARE", rate=500, stock=40)
    airport = shop.open_store(name="Airport", gstin="29AAGCB7383J1Z4", invoice_template="AIR/{FY2}/{0000}")
    shop.product("INK", rate=700, opening_stock=[{"store_id": s, "qty_milli": 10**9} for s in (airport, shop.mumbai)])
    outcomes: Counter = Counter()
    sold: list[tuple[str, str]] = []
    ready = threading.Barrier(64)

    def till(n):
        chance = random.Random(n)
        ready.wait()
        for turn in range(12):
            ways = {
                "fine": lambda: [("PEN", 1)],
                "elsewhere": lambda: [("INK", 1)],
                "unknown": lambda: [("NOPE", 1)],
                "short": lambda: [("RARE", chance.randint(1, 50))],
                "excess": lambda: [("PEN", 1)],
                "reused": lambda: [("PEN", 1)],
            }
            way = chance.choice(list(ways))
            request = {"payments": [{"mode": "upi", "amount_paise": 999_999}]} if way == "excess" else {}
            if way == "elsewhere":
                request["store_id"] = chance.choice([airport, shop.mumbai])
            key = "one for all" if way == "reused" else f"{n}-{turn}"
            try:
                made = shop.sell(*ways[way](), key=key, fingerprint=f"{way}", **request)
            except Refusal as refusal:
                outcomes[refusal.code] += 1
            else:
                outcomes["replayed" if made["replayed"] else "sold"] += 1
                if not made["replayed"]:
                    sold.append((made["resource_id"], key))

    tills = [threading.Thread(target=till, args=(n,)) for n in range(64)]
    for thread in tills:
        thread.start()
    for thread in tills:
        thread.join()

    invoices = shop.rows("invoices")
    assert sum(outcomes.values()) == 64 * 12
    assert len(invoices) == len(sold) == outcomes["sold"]
    assert outcomes["validation_failed"] > 50
    assert outcomes["insufficient_stock"] > 20
    assert outcomes["replayed"] > 20
    series: dict[tuple[str, str], list[str]] = {}
    for row in invoices:
        assert LAWFUL.fullmatch(row["invoice_no"])
        series.setdefault((row["gstin"], row["invoice_no"][:3]), []).append(row["invoice_no"])
    assert len(series) == 3
    for numbers in series.values():
        assert sorted(int(re.split("[-/]", text)[-1]) for text in numbers) == list(range(1, len(numbers) + 1))
    assert sorted(row["last_number"] for row in shop.rows("number_series")) == sorted(map(len, series.values()))
