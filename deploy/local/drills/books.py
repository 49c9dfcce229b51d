"""The books after a drill: what the tills know against what the databases hold, and the databases against each other."""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from deploy.local.credentials import Credentials
from deploy.local.drills.till import Sale
from deploy.local.environment import database_url
from deploy.local.settings import Stack
from kit.db import Database
from services.billing import check_ledger

CONSUMERS = {
    "reporting": "project_invoice_created",
    "customers": "record_purchases",
    "webhooks": "store_invoice_created",
}
DIGITS = 5  # of a number within its series


class Books:
    """The databases of a stack, read as their owners."""

    def __init__(self, stack: Stack, credentials: Credentials) -> None:
        self._stack, self._credentials = stack, credentials

    def differences(self, sales: Sequence[Sale], *, until: datetime | None = None) -> list[str]:
        """
        Everything that is not as it must be, in words. `until`: the books are of that moment, and hold no later sale.

        A sale that was answered later may still be in them: its commit came before its answer.
        """
        held = self._invoices()
        return [
            *_against_the_tills(held, sales, until),
            *_numbers(held),
            *self._keys(held),
            *self._ledger(),
            *self._lines(),
            *self._events(),
        ]

    def counts(self) -> dict[str, int]:
        """How much the books hold."""
        invoices = len(self._invoices())
        [movements] = self._rows("billing", "SELECT count(*) AS n FROM stock_movements")
        [events] = self._rows("billing", "SELECT count(*) AS n FROM outbox")
        return {"invoices": invoices, "stock movements": movements["n"], "events": events["n"]}

    def invoice_ids(self) -> set[str]:
        return {row["invoice_id"] for row in self._invoices()}

    def unapplied(self) -> dict[str, int]:
        """How many invoices each consumer has not heard of."""
        events = {row["event_id"] for row in self._invoice_events()}
        found = {}
        for service, handler in CONSUMERS.items():
            rows = self._rows(
                service,
                "SELECT event_id FROM inbox WHERE handler = %(handler)s AND state = 'applied'",
                {"handler": handler},
            )
            found[service] = len(events - {row["event_id"] for row in rows})
        return found

    def wait_until_applied(self, seconds: float) -> float:
        """Wait until every event has left and arrived everywhere; how long it took, or a TimeoutError with what is missing."""
        began = time.monotonic()
        while (unsent := self.unsent()) or any(self.unapplied().values()):
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"after {seconds:.0f} s {unsent} events are unsent, not applied: {self.unapplied()}")
            time.sleep(0.25)
        return time.monotonic() - began

    def unsent(self) -> int:
        [row] = self._rows("billing", "SELECT count(*) AS n FROM outbox WHERE sent_at IS NULL")
        return int(row["n"])

    def _invoices(self) -> list[dict[str, Any]]:
        return self._rows("billing", "SELECT account_id, invoice_id, invoice_no, body FROM invoices")

    def _invoice_events(self) -> list[dict[str, Any]]:
        sql = """
            SELECT event_id, envelope::json -> 'data' ->> 'invoice_id' AS invoice_id
              FROM outbox
             WHERE event_type = 'invoice.created'
            """
        return self._rows("billing", sql)

    def _keys(self, held: Sequence[dict[str, Any]]) -> list[str]:
        sql = "SELECT key, resource_id FROM idempotency_records WHERE left(resource_id, 4) = 'inv_'"
        rows = self._rows("billing", sql)
        recorded = {row["resource_id"] for row in rows}
        if len(rows) == len(recorded) == len(held):
            return []
        return [f"{len(held)} invoices, {len(rows)} recorded keys of {len(recorded)} invoices"]

    def _ledger(self) -> list[str]:
        return check_ledger.check(self._dsn("billing"))[1]

    def _lines(self) -> list[str]:
        sql = """
            SELECT i.invoice_id
              FROM invoices AS i
              LEFT JOIN invoice_lines AS l USING (account_id, invoice_id)
             GROUP BY i.account_id, i.invoice_id, i.grand_total_paise, i.round_off_paise
            HAVING coalesce(sum(l.total_paise), 0) <> i.grand_total_paise - i.round_off_paise
            """
        return [f"{row['invoice_id']}: its lines do not come to its total" for row in self._rows("billing", sql)]

    def _events(self) -> list[str]:
        announced = sorted(row["invoice_id"] for row in self._invoice_events())
        held = sorted(row["invoice_id"] for row in self._invoices())
        return [] if announced == held else [f"{len(held)} invoices and {len(announced)} events of invoices"]

    def _rows(self, service: str, sql: str, params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        database = Database(self._dsn(service), size=1, application="drill")
        try:
            with database.transaction() as tx:
                return tx.all(sql, params)
        finally:
            database.close()

    def _dsn(self, service: str) -> str:
        return database_url(self._stack, self._credentials, service, "_owner")


def _against_the_tills(held: Sequence[dict[str, Any]], sales: Sequence[Sale], until: datetime | None) -> list[str]:
    bodies = {row["invoice_id"]: row["body"] for row in held}
    told = {sale.invoice_id: sale for sale in sales if sale.body}
    found = [f"{sale.key} has no outcome" for sale in sales if not sale.body]
    if len(told) != sum(1 for sale in sales if sale.body):
        found.append("two sales were answered with one invoice")
    for invoice_id, sale in told.items():
        late = until is not None and sale.sold_at is not None and sale.sold_at > until
        if invoice_id not in bodies and not late:
            found.append(f"lost: {sale.key} was answered with {invoice_id} at {sale.sold_at}")
        elif invoice_id in bodies and bodies[invoice_id] != sale.body:
            found.append(f"{sale.key} was answered with another text than {invoice_id} has")
    found += [f"ghost or double: {invoice_id}, of which no till was told" for invoice_id in bodies.keys() - told.keys()]
    return found


def _numbers(held: Sequence[dict[str, Any]]) -> list[str]:
    series: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in held:
        number = row["invoice_no"]
        series[row["account_id"], number[:-DIGITS]].append(int(number[-DIGITS:]))
    return [
        f"the numbers of {name} have a gap or a twin"
        for (_, name), numbers in series.items()
        if sorted(numbers) != list(range(1, len(numbers) + 1))
    ]
