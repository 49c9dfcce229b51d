"""The rows of reads: ours and the same SQL behind a bare view, in turns."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from bench import books, processes, sql
from bench.load import run
from bench.pacing import Plan
from bench.session import CLIENTS, Run
from bench.stack import Running
from bench.thousand import fill
from bench.work import Shop

BARE_PORT_OFFSET = 15


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


def _read(bench: Run, name: str, ours: list[dict[str, Any]], bare: list[dict[str, Any]], shop: Shop) -> dict[str, Any]:
    """Measure a read and its bare view in turns, twice each."""
    sums = {"ours": 0.0, "bare": 0.0}
    detail: dict[str, Any] = {}
    seconds = max(2.0, bench.seconds / 2)
    with _bare_view(bench.stack, shop, bare[0]["path"]) as bare_url:
        for _ in range(2):
            for kind, url, targets in (("ours", bench.stack.base_url, ours), ("bare", bare_url, bare)):
                programs = bench.stack.programs()
                cpu = processes.cpu_seconds(programs)
                result = run(Plan(url, CLIENTS, seconds, 1.0), targets=targets)
                result["cpu_ms_a_request"] = processes.spent(cpu, processes.cpu_seconds(programs), result["answered"])
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
def _bare_view(stack: Running, shop: Shop, probe: str) -> Iterator[str]:
    port = int(stack.base_url.rpartition(":")[2]) + BARE_PORT_OFFSET
    environment = {
        **os.environ,
        "BENCH_ACCOUNT": shop.account_id,
        "BENCH_CATALOG_DSN": stack.owner_dsn("catalog"),
        "BENCH_BILLING_DSN": stack.owner_dsn("billing"),
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--worker-class",
        "gevent",
        "--workers",
        "2",
        "--keep-alive",
        "65",
        "--no-control-socket",
        "--log-level",
        "warning",
    ]
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}", "bench.bare_view:app"], env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(url + probe)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_it_answers(url: str) -> None:
    for _ in range(100):
        try:
            status = requests.get(url, timeout=2).status_code
        except requests.RequestException:
            time.sleep(0.1)
            continue
        if status == 200:
            return
        raise SystemExit(f"the bare view answers {status} to {url}: does it still fit the services' storage?")
    raise SystemExit("the bare view does not start")


def _latest_invoices(stack: Running, account_id: str) -> list[tuple[Any, ...]]:
    return sql.rows(
        stack.owner_dsn("billing"),
        "SELECT invoice_id FROM invoices WHERE account_id = %(account)s ORDER BY created_at DESC LIMIT 100",
        {"account": account_id},
    )
