"""Compares what the clients were told with what the databases hold, and knows nothing else."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

from kit.db import Database
from tests.e2e.api_client import Shop
from tests.fault.till import History

SALES = (("reporting", "project_invoice_created"), ("customers", "record_purchases"))
REFUNDS = (("webhooks", "store_invoice_refunded"), ("customers", "record_refunds"))

UNBALANCED = """
SELECT l.product_id
  FROM stock_levels AS l
  JOIN (SELECT account_id, store_id, product_id, sum(delta_milli) AS moved
          FROM stock_movements
         WHERE account_id = %(account)s
         GROUP BY account_id, store_id, product_id) AS m USING (account_id, store_id, product_id)
  LEFT JOIN (SELECT i.account_id, i.store_id, s.product_id, sum(s.qty_milli) AS sold
               FROM invoices AS i
               JOIN invoice_lines AS s USING (account_id, invoice_id)
              WHERE i.account_id = %(account)s
              GROUP BY i.account_id, i.store_id, s.product_id) AS s USING (account_id, store_id, product_id)
  LEFT JOIN (SELECT account_id, store_id, product_id, sum(delta_milli) AS otherwise
               FROM stock_movements
              WHERE account_id = %(account)s
                AND reason <> 'sale'
              GROUP BY account_id, store_id, product_id) AS o USING (account_id, store_id, product_id)
 WHERE l.account_id = %(account)s
   AND (m.moved <> l.on_hand_milli
        OR coalesce(o.otherwise, 0) - coalesce(s.sold, 0) <> l.on_hand_milli
        OR l.on_hand_milli < 0)
"""

UNEQUAL = """
SELECT i.invoice_id
  FROM invoices AS i
  JOIN (SELECT account_id, invoice_id, sum(taxable_paise) AS taxable,
               sum(cgst_paise + sgst_paise + igst_paise + cess_paise) AS tax, sum(total_paise) AS total
          FROM invoice_lines
         WHERE account_id = %(account)s
         GROUP BY account_id, invoice_id) AS l USING (account_id, invoice_id)
  LEFT JOIN (SELECT account_id, invoice_id, sum(amount_paise) AS paid
               FROM payments
              WHERE account_id = %(account)s
              GROUP BY account_id, invoice_id) AS p USING (account_id, invoice_id)
 WHERE i.account_id = %(account)s
   AND (i.taxable_paise, i.tax_paise, i.grand_total_paise, i.amount_paid_paise)
       IS DISTINCT FROM (l.taxable, l.tax, l.total + i.round_off_paise, coalesce(p.paid, 0))
"""


def check(shop: Shop, history: History) -> None:
    """Nothing doubled, lost, made up or skipped, and every sum right: the clients' history and the books tell the same."""
    assert violations(shop, history) == {}


def violations(shop: Shop, history: History) -> dict[str, Any]:
    """What is wrong, by its name; nothing when all is well."""
    held = _books(shop.account_id)
    told, bodies = Counter(history.sold.values()), {row["body"].encode() for row in held["invoices"]}
    numbers = sorted(int(row["invoice_no"][-5:]) for row in held["invoices"])
    found = {
        "doubled": [json.loads(body)["invoice_no"] for body, times in told.items() if times > 1],
        "lost": [key for key, body in history.sold.items() if body not in bodies],
        "ghost": [json.loads(body)["invoice_no"] for body in bodies - told.keys()],
        "gap": numbers if numbers != list(range(1, len(numbers) + 1)) else [],
        "stock": [row["product_id"] for row in held["unbalanced"]],
        "sums": [row["invoice_id"] for row in held["unequal"]],
        "keys": held["keys"] if held["keys"] != {"records": len(history.sold), "resources": len(told)} else {},
    }
    return {name: what for name, what in found.items() if what}


def unsent(shop: Shop, service: str = "billing") -> int:
    """How many events of the shop wait to be sent."""
    rows = _asked(
        service,
        "SELECT count(*) AS n FROM outbox WHERE account_id = %(account)s AND sent_at IS NULL",
        account=shop.account_id,
    )
    return int(rows[0]["n"])


def applied(shop: Shop, documents: int, by: Sequence[tuple[str, str]] = SALES) -> bool:
    """Whether every invoice (or note) of the shop has left and reached those who count them, once."""
    return unsent(shop) == 0 and [_applied_by(shop, *one) for one in by] == [documents] * len(by)


def _applied_by(shop: Shop, service: str, handler: str) -> int:
    rows = _asked(
        service,
        """
        SELECT count(*) AS n
          FROM inbox
         WHERE account_id = %(account)s
           AND handler = %(handler)s
           AND state = 'applied'
        """,
        account=shop.account_id,
        handler=handler,
    )
    return int(rows[0]["n"])


def _books(account: str) -> dict[str, Any]:
    """What billing's database holds of the shop, read as its owner."""
    records = """
        SELECT count(*) AS records, count(DISTINCT resource_id) AS resources
          FROM idempotency_records
         WHERE account_id = %(account)s
           AND key NOT LIKE 'auto:%%'
        """
    invoices = "SELECT invoice_id, invoice_no, body FROM invoices WHERE account_id = %(account)s"
    return {
        "invoices": _asked("billing", invoices, account=account),
        "unbalanced": _asked("billing", UNBALANCED, account=account),
        "unequal": _asked("billing", UNEQUAL, account=account),
        "keys": _asked("billing", records, account=account)[0],
    }


def _asked(service: str, sql: str, **params: Any) -> list[dict[str, Any]]:
    database = Database(os.environ[f"SAATHIX_{service.upper()}_OWNER_DATABASE_URL"], size=1)
    try:
        with database.transaction() as tx:
            return tx.all(sql, params)
    finally:
        database.close()
