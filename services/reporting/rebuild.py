"""
Make reports again from billing's invoices, payments and credit notes: sales reports and GST returns.

  python -m services.reporting.rebuild --account acct_…      one account, or several: the option may be repeated
  python -m services.reporting.rebuild --all                 every account that reporting has heard of

Beside a running system: an account's rows are dropped and made again in one transaction, sales go on meanwhile and are
reported a little later. Reads SAATHIX_AMQP_URL, SAATHIX_REPORTING_DATABASE_URL and SAATHIX_REPORTING_WORKER_DATABASE_URL.
The exit status is 0 when all is made, 1 when an account could not be (it keeps its old rows), 2 when it could not begin.
"""

import argparse
import os
import sys
import time
from collections.abc import Mapping
from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.errors import WireError
from kit.messaging.core import Client
from kit.settings import ConfigurationError, load
from services.reporting.operations import rebuild_account
from services.reporting.settings import Settings
from services.reporting.storage.rebuild import accounts

PAGE = 200
TIMEOUT_SECONDS = 30.0
TRIES = 5
TOLD_EVERY = 10_000


def main(arguments: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Run the rebuild; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m services.reporting.rebuild",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--account", action="append", help="an account's id; may be repeated")
    which.add_argument("--all", action="store_true", help="every account that reporting has heard of")
    chosen = parser.parse_args(arguments)
    try:
        settings = load(Settings, environ)
    except ConfigurationError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return _rebuild(settings, chosen.account)


def _rebuild(settings: Settings, asked: list[str] | None) -> int:
    db = Database(settings.database_url, size=1, application="rebuild")
    client = Client(settings.amqp_url, name="reporting-rebuild")
    failed = 0
    try:
        for account_id in asked or _all(settings):
            failed += not _made_again(db, client, account_id)
    finally:
        client.close()
        db.close()
    return 1 if failed else 0


def _all(settings: Settings) -> list[str]:
    worker_db = Database(settings.worker_database_url, size=1, application="rebuild")
    try:
        return accounts(worker_db)
    finally:
        worker_db.close()


def _made_again(db: Database, client: Client, account_id: str) -> bool:
    begun, told = time.monotonic(), 0

    def progress(count: int) -> None:
        nonlocal told
        if count >= told + TOLD_EVERY:
            told = count
            _say(f"{account_id}: {count} documents …")

    try:
        count = rebuild_account(db, account_id, lambda after: _page(client, account_id, after), progress)
    except WireError as problem:
        _say(f"{account_id}: not made, its old rows stay: {problem.code}, {problem.detail}")
        return False
    _say(f"{account_id}: {count} documents in {time.monotonic() - begun:.1f} s")
    return True


def _page(client: Client, account_id: str, after: str | None) -> dict[str, Any]:
    """Ask billing for a page, again when it is restarting."""
    request = {"after": after, "limit": PAGE}
    for left in reversed(range(TRIES)):
        try:
            caller = Caller(account_id).to_wire()
            page: dict[str, Any] = client.call(
                "billing", "export_documents", timeout=TIMEOUT_SECONDS, caller=caller, request=request
            )
            return page
        except WireError as problem:
            if not left or problem.code not in ("service_unavailable", "deadline_exceeded"):
                raise
            time.sleep(1.0)
    raise AssertionError("the last try returns or raises")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
