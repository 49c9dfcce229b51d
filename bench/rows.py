"""The rows of the table: each measures one thing and its yardstick in the same run, and returns what it saw."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench import bus, events, pgbench, sql, statements
from bench.deliveries import bad_neighbours, deliveries_a_second, memory_of_a_backlog, sale_to_first_attempt
from bench.lines import long_bills
from bench.reads import list_of_products, one_invoice
from bench.reports import sales_of_a_year
from bench.session import CLIENTS, Run
from bench.stack import Running

GUARDS_AIM_MS = 0.35


def sales_on_one_account(bench: Run) -> dict[str, Any]:
    """Complete sales on one account, closed loop, against pgbench before and after."""
    bench.weigh()
    result = bench.sales(bench.shops[:1], seconds=bench.seconds)
    bench.weigh()
    bench.peak_rate = result["per_second"]
    return {
        "name": f"complete sale, 1 account, {CLIENTS} clients",
        "measured": result["per_second"],
        "yardstick": round(bench.yardstick, 1),
        "against": f"pgbench sale, {pgbench.CLIENTS} clients ({', '.join(f'{tps:.0f}' for tps in bench.yardsticks)})",
        "ratio": round(result["per_second"] / bench.yardstick, 3),
        "aim": "≥ 0.30",
        "met": result["per_second"] >= 0.30 * bench.yardstick,
        "detail": result,
    }


def sales_on_fifty_accounts(bench: Run) -> dict[str, Any]:
    """The same on 50 accounts: within 20 % of one account."""
    one = bench.peak_rate or bench.sales(bench.shops[:1], seconds=bench.seconds)["per_second"]
    result = bench.sales(bench.shops, seconds=bench.seconds)
    bench.weigh()
    bench.peak_rate = max(one, result["per_second"])
    return {
        "name": f"complete sale, {len(bench.shops)} accounts, {CLIENTS} clients",
        "measured": result["per_second"],
        "yardstick": one,
        "against": "the same on one account",
        "ratio": round(result["per_second"] / one, 3),
        "aim": "0.8 – 1.25",
        "met": 0.8 <= result["per_second"] / one <= 1.25,
        "detail": {**result, "against_pgbench": round(result["per_second"] / bench.yardstick, 3)},
    }


def bus_call(bench: Run) -> dict[str, Any]:
    """One internal call, 50 in flight, against stock nameko on the same broker."""
    found = bus.measure(bench.stack.amqp_url, bench.seconds)
    return {
        "name": "internal call on the bus, 50 in flight",
        "measured": found["ours"]["per_second"],
        "yardstick": found["stock"]["per_second"],
        "against": "stock nameko 2.14.1 ServiceRpcProxy",
        "ratio": found["ratio"],
        "aim": "≥ 5",
        "met": found["ratio"] >= bus.AIM,
        "detail": found,
    }


def event_lag(bench: Run) -> dict[str, Any]:
    """Events at half of the peak rate, open loop; then a minute of peak, and how long its backlog lasts."""
    if not bench.peak_rate:
        bench.peak_rate = bench.sales(bench.shops, seconds=bench.seconds)["per_second"]
    since = datetime.now(UTC)
    half = bench.sales(bench.shops, seconds=bench.seconds * 2, rate=bench.peak_rate / 2)
    lags = events.lags_ms(bench.stack, "invoice.created", since)
    peak = bench.sales(bench.shops, seconds=bench.peak_seconds)
    p99 = lags["every consumer"]["p99"]
    return {
        "name": f"event to every consumer, {bench.peak_rate / 2:.0f} sales/s",
        "measured": p99,
        "unit": "ms p99",
        "yardstick": 1000,
        "against": f"1 s; backlog of {bench.peak_seconds:.0f} s of peak gone in {peak['backlog_seconds']} s (aim 10)",
        "ratio": round(p99 / 1000, 3),
        "aim": "≤ 1",
        "met": p99 <= 1000 and peak["backlog_seconds"] <= 10,
        "detail": {"lag_ms": lags, "at_half_of_peak": half, "at_peak": peak},
    }


def cost_of_a_sale(bench: Run) -> dict[str, Any]:
    """Round trips to PostgreSQL a sale, and events and their deliveries; no ratio, it explains the others."""
    before = {
        consumer: _inboxes(bench.stack, consumer) for consumer in ("billing", "customers", "reporting", "webhooks")
    }
    outbox = _outboxes(bench.stack)
    counted = statements.count(bench.stack, lambda: bench.sales(bench.shops, seconds=2.0, warm_up=0.0))
    sales = counted["sales"]
    counted["messages"] = {
        "request and answer": 2,
        "events published": round((_outboxes(bench.stack) - outbox) / sales, 2),
        "events applied": {
            name: round((_inboxes(bench.stack, name) - count) / sales, 2) for name, count in before.items()
        },
    }
    return {"name": "cost of a sale", "detail": counted}


def cost_of_the_guards(bench: Run) -> dict[str, Any]:
    """CPU of the gateway's guards a sale, against a bare Flask view's; in a process of its own, which gevent patches."""
    command = [sys.executable, "-m", "bench.guards"]
    done = subprocess.run(command, env={**os.environ, **bench.stack.environment}, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"bench.guards failed:\n{done.stdout}")
    found = json.loads(done.stdout.splitlines()[-1])
    return {
        "name": "the gateway's guards",
        "measured": found["guards_ms"],
        "unit": "ms CPU a request",
        "yardstick": found["bare_ms"],
        "against": "a bare Flask view (ms)",
        "ratio": round(found["guards_ms"] / GUARDS_AIM_MS, 3),
        "aim": f"≤ 1 (of {GUARDS_AIM_MS} ms)",
        "met": found["guards_ms"] <= GUARDS_AIM_MS,
        "detail": found,
    }


ROWS: dict[str, Callable[[Run], dict[str, Any]]] = {
    "sales": sales_on_one_account,
    "accounts": sales_on_fifty_accounts,
    "list": list_of_products,
    "get": one_invoice,
    "lines": long_bills,
    "reports": sales_of_a_year,
    "bus": bus_call,
    "events": event_lag,
    "deliveries": deliveries_a_second,
    "backlog": memory_of_a_backlog,
    "told": sale_to_first_attempt,
    "neighbours": bad_neighbours,
    "cost": cost_of_a_sale,
    "guards": cost_of_the_guards,
}


def _inboxes(stack: Running, service: str) -> int:
    count: int = sql.one(stack.owner_dsn(service), "SELECT count(*) FROM inbox")
    return count


def _outboxes(stack: Running) -> int:
    return sum(sql.one(stack.owner_dsn(name), "SELECT count(*) FROM outbox") for name in ("billing", "customers"))
