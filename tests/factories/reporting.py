"""Billing's events as far as reporting reads them, with sensible defaults."""

import json
from itertools import count
from typing import Any

from kit.messaging import Event
from kit.wire_json import dumps
from services.reporting.domain.document import Document, read_document
from services.reporting.operations.project_documents import documents_of

ACCOUNT = "acct_01J0000000000000000000DEMO"
BENGALURU = "store_01J0000000000000000000BLR0"
MUMBAI = "store_01J0000000000000000000BOM0"
MILK = "prod_01J00000000000000000AMV100"
MAGGI = "prod_01J00000000000000000MAGG10"
KARNATAKA_GSTIN = "29AABCD4821K1ZK"

_numbers = count(1)


def a_line(**changes: Any) -> dict[str, Any]:
    """Six packets of noodles: ₹84 with 5 % in it."""
    return {
        "line": 1,
        "product_id": MAGGI,
        "sku": "MAGGI-70G",
        "name": "Maggi Noodles 70 g",
        "hsn": "1902",
        "unit": "NOS",
        "qty_milli": 6000,
        "gst_rate_bp": 500,
        "zero_rate_reason": None,
        "discount_paise": 0,
        "bill_discount_paise": 0,
        "taxable_paise": 8000,
        "cgst_paise": 200,
        "sgst_paise": 200,
        "igst_paise": 0,
        "cess_paise": 0,
        "total_paise": 8400,
        **changes,
    }


def milk(**changes: Any) -> dict[str, Any]:
    """Two litres of milk: ₹136 without tax."""
    named = {"product_id": MILK, "sku": "AMUL-MILK-1L", "name": "Amul Milk 1 l", "hsn": "0401", "qty_milli": 2000}
    nothing = {"gst_rate_bp": 0, "zero_rate_reason": "nil", "cgst_paise": 0, "sgst_paise": 0}
    return a_line(**{**named, "taxable_paise": 13_600, "total_paise": 13_600, **nothing, **changes})


def an_invoice(lines: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """The product page's sale, ₹220 by UPI, or one of these lines; its sums are those of the lines."""
    lines = [milk(), a_line(line=2)] if lines is None else lines
    sums = {name: sum(line[name] for line in lines) for name in _SUMMED}
    total = sum(line["total_paise"] for line in lines) + changes.get("round_off_paise", 0)
    number = next(_numbers)
    return {
        "invoice_id": f"inv_{number:026d}",
        "invoice_no": f"INV-2026-{number:05d}",
        "store_id": BENGALURU,
        "document_type": "tax_invoice",
        "supplier_gstin": KARNATAKA_GSTIN,
        "supplier_state": "29",
        "place_of_supply": "29",
        "inter_state": False,
        "customer": None,
        "issued_at": "2026-06-28T10:14:22Z",
        "lines": lines,
        "discount_paise": sum(line["discount_paise"] + line["bill_discount_paise"] for line in lines),
        **sums,
        "round_off_paise": 0,
        "grand_total_paise": total,
        "amount_paid_paise": total,
        "amount_due_paise": 0,
        "payments": [{"id": "pay_1", "mode": "upi", "amount_paise": total}],
        **changes,
    }


def a_note(invoice: dict[str, Any], lines: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """A credit note on an invoice, of all its lines or of these (their amounts are what is returned), paid back by UPI."""
    lines = invoice["lines"] if lines is None else lines
    total = sum(line["total_paise"] for line in lines) + changes.get("round_off_paise", 0)
    number = next(_numbers)
    frozen = (
        "store_id",
        "document_type",
        "supplier_gstin",
        "supplier_state",
        "place_of_supply",
        "inter_state",
        "customer",
    )
    return {
        "credit_note_id": f"cn_{number:026d}",
        "credit_note_no": f"CN-2026-{number:05d}",
        "invoice_id": invoice["invoice_id"],
        "invoice_no": invoice["invoice_no"],
        "invoice_issued_at": invoice["issued_at"],
        "invoice_grand_total_paise": invoice["grand_total_paise"],
        **{name: invoice[name] for name in frozen},
        "gst_effective": True,
        "issued_at": "2026-06-29T10:00:00Z",
        "lines": lines,
        **{name: sum(line[name] for line in lines) for name in _SUMMED},
        "round_off_paise": 0,
        "total_paise": total,
        "refunds": [{"id": "rfnd_1", "mode": "upi", "amount_paise": total}],
        **changes,
    }


def a_payment(invoice: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """₹100 by card on an invoice, the day after the product page's sale."""
    return {
        "payment_id": f"pay_{next(_numbers):026d}",
        "invoice_id": invoice["invoice_id"],
        "store_id": invoice["store_id"],
        "mode": "card",
        "amount_paise": 10_000,
        "received_at": "2026-06-29T09:00:00Z",
        **changes,
    }


def an_event(document: dict[str, Any] | None = None, **changes: Any) -> Event:
    """The event of an invoice, a credit note or a later payment, with an id of its own."""
    data = an_invoice() if document is None else document
    kinds = {"credit_note_id": "invoice.refunded", "payment_id": "payment.received"}
    fields = {
        "id": f"evt_{next(_numbers):026d}",
        "type": next((kind for name, kind in kinds.items() if name in data), "invoice.created"),
        "version": 1,
        "occurred_at": "2026-06-28T10:14:22Z",
        "account_id": ACCOUNT,
        "livemode": True,
        "data": data,
    }
    return Event(**{**fields, **changes})


def document_of(event: Event) -> Document:
    """The document that a return is made of, as it is kept of an event."""
    [row] = documents_of([event])
    facts = json.loads(dumps(row["facts"]))
    return read_document(row["kind"], row["document_id"], row["number"], row["store_id"], facts)


_SUMMED = ("taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "cess_paise")
