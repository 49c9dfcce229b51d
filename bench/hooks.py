"""Endpoints and deliveries for the rows about webhooks: registered by the API, put into the database, and taken away again."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from bench import sql
from bench.session import Run
from bench.work import Shop

TIMEOUT_SECONDS = 30
BATCH = 10_000

# An event like any other (id and body as storage/events.py makes them, but for the sequence) and its delivery to each endpoint.
_EVENTS = """
INSERT INTO events
       (account_id, id, created_at, sequence, type, body)
SELECT %(account)s, 'evt_' || lpad(to_hex(n + %(offset)s), 26, '0'), now(), -(n + %(offset)s), 'ping',
       '{"id":"evt_' || lpad(to_hex(n + %(offset)s), 26, '0') || '","type":"invoice.created","api_version":"v1.4",'
         '"created_at":"2026-06-28T10:14:22Z","livemode":true,"sequence":4217,"data":{"invoice_no":"INV-2026-04217",'
         '"grand_total":220,"customer_phone":"+91••••43210","invoice_id":"inv_01HZK9V7PMQF00000000000000",'
         '"store_id":"store_01HZK9V7PMQF0000000000000","status":"paid","items_count":2}}'
  FROM generate_series(1, %(count)s) AS n
RETURNING 1
"""
_DELIVERIES = """
INSERT INTO deliveries
       (account_id, id, endpoint_id, event_id, event_created_at, next_attempt_at, created_at)
SELECT v.account_id, 'dlv_' || substr(md5(v.id || e), 1, 26), e, v.id, v.created_at,
       clock_timestamp() + %(after)s * interval '1 second', clock_timestamp()
  FROM events AS v
 CROSS JOIN unnest(%(endpoints)s::text[]) AS e
 WHERE v.account_id = %(account)s
   AND v.sequence BETWEEN -(%(offset)s + %(count)s) AND -(%(offset)s + 1)
RETURNING 1
"""


@dataclass(frozen=True)
class Receiver:
    """The receiver's process, by its address."""

    url: str

    def count(self) -> int:
        """How many deliveries it has answered."""
        return int(requests.get(f"{self.url}/count", timeout=TIMEOUT_SECONDS).text)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver for a while."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.receiver"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Receiver(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


@contextmanager
def registered(bench: Run, shop: Shop, urls: Sequence[str], events: Sequence[str] = ("ping",)) -> Iterator[list[str]]:
    """Register endpoints of a shop; afterwards they are deleted, and so is all that was meant for them."""
    ids = [_call(bench, shop, "POST", "/v1/webhooks", {"url": url, "events": list(events)})["id"] for url in urls]
    try:
        yield ids
    finally:
        for endpoint_id in ids:
            _call(bench, shop, "DELETE", f"/v1/webhooks/{endpoint_id}")
        time.sleep(1.0)  # for what is under way
        owner, account = bench.stack.owner_dsn("webhooks"), {"account": shop.account_id, "ids": ids}
        sql.rows(owner, "DELETE FROM deliveries WHERE endpoint_id = ANY (%(ids)s) RETURNING 1", account)
        sql.rows(owner, "DELETE FROM events WHERE account_id = %(account)s AND sequence < 0 RETURNING 1", account)


def put(bench: Run, shop: Shop, endpoints: Sequence[str], events: int, *, offset: int = 0, after: float = 0.0) -> None:
    """Put so many events and their deliveries into the database, due some seconds later."""
    owner = bench.stack.owner_dsn("webhooks")
    for begin in range(0, events, BATCH):
        values: dict[str, Any] = {
            "account": shop.account_id,
            "offset": offset + begin,
            "count": min(BATCH, events - begin),
        }
        sql.rows(owner, _EVENTS, values)
        sql.rows(owner, _DELIVERIES, {**values, "endpoints": list(endpoints), "after": after})


def _call(bench: Run, shop: Shop, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {shop.key}"}
    answer = requests.request(method, bench.stack.base_url + path, json=body, headers=headers, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    return answer.json()
