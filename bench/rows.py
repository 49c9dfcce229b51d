"""The rows of the table: each measures one thing and its yardstick in the same run, and returns what it saw."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

from bench import books, bus, events, pgbench, processes, statements
from bench.load import run
from bench.pacing import Plan
from bench.stack import Running
from bench.thousand import fill
from bench.work import Shop

CLIENTS = 32
BARE_PORT_OFFSET = 15


@dataclass
class Run:
    """What the rows share: the stack, how long to measure, and the sales rate and yardstick found so far."""

    stack: Running
    shops: list[Shop]
    seconds: float
    warm_up: float
    peak_seconds: float
    yardstick_dsn: str
    yardsticks: list[float] = field(default_factory=list)
    peak_rate: float = 0.0
    seed: int = 0

    def weigh(self) -> None:
        """Take the yardstick once more."""
        self.yardsticks.append(pgbench.measure(self.yardstick_dsn, max(4, round(self.seconds / 2))))

    @property
    def yardstick(self) -> float:
        return sum(self.yardsticks) / len(self.yardsticks)

    def sales(
        self, shops: list[Shop], *, seconds: float, rate: float | None = None, warm_up: float | None = None
    ) -> Any:
        """Make sales and balance the books; the result holds CPU per program and sale."""
        self.seed += 1
        before = books.opened(self.stack)
        programs = self.stack.programs()
        cpu = processes.cpu_seconds(programs)
        plan = Plan(self.stack.base_url, CLIENTS, seconds, self.warm_up if warm_up is None else warm_up, rate)
        result = run(plan, shops=shops, seed=self.seed)
        result["memory_mib"] = processes.memory_mib(programs)
        result["backlog_seconds"] = round(books.closed(self.stack, before, shops, result), 2)
        result["cpu_ms_a_sale"] = processes.spent(cpu, processes.cpu_seconds(programs), result["answered"])
        del result["numbers"], result["sold"]
        return result


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


def list_of_products(bench: Run) -> dict[str, Any]:
    """GET /v1/products?limit=20 of 1,000 products."""
    shop = bench.shops[-1]
    fill(bench.stack, shop)
    target = {"path": "/v1/products?limit=20", "key": shop.key, "holds": '"sku":', "times": 20}
    return _read(bench, "GET /v1/products?limit=20 of 1,000", [target], [{**target, "path": "/products"}], shop)


def one_invoice(bench: Run) -> dict[str, Any]:
    """GET /v1/invoices/{id}, of a hundred invoices in turn."""
    shop = bench.shops[0]
    bench.sales([shop], seconds=1.0, warm_up=0.0)
    ids = [row[0] for row in _latest_invoices(bench.stack, shop.account_id)]
    ours = [{"path": f"/v1/invoices/{i}", "key": shop.key, "holds": f'"id":"{i}"', "times": 1} for i in ids]
    bare = [{**target, "path": target["path"].removeprefix("/v1")} for target in ours]
    return _read(bench, "GET /v1/invoices/{id}", ours, bare, shop)


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
    counted = statements.count(bench.stack, lambda: bench.sales(bench.shops, seconds=4.0, warm_up=0.0))
    sales = counted["sales"]
    counted["messages"] = {
        "request and answer": 2,
        "events published": round((_outboxes(bench.stack) - outbox) / sales, 2),
        "events applied": {
            name: round((_inboxes(bench.stack, name) - count) / sales, 2) for name, count in before.items()
        },
    }
    return {"name": "cost of a sale", "detail": counted}


ROWS: dict[str, Callable[[Run], dict[str, Any]]] = {
    "sales": sales_on_one_account,
    "accounts": sales_on_fifty_accounts,
    "list": list_of_products,
    "get": one_invoice,
    "bus": bus_call,
    "events": event_lag,
    "cost": cost_of_a_sale,
}


def _read(bench: Run, name: str, ours: list[dict[str, Any]], bare: list[dict[str, Any]], shop: Shop) -> dict[str, Any]:
    """Measure a read and its bare view in turns, twice each."""
    sums = {"ours": 0.0, "bare": 0.0}
    detail: dict[str, Any] = {}
    seconds = max(2.0, bench.seconds / 2)
    with _bare_view(bench.stack, shop) as bare_url:
        for _ in range(2):
            for kind, url, targets in (("ours", bench.stack.base_url, ours), ("bare", bare_url, bare)):
                result = run(Plan(url, CLIENTS, seconds, 1.0), targets=targets)
                if result["faults"]:
                    raise books.Unbalanced(f"wrong answers to {name} ({kind}): {result['faults']}")
                sums[kind] += result["per_second"] / 2
                detail[kind] = result
    return {
        "name": name,
        "measured": round(sums["ours"], 1),
        "yardstick": round(sums["bare"], 1),
        "against": "the same SQL behind a bare Flask + psycopg2 view",
        "ratio": round(sums["ours"] / sums["bare"], 3),
        "aim": "≥ 0.4",
        "met": sums["ours"] >= 0.4 * sums["bare"],
        "detail": detail,
    }


@contextmanager
def _bare_view(stack: Running, shop: Shop) -> Iterator[str]:
    port = int(stack.base_url.rpartition(":")[2]) + BARE_PORT_OFFSET
    environment = {
        **os.environ,
        "BENCH_ACCOUNT": shop.account_id,
        "BENCH_CATALOG_DSN": stack.owner_dsn("catalog"),
        "BENCH_BILLING_DSN": stack.owner_dsn("billing"),
    }
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gevent", "--workers", "2", "--keep-alive", "65"]
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}", "bench.bare_view:app"], env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                requests.get(f"{url}/products", timeout=2).raise_for_status()
                break
            except requests.RequestException:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _latest_invoices(stack: Running, account_id: str) -> list[tuple[Any, ...]]:
    return books.sql.rows(
        stack.owner_dsn("billing"),
        "SELECT invoice_id FROM invoices WHERE account_id = %(account)s ORDER BY created_at DESC LIMIT 100",
        {"account": account_id},
    )


def _inboxes(stack: Running, service: str) -> int:
    count: int = books.sql.one(stack.owner_dsn(service), "SELECT count(*) FROM inbox")
    return count


def _outboxes(stack: Running) -> int:
    return sum(books.sql.one(stack.owner_dsn(name), "SELECT count(*) FROM outbox") for name in ("billing", "customers"))
