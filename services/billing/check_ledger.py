"""
Check that the books balance: stock on hand is the sum of the ledger, each movement has the balance after it, and every
invoice is what its payments, credit notes and refunds come to.

  python -m services.billing.check_ledger                       every account
  python -m services.billing.check_ledger --account acct_…      one

Reads SAATHIX_BILLING_WORKER_DATABASE_URL, in one read-only snapshot, beside a running till. The exit status is 0 when all is
equal, 1 with a line for each difference, 2 when it could not look.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from typing import Any

from kit.db import Database, Tx
from kit.money import qty_out, rupees_out
from services.billing.storage import ledger, refund_books

MOST_SHOWN = 100


def main(arguments: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Run the check; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m services.billing.check_ledger",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--account", help="check one account")
    chosen = parser.parse_args(arguments)
    try:
        dsn = environ["SAATHIX_BILLING_WORKER_DATABASE_URL"]
    except KeyError as missing:
        sys.stderr.write(f"the environment lacks {missing.args[0]}; of a local stack: . .run/stack.env\n")
        return 2
    counted, differences = check(dsn, chosen.account)
    for line in differences:
        sys.stdout.write(line + "\n")
    found = f"{len(differences)} differences" if differences else "all equal"
    looked_at = f"{counted['levels']} stock rows, {counted['movements']} movements, {counted['notes']} credit notes"
    sys.stdout.write(f"{looked_at}: {found}\n")
    return 1 if differences else 0


def check(dsn: str, account_id: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return how much was looked at, and a line for each difference (the first hundred of each kind)."""
    database = Database(dsn, size=1, application="check_ledger")
    with database.transaction() as tx:
        ledger.be_read_only(tx)
        counted = {**ledger.counts(tx, account_id), "notes": refund_books.count(tx, account_id)}
        found = _stock_differences(tx, account_id) + _refund_differences(tx, account_id)
    database.close()
    return counted, found


def _stock_differences(tx: Tx, account_id: str | None) -> list[str]:
    levels = ledger.unequal_levels(tx, account_id, MOST_SHOWN)
    balances = ledger.broken_balances(tx, account_id, MOST_SHOWN)
    return [_told(row, "stock row") for row in levels] + [
        _told(row, f"movement {row['movement_id']}") for row in balances
    ]


def _refund_differences(tx: Tx, account_id: str | None) -> list[str]:
    returns = [
        f"{row['account_id']} {row['invoice_id']}: of line {row['line']} {_qty(row['has_milli'])} have come back, "
        f"its credit notes come to {_qty(row['notes_milli'])}"
        for row in refund_books.unequal_returns(tx, account_id, MOST_SHOWN)
    ]
    sums = [
        f"{row['account_id']} {row['invoice_id']}: {row['what']} is {rupees_out(row['has_paise'])}, "
        f"its rows come to {rupees_out(row['rows_paise'])}"
        for row in refund_books.unequal_invoices(tx, account_id, MOST_SHOWN)
    ]
    notes = [
        f"{row['account_id']} {row['credit_note_id']}: the total is {rupees_out(row['has_paise'])}, "
        f"its lines come to {rupees_out(row['rows_paise'])}"
        for row in refund_books.unequal_notes(tx, account_id, MOST_SHOWN)
    ]
    return returns + sums + notes


def _told(row: Mapping[str, Any], what: str) -> str:
    place = f"{row['account_id']} {row['store_id']} {row['product_id']}"
    return f"{place}: {what} has {_qty(row['on_hand_milli'])}, the ledger comes to {qty_out(row['ledger_milli'])}"


def _qty(milli: int | None) -> int | float | str:
    return "nothing" if milli is None else qty_out(milli)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
