"""A shop on a moved clock: catalog, billing and reporting, each on its own PostgreSQL, with the events carried between them."""

import json
import secrets
from datetime import datetime
from typing import Any

from kit.caller import Caller, Idempotency
from kit.db import Database
from kit.db.group import GroupCommit
from kit.messaging import Event, inbox
from kit.testing import FakeClock
from services.billing import operations as billing
from services.catalog import operations as catalog
from services.reporting import operations as reporting

SECRET = b"a secret of the tests"

Json = dict[str, Any]


class Town:
    """One account, asked in rupees and pieces as the gateway asks in paise and thousandths."""

    def __init__(self, databases: dict[str, Database], at: datetime) -> None:
        self.databases, self.clock = databases, FakeClock(at)
        self.caller = Caller(f"acct_{secrets.token_hex(8)}")
        run = lambda group: billing.create_invoices(databases["billing"], self.clock, SECRET, group)  # noqa: E731  # reads best so
        self.sales: GroupCommit[billing.Sale] = GroupCommit(run)

    def on(self, moment: str) -> None:
        """Go on to a moment in India, `2025-09-22 10:30`."""
        at = datetime.fromisoformat(f"{moment}:00+05:30")
        assert at >= self.clock.now(), "days follow each other"
        self.clock.move(at - self.clock.now())

    def call(self, _service: str, method: str, *, caller: Caller, request: Json, timeout: float = 8.0) -> Any:
        """What catalog calls of billing; this is the bus that catalog is given."""
        if method == "check_stores":
            return billing.check_stores(self.databases["billing"], caller, request=request)
        assert method == "apply_product"
        documents = [(caller.account_id, document) for document in request["documents"]]
        with self.databases["billing"].transaction(caller.account_id) as tx:
            return {"applied": billing.apply_product(tx, self.clock, documents)}

    def open_store(self, **settings: Any) -> str:
        return str(self._write(billing.open_store, "billing", settings)["id"])

    def product(self, **facts: Any) -> str:
        rate, gst, pieces = (facts.pop(name) for name in ("rate", "gst", "stock"))
        request = {**facts, "rate_paise": rate * 100, "gst_rate_bp": gst * 100, "stock": {"qty_milli": pieces * 1000}}
        answer = catalog.create_product(
            self.databases["catalog"], self, self.clock, self.caller, request=request, idempotency=_key()
        )
        return str(answer["resource_id"])

    def change_product(self, product_id: str, *, rate: int, gst: int) -> Json:
        changes = {"rate_paise": rate * 100, "gst_rate_bp": gst * 100}
        request = {"product_id": product_id, "changes": changes, "expected_body": None}
        answer = catalog.change_product(
            self.databases["catalog"], self, self.clock, self.caller, request=request, idempotency=_key()
        )
        return dict(json.loads(answer["body"]))

    def sell(
        self, *items: tuple[str, int], pay: str | None = None, tendered: int | None = None, **request: Any
    ) -> Json:
        payments = pay and [{"mode": pay, "amount_paise": tendered and tendered * 100}]
        lines = [{"sku": sku, "qty_milli": qty * 1000} for sku, qty in items]
        asked = {"items": lines, "payments": payments, **request}
        answer = billing.create_invoice(self.sales, self.clock, self.caller, request=asked, idempotency=_key())
        return dict(json.loads(answer["body"]))

    def refund(self, invoice: Json, line: int, qty: int, *, restock: bool, mode: str, reason: str) -> Json:
        items = [{"line": line, "qty_milli": qty * 1000, "restock": restock}]
        asked = {"invoice": invoice["id"], "items": items, "reason": reason, "mode": mode}
        return self._write(billing.refund_invoice, "billing", asked)

    def pay(self, invoice: Json, mode: str, amount: int) -> Json:
        asked = {"invoice": invoice["id"], "mode": mode, "amount_paise": amount * 100}
        return self._write(billing.record_payment, "billing", asked)

    def count(self, product_id: str, store_id: str, found: int) -> Json:
        asked = {"product_id": product_id, "store_id": store_id, "count_milli": found * 1000}
        return self._write(billing.adjust_stock, "billing", asked)

    def carry_the_post(self) -> None:
        """Give reporting the events that billing has written, as the relay and the queues do."""
        with self.databases["billing owner"].transaction() as tx:
            rows = tx.all(
                "SELECT envelope FROM outbox WHERE account_id = %(account)s ORDER BY position",
                {"account": self.caller.account_id},
            )
        events = [Event.from_json(json.loads(row["envelope"])) for row in rows]
        for kind, handler in HANDLERS.items():
            heard = [event for event in events if event.type == kind]
            inbox.apply_batch(
                self.databases["reporting"], handler, heard, reporting.project_documents, self.clock.now()
            )

    def report(self, kind: str, **asked: Any) -> Json:
        operation = {"sales": reporting.sales_report, "gst": reporting.gst_report}[kind]
        return dict(json.loads(operation(self.databases["reporting"], self.caller, request=asked)["body"]))

    def _write(self, operation: Any, service: str, request: Json) -> Json:
        answer = operation(self.databases[service], self.clock, self.caller, request=request, idempotency=_key())
        return dict(json.loads(answer["body"]))


HANDLERS = {
    "invoice.created": "project_invoice_created",
    "invoice.refunded": "project_invoice_refunded",
    "payment.received": "project_payment_received",
}


def _key() -> Idempotency:
    return Idempotency(secrets.token_hex(8), "f")
