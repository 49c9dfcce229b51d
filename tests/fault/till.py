"""
A till that never gives up: every sale is repeated with its key until its outcome is definite.

What it records is all that the checker may know beside the databases: ok (with the invoice), refused, never unknown.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import requests

from kit.db import Database
from tests.e2e.api_client import Api, Shop


@dataclass
class History:
    """What the clients were told, sale by sale."""

    sold: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    slowest_seconds: float = 0.0


def sell_all(
    shop: Shop,
    sales: dict[str, Any],
    *,
    clients: int,
    give_up_after: float = 60.0,
    pace: Callable[[], None] | None = None,
    path_of: Callable[[str], str] = lambda key: "/v1/invoices",
) -> History:
    """Send every sale (key → body) from so many clients until each has its outcome; a refund goes to the path of its key."""
    history, local = History(), threading.local()

    def sell(entry: tuple[str, Any]) -> None:
        if not hasattr(local, "api"):
            local.api = Api(shop.api.key)
        if pace:
            pace()
        _until_definite(local.api, path_of(entry[0]), *entry, history, give_up_after)

    with ThreadPoolExecutor(clients) as pool:
        for outcome in [pool.submit(sell, entry) for entry in sales.items()]:
            outcome.result()
    return history


def _until_definite(api: Api, path: str, key: str, body: Any, history: History, give_up_after: float) -> None:
    deadline = time.monotonic() + give_up_after
    while True:
        began = time.monotonic()
        try:
            answer = api.post(path, body, key=key)
        except requests.RequestException:
            history.answers["connection lost"] += 1
        else:
            history.answers[str(answer.status_code)] += 1
            if answer.status_code == 201:
                history.sold[key] = answer.content
                return
            problem = answer.json()
            if not problem["retryable"]:
                history.refused[key] = problem["code"]
                return
        finally:
            history.slowest_seconds = max(history.slowest_seconds, time.monotonic() - began)
        assert time.monotonic() < deadline, f"{key} has no outcome after {give_up_after:g} s: {history.answers}"
        time.sleep(0.1)


def books(shop: Shop) -> dict[str, Any]:
    """What the databases hold of the shop, read as their owners."""
    billing = Database(os.environ["SAATHIX_BILLING_OWNER_DATABASE_URL"], size=1)
    account = {"account": shop.account_id}
    with billing.transaction() as tx:
        invoices = tx.all("SELECT invoice_id, invoice_no, body FROM invoices WHERE account_id = %(account)s", account)
        unbalanced = tx.all(
            """
            SELECT l.product_id
              FROM stock_levels AS l
              JOIN stock_movements AS m USING (account_id, store_id, product_id)
             WHERE l.account_id = %(account)s
             GROUP BY l.store_id, l.product_id, l.on_hand_milli
            HAVING sum(m.delta_milli) <> l.on_hand_milli OR l.on_hand_milli < 0
            """,
            account,
        )
        unsent = tx.one("SELECT count(*) AS n FROM outbox WHERE account_id = %(account)s AND sent_at IS NULL", account)
        keys = tx.one(
            """
            SELECT count(*) AS records, count(DISTINCT resource_id) AS invoices
              FROM idempotency_records
             WHERE account_id = %(account)s
               AND key NOT LIKE 'auto:%%'
            """,
            account,
        )
    billing.close()
    return {"invoices": invoices, "unbalanced": unbalanced, "unsent": unsent["n"] if unsent else 0, "keys": keys}


def check(shop: Shop, history: History) -> None:
    """Nothing doubled, lost, made up or skipped: the clients' history and the books tell the same."""
    held = books(shop)
    bodies = {row["body"].encode() for row in held["invoices"]}
    assert len(set(history.sold.values())) == len(history.sold), "two keys were given one invoice"
    assert set(history.sold.values()) - bodies == set(), "lost: an invoice was answered that is not in the books"
    assert bodies - set(history.sold.values()) == set(), "ghost or doubled: an invoice that no client was told of"
    numbers = sorted(int(row["invoice_no"][-5:]) for row in held["invoices"])
    assert numbers == list(range(1, len(numbers) + 1)), "a gap or a twin among the numbers"
    assert held["unbalanced"] == [], "stock differs from its ledger"
    assert held["keys"]["records"] == held["keys"]["invoices"] == len(history.sold)


SALES = (("reporting", "project_invoice_created"), ("customers", "record_purchases"))
REFUNDS = (("webhooks", "store_invoice_refunded"), ("customers", "record_refunds"))


def applied(shop: Shop, documents: int, by: Sequence[tuple[str, str]] = SALES) -> bool:
    """Whether every invoice (or note) of the shop has reached those who count them, once."""
    counts = []
    for service, handler in by:
        database = Database(os.environ[f"SAATHIX_{service.upper()}_OWNER_DATABASE_URL"], size=1)
        with database.transaction() as tx:
            row = tx.one(
                """
                SELECT count(*) AS n
                  FROM inbox
                 WHERE account_id = %(account)s
                   AND handler = %(handler)s
                   AND state = 'applied'
                """,
                {"account": shop.account_id, "handler": handler},
            )
        database.close()
        counts.append(row["n"] if row else 0)
    return counts == [documents] * len(by)
