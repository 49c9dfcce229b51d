"""
A year of sales for the reports, put in through reporting's own projection: large batches, as a rebuild makes them. Of a long
history a quarter goes that way; then each of its invoices is counted, and its document kept, four times.

Billing holds none of these invoices, so a rebuild of these accounts would take them away again.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench import sql
from bench.stack import Running
from kit.db import Database
from services.reporting.operations import project_documents
from services.reporting.operations.rebuild_account import Exported

FIRST, DAYS = date(2025, 1, 1), 365
BATCH = 2_000
PRODUCTS, STORES = 1_000, 3
LONG, TIMES = 200_000, 4
DSN = "SAATHIX_REPORTING_DATABASE_URL"
SUMS = ("sales_by_day", "sales_by_hour", "sales_by_payment_mode", "sales_by_gst_rate", "sales_by_product")
TABLES = (*SUMS, "documents")

_COUNTED = """
UPDATE {table}
   SET invoices = invoices * {times}, grand_total_paise = grand_total_paise * {times},
       discount_paise = discount_paise * {times}, taxable_paise = taxable_paise * {times},
       cgst_paise = cgst_paise * {times}, sgst_paise = sgst_paise * {times}
 WHERE account_id = '{account}'
"""
_KEPT = """
INSERT INTO documents
       (account_id, month, document_id, kind, gstin, store_id, number, facts)
SELECT account_id, month, document_id || '_' || copy, kind, gstin, store_id, number || '-' || copy, facts
  FROM documents
 CROSS JOIN generate_series(2, {times}) AS copy
 WHERE account_id = '{account}'
"""


def fill(stack: Running, wanted: dict[str, int]) -> float:
    """Give accounts so many invoices, in a process each; returns the seconds it took."""
    begun = time.monotonic()
    projected = {account: count // TIMES if count > LONG else count for account, count in wanted.items()}
    grown = [account for account in wanted if projected[account] < wanted[account] and not _has(stack, account)]
    command = [sys.executable, "-m", "bench.history"]
    environment = {**os.environ, DSN: stack.environment[DSN]}
    fillers = [
        subprocess.Popen([*command, account_id, str(first), str(last), str(projected[account_id])], env=environment)
        for account_id, first, last in _shares(projected)
    ]
    if [code for filler in fillers if (code := filler.wait())]:
        raise SystemExit("the history was not made")
    for account in grown:
        statements = [_COUNTED.format(table=table, times=TIMES, account=account) for table in SUMS]
        sql.execute(stack.owner_dsn("reporting"), [*statements, _KEPT.format(times=TIMES, account=account)])
    sql.execute(stack.owner_dsn("reporting"), [f"VACUUM (ANALYZE) {table}" for table in TABLES])
    return time.monotonic() - begun


def _has(stack: Running, account: str) -> bool:
    """Say whether an account has had its history before."""
    query = "SELECT EXISTS (SELECT FROM documents WHERE account_id = %(account)s AND number LIKE 'H-2025-%%')"
    return bool(sql.one(stack.owner_dsn("reporting"), query, {"account": account}))


def _shares(wanted: dict[str, int]) -> Iterator[tuple[str, int, int]]:
    """Cut histories in half-years, one for each processor."""
    for account_id, count in wanted.items():
        yield account_id, 0, count // 2
        yield account_id, count // 2, count


def _invoice(number: int, of: int) -> dict[str, Any]:
    """One invoice of two lines, as the year goes by; stores and products go round."""
    day = (FIRST + timedelta(days=number * DAYS // of)).isoformat()
    lines = [_line(1, number % PRODUCTS, 500), _line(2, (number * 7 + 1) % PRODUCTS, 1800)]
    sums = {name: sum(line[name] for line in lines) for name in ("taxable_paise", "cgst_paise", "sgst_paise")}
    total = sum(line["total_paise"] for line in lines)
    mode = ("upi", "cash", "card")[number % 3]
    return {
        "invoice_id": f"inv_{number:026d}",
        "invoice_no": f"H-2025-{number:08d}",
        "store_id": f"store_{number % STORES:026d}",
        "document_type": "tax_invoice",
        "supplier_gstin": "29AABCD4821K1ZK",
        "supplier_state": "29",
        "place_of_supply": "29",
        "inter_state": False,
        "customer": None,
        "issued_at": f"{day}T06:30:00Z",
        "lines": lines,
        "discount_paise": 0,
        **sums,
        "igst_paise": 0,
        "cess_paise": 0,
        "round_off_paise": 0,
        "grand_total_paise": total,
        "amount_due_paise": 0,
        "payments": [{"id": "pay", "mode": mode, "amount_paise": total}],
    }


def _line(line: int, product: int, rate_bp: int) -> dict[str, Any]:
    taxable = 10_000 + product * 10
    half = taxable * rate_bp // 20_000
    return {
        "line": line,
        "product_id": f"prod_{product:026d}",
        "sku": f"H-{product}",
        "name": f"Product {product}",
        "hsn": "1902",
        "unit": "NOS",
        "qty_milli": 1000,
        "gst_rate_bp": rate_bp,
        "zero_rate_reason": None,
        "discount_paise": 0,
        "bill_discount_paise": 0,
        "taxable_paise": taxable,
        "cgst_paise": half,
        "sgst_paise": half,
        "igst_paise": 0,
        "cess_paise": 0,
        "total_paise": taxable + 2 * half,
    }


def main(account_id: str, first: int, last: int, of: int) -> None:
    """Project a share of a history; one made before is left as it is."""
    db = Database(os.environ[DSN], size=1, application="bench-history")
    for begin in range(first, last, BATCH):
        numbers = range(begin, min(begin + BATCH, last))
        events = [Exported(account_id, "invoice.created", "2026-01-01T00:00:00Z", _invoice(n, of)) for n in numbers]
        with db.transaction(account_id) as tx:
            project_documents(tx, events)
    db.close()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
