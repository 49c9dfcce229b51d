"""
Check that the books balance: stock on hand is the sum of the ledger, and each movement has the balance after it.

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

from kit.db import Database
from kit.money import qty_out
from services.billing.storage import ledger

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
    sys.stdout.write(f"{counted['levels']} stock rows, {counted['movements']} movements: {found}\n")
    return 1 if differences else 0


def check(dsn: str, account_id: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return how much was looked at, and a line for each difference (the first hundred of each kind)."""
    database = Database(dsn, size=1, application="check_ledger")
    with database.transaction() as tx:
        ledger.be_read_only(tx)
        counted = ledger.counts(tx, account_id)
        levels = ledger.unequal_levels(tx, account_id, MOST_SHOWN)
        balances = ledger.broken_balances(tx, account_id, MOST_SHOWN)
    database.close()
    return counted, [_told(row, "stock row") for row in levels] + [
        _told(row, f"movement {row['movement_id']}") for row in balances
    ]


def _told(row: Mapping[str, Any], what: str) -> str:
    has = "nothing" if row["on_hand_milli"] is None else qty_out(row["on_hand_milli"])
    place = f"{row['account_id']} {row['store_id']} {row['product_id']}"
    return f"{place}: {what} has {has}, the ledger comes to {qty_out(row['ledger_milli'])}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
