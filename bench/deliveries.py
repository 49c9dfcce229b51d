"""The rows about webhooks: how many a dispatcher delivers, what a backlog costs, how soon one is told, and bad neighbours."""

import random
import time
from contextlib import ExitStack
from typing import Any

import requests

from bench import hooks, processes, sql
from bench.load import percentiles
from bench.session import Run

ENDPOINTS, PENDING = 10, 100_000
ENOUGH_A_SECOND = 5_000  # more than a dispatcher delivers
AIM_RATIO, AIM_MIB, AIM_MS, AIM_NEIGHBOURS = 3.0, 150.0, 1000.0, 1.05
NEIGHBOURS, TICK_SECONDS = 49, 0.25  # of each of two accounts; an event for all of them in each tick
LOOK_SECONDS = 0.15  # how often the dispatcher looks: a tick comes anywhere between two looks, or chance decides
POSTED = b'{"id":"evt_01HZK9V7PMQF00000000000000","type":"invoice.created","data":{"invoice_no":"INV-2026-04217"}}' * 3
HEADERS = {f"X-Header-{n}": "x" * 60 for n in range(6)} | {"Content-Type": "application/json"}


def deliveries_a_second(bench: Run) -> dict[str, Any]:
    """Deliveries of one dispatcher to a local receiver, against a bare requests.Session loop to the same."""
    with hooks.receiver() as receiver:
        bare = _posts_a_second(receiver, bench.seconds)
        shop, urls = bench.shops[0], [f"{receiver.url}/{number}" for number in range(ENDPOINTS)]
        with hooks.registered(bench, shop, urls) as ids:
            hooks.put(bench, shop, ids, round(ENOUGH_A_SECOND * (bench.seconds + 4) / ENDPOINTS))
            time.sleep(2.0)
            cpu, before, begun = processes.cpu_seconds(bench.stack.programs()), receiver.count(), time.monotonic()
            time.sleep(bench.seconds)
            made, seconds = receiver.count() - before, time.monotonic() - begun
            if receiver.count() >= 0.95 * ENOUGH_A_SECOND * (bench.seconds + 4):
                raise SystemExit("there was not enough to deliver: raise ENOUGH_A_SECOND")
            spent = processes.spent(cpu, processes.cpu_seconds(bench.stack.programs()), made)
    return {
        "name": f"webhook deliveries of one dispatcher, {ENDPOINTS} endpoints",
        "measured": round(made / seconds, 1),
        "yardstick": bare,
        "against": "a bare requests.Session loop",
        "ratio": round(made / seconds / bare, 2),
        "aim": f"≥ {AIM_RATIO:g}",
        "met": made / seconds >= AIM_RATIO * bare,
        "detail": {"cpu_ms_a_delivery": {name: spent[name] for name in ("dispatcher", "postgresql")}},
    }


def memory_of_a_backlog(bench: Run) -> dict[str, Any]:
    """Memory of the dispatcher while 100,000 deliveries are due."""
    with hooks.receiver() as receiver:
        shop, urls = bench.shops[0], [f"{receiver.url}/slow/0.2"]
        with hooks.registered(bench, shop, urls) as ids:
            hooks.put(bench, shop, ids, PENDING)
            most = 0.0
            for _ in range(round(bench.seconds)):
                time.sleep(1.0)
                most = max(most, processes.memory_mib(bench.stack.programs())["dispatcher"])
            left = sql.one(
                bench.stack.owner_dsn("webhooks"), "SELECT count(*) FROM deliveries WHERE status = 'pending'"
            )
    return {
        "name": f"the dispatcher's memory, {PENDING:,} deliveries due",
        "measured": most,
        "unit": "MiB",
        "yardstick": AIM_MIB,
        "against": f"MiB; {left:,} still waited at the end",
        "ratio": round(most / AIM_MIB, 2),
        "aim": "≤ 1",
        "met": most <= AIM_MIB,
    }


def sale_to_first_attempt(bench: Run) -> dict[str, Any]:
    """From a sale to the first attempt at an endpoint of each account, at half of the peak rate."""
    if not bench.peak_rate:
        bench.peak_rate = bench.sales(bench.shops, seconds=bench.seconds)["per_second"]
    with hooks.receiver() as receiver, ExitStack() as stack:
        for number, shop in enumerate(bench.shops):
            stack.enter_context(hooks.registered(bench, shop, [f"{receiver.url}/{number}"], ["invoice.created"]))
        load = bench.sales(bench.shops, seconds=bench.seconds, rate=bench.peak_rate / 2)
        time.sleep(2.0)
        lags, stored = _lags_ms(bench)
    found = percentiles(lags)
    return {
        "name": f"a sale to the first attempt of its webhook, {bench.peak_rate / 2:.0f} sales/s",
        "measured": found["p99"],
        "unit": "ms p99",
        "yardstick": AIM_MS,
        "against": f"1 s; {len(lags):,} deliveries, p50 {found['p50']:g} ms",
        "ratio": round(found["p99"] / AIM_MS, 3),
        "aim": "≤ 1",
        "met": found["p99"] <= AIM_MS,
        "detail": {"latency_ms": found, "until_stored_ms": percentiles(stored), "load": load},
    }


