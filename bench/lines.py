"""The row of long bills: how much longer a sale of 200 lines takes than one of 2, one after the other, in turns."""

import statistics
import time
import uuid
from typing import Any

import requests

from bench import books, events, processes
from bench.session import Run
from bench.work import Shop

FEW, MANY, AIM = 2, 200, 6
SALES = 40
TIMEOUT_SECONDS = 30


def long_bills(bench: Run) -> dict[str, Any]:
    """A sale of 200 lines against one of 2, one client."""
    shop = bench.shops[0]
    before, seen = books.opened(bench.stack), {"numbers": [], "sold": {}}
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    with requests.Session() as till:
        till.headers.update({"Authorization": f"Bearer {shop.key}"})
        for turn in range(SALES):
            for many, taken in times.items():
                taken.append(_sell(bench, till, shop, many, seen))
                if turn == 0:
                    taken.clear()  # the first of each is a warm-up
    result = {"faults": {}, "numbers": {"0": seen["numbers"]}, "sold": {"0": seen["sold"]}}
    books.closed(bench.stack, before, [shop], result)
    few, many = (round(statistics.median(times[lines]), 2) for lines in (FEW, MANY))
    return {
        "name": f"a sale of {MANY} lines, 1 client",
        "measured": many,
        "unit": "ms",
        "yardstick": few,
        "against": f"a sale of {FEW} lines (ms)",
        "ratio": round(many / few, 2),
        "aim": f"≤ {AIM}",
        "met": many <= AIM * few,
        "detail": {"cpu_ms": {str(lines): _cpu(bench, shop, lines, seen) for lines in (FEW, MANY)}},
    }


def _sell(bench: Run, till: requests.Session, shop: Shop, lines: int, seen: dict[str, Any]) -> float:
    """Sell so many lines of one piece each; the time in milliseconds."""
    products = [shop.products[place % len(shop.products)] for place in range(lines)]
    items = [{"sku": sku, "qty": 1, "rate": rate / 100} for sku, rate in products]
    body = {"customer": {"phone": "+919810000001"}, "items": items, "payment": {"mode": "upi"}}
    begun = time.perf_counter()
    answer = till.post(
        f"{bench.stack.base_url}/v1/invoices",
        json=body,
        headers={"Idempotency-Key": uuid.uuid4().hex},
        timeout=TIMEOUT_SECONDS,
    )
    taken = (time.perf_counter() - begun) * 1000
    if answer.status_code != 201 or len(answer.json()["items"]) != lines:
        raise books.Unbalanced(f"wrong answer to {lines} lines: {answer.status_code} {answer.text[:300]}")
    seen["numbers"].append(answer.json()["invoice_no"])
    for sku, _ in products:
        seen["sold"][sku] = seen["sold"].get(sku, 0) + 1
    return taken


def _cpu(bench: Run, shop: Shop, lines: int, seen: dict[str, Any]) -> dict[str, float]:
    """CPU of each program a sale of so many lines, its events applied."""
    programs = bench.stack.programs()
    before = processes.cpu_seconds(programs)
    with requests.Session() as till:
        till.headers.update({"Authorization": f"Bearer {shop.key}"})
        for _ in range(SALES):
            _sell(bench, till, shop, lines, seen)
    events.wait_until_applied(bench.stack, books.PATIENCE_SECONDS)
    return processes.spent(before, processes.cpu_seconds(programs), SALES)
