"""The row of reports: a year of few invoices and a year of many take the same time."""

from typing import Any

import requests

from bench import books, history
from bench.load import run
from bench.pacing import Plan
from bench.session import Run
from bench.work import Shop

FEW, MANY, MANY_IN_A_QUICK_RUN = 10_000, 1_000_000, 50_000
CLIENTS = 4
TURNS = 5
YEAR = "granularity=day&from=2025-01-01&to=2025-12-31"


def sales_of_a_year(bench: Run) -> dict[str, Any]:
    """GET /v1/reports/sales for a year of 10 k and of 1 M invoices (50 k in a quick run), in turns."""
    many = MANY if bench.seconds > 10 else MANY_IN_A_QUICK_RUN
    shops = {FEW: bench.shops[-2], many: bench.shops[-3]}
    filling = history.fill(bench.stack, {shop.account_id: count for count, shop in shops.items()})
    p95: dict[int, list[float]] = {count: [] for count in shops}
    detail: dict[str, Any] = {"seconds_of_filling": round(filling, 1)}
    for _ in range(TURNS):
        for count, shop in shops.items():
            result = _measure(bench, shop, count)
            p95[count].append(result["latency_ms"]["p95"])
            detail[f"{count} invoices"] = result
    few, most = (sorted(p95[count])[TURNS // 2] for count in (FEW, many))
    return {
        "name": f"GET /v1/reports/sales, a year of {many:,} invoices, {CLIENTS} clients",
        "measured": most,
        "unit": "ms p95",
        "yardstick": few,
        "against": f"a year of {FEW:,} invoices (ms p95)",
        "ratio": round(most / few, 2),
        "aim": "0.75 – 1.25",
        "met": 0.75 <= most / few <= 1.25,
        "detail": {**detail, "p95_ms": {str(count): found for count, found in p95.items()}},
    }


def _measure(bench: Run, shop: Shop, count: int) -> Any:
    path = f"/v1/reports/sales?{YEAR}"
    shown = requests.get(
        bench.stack.base_url + path, headers={"Authorization": f"Bearer {shop.key}"}, timeout=30
    ).json()
    if shown["totals"]["invoices"] != count or len(shown["data"]) != history.DAYS:
        raise books.Unbalanced(f"the report of {count} invoices has {shown['totals']}")
    target = {"path": path, "key": shop.key, "holds": '"period":', "times": history.DAYS}
    result = run(Plan(bench.stack.base_url, CLIENTS, max(3.0, bench.seconds / 4), 1.0), targets=[target])
    if result["faults"]:
        raise books.Unbalanced(f"wrong answers to {path}: {result['faults']}")
    return result