def bad_neighbours(bench: Run) -> dict[str, Any]:
    """One dead and one 9-second endpoint among 100: what the other 98 feel of them, in turns with and without."""
    calm: list[float] = []
    troubled: list[float] = []
    for turn in range(4):
        bad = turn % 2 == 1
        lags = _lags_of_neighbours(bench, bad=bad)
        (troubled if bad else calm).extend(lags)
    before, after = percentiles(calm), percentiles(troubled)
    return {
        "name": "98 webhooks beside a dead and a 9-second one",
        "measured": after["p95"],
        "unit": "ms p95",
        "yardstick": before["p95"],
        "against": "the same without the two",
        "ratio": round(after["p95"] / before["p95"], 3),
        "aim": f"≤ {AIM_NEIGHBOURS:g}",
        "met": after["p95"] <= AIM_NEIGHBOURS * before["p95"],
        "detail": {"with": after, "without": before, "deliveries": len(calm) + len(troubled)},
    }


def _lags_of_neighbours(bench: Run, *, bad: bool) -> list[float]:
    with hooks.receiver() as receiver, ExitStack() as stack:
        accounts = []
        for shop, trouble in zip(bench.shops[:2], ("dead", "slow/9"), strict=True):
            good = [f"{receiver.url}/{number}" for number in range(NEIGHBOURS)]
            urls = [*good, f"{receiver.url}/{trouble}"] if bad else good
            ids = stack.enter_context(hooks.registered(bench, shop, urls))
            accounts.append((shop, ids))
        ticks, chance = round(bench.seconds / TICK_SECONDS), random.Random(98)
        begun = time.monotonic()
        for tick in range(ticks):
            due = begun + tick * TICK_SECONDS + chance.uniform(0, LOOK_SECONDS)
            time.sleep(max(0.0, due - time.monotonic()))
            for shop, ids in accounts:
                hooks.put(bench, shop, ids, 1, offset=tick)
        time.sleep(2.0)
        good_ids = [endpoint_id for _, ids in accounts for endpoint_id in ids[:NEIGHBOURS]]
        lags = _first_attempts_ms(bench, good_ids)
        if len(lags) != ticks * len(good_ids):
            raise SystemExit(f"{len(lags)} of {ticks * len(good_ids)} deliveries were attempted")
        return lags


def _first_attempts_ms(bench: Run, endpoints: list[str]) -> list[float]:
    """From a delivery's making to the start of its first attempt."""
    return [
        float(lag)
        for (lag,) in sql.rows(
            bench.stack.owner_dsn("webhooks"),
            """
            SELECT extract(epoch FROM a.started_at - d.created_at) * 1000
              FROM deliveries AS d
              JOIN attempts AS a ON a.account_id = d.account_id AND a.delivery_id = d.id AND a.number = 1
             WHERE d.endpoint_id = ANY (%(endpoints)s)
               AND a.latency_ms IS NOT NULL
            """,
            {"endpoints": endpoints},
        )
    ]


def _lags_ms(bench: Run) -> tuple[list[float], list[float]]:
    """From the making of a sale's event, before its commit, to its delivery's first attempt; and to the delivery's making."""
    attempts = sql.rows(
        bench.stack.owner_dsn("webhooks"),
        """
        SELECT d.event_id, a.started_at, d.created_at
          FROM deliveries AS d
          JOIN attempts AS a ON a.account_id = d.account_id AND a.delivery_id = d.id AND a.number = 1
         WHERE a.latency_ms IS NOT NULL
        """,
    )
    made = dict(
        sql.rows(
            bench.stack.owner_dsn("billing"),
            "SELECT event_id, created_at FROM outbox WHERE event_id = ANY (%(events)s)",
            {"events": [event_id for event_id, _, _ in attempts]},
        )
    )
    known = [entry for entry in attempts if entry[0] in made]
    return (
        [(at - made[event_id]).total_seconds() * 1000 for event_id, at, _ in known],
        [(at - made[event_id]).total_seconds() * 1000 for event_id, _, at in known],
    )


def _posts_a_second(receiver: hooks.Receiver, seconds: float) -> float:
    """What anybody would write: one session, one post after the other."""
    count, begun = 0, time.monotonic()
    with requests.Session() as session:
        while time.monotonic() - begun < seconds:
            session.post(f"{receiver.url}/bare", data=POSTED, headers=HEADERS, timeout=10)
            count += 1
    return round(count / (time.monotonic() - begun), 1)
