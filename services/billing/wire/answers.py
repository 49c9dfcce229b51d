"""Billing's answers in the shapes of the public API (v1.4): rupees, units, percent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.clock import ist_date, rfc3339
from kit.money import qty_out, rate_out, rupees_out
from services.billing.domain.explain import Explanation, explain
from services.billing.domain.invoice import Invoice, Line
from services.billing.domain.sale import Customer, Draft
from services.billing.wire.payments import payment_to_public

Json = dict[str, Any]


def invoice_to_public(
    draft: Draft, *, invoice_id: str, number: str, payment_ids: Sequence[str], created_at: datetime
) -> Json:
    """Write an invoice as `POST /v1/invoices` answers it."""
    invoice, created = draft.invoice, rfc3339(created_at)
    return {
        "id": invoice_id,
        "invoice_no": number,
        "document_type": draft.document_type,
        "status": invoice.status,
        "store_id": draft.store.store_id,
        "customer": customer_to_public(draft.customer),
        "items": [line_to_public(line) for line in invoice.lines],
        "taxable_value": rupees_out(invoice.taxable_paise),
        "tax": _tax_to_public(invoice),
        "discount": rupees_out(invoice.discount_paise),
        "round_off": rupees_out(invoice.round_off_paise),
        "grand_total": rupees_out(invoice.grand_total_paise),
        "amount_paid": rupees_out(invoice.amount_paid_paise),
        "amount_due": rupees_out(invoice.amount_due_paise),
        "change_due": rupees_out(invoice.change_due_paise),
        "amount_refunded": 0,
        "refund_status": "none",
        "payments": [
            payment_to_public(payment_id, payment, created)
            for payment_id, payment in zip(payment_ids, invoice.payments, strict=True)
        ],
        "place_of_supply": draft.place.state,
        "fulfilment": draft.request.fulfilment,
        "notes": draft.request.notes,
        "metadata": dict(draft.request.metadata),
        "issued_at": rfc3339(draft.issued_at),
        "created_at": created,
    }


def preview_to_public(draft: Draft, at: datetime) -> Json:
    """Write a sale as `POST /v1/invoices/preview` answers it: the invoice without what only booking gives, and its reasons."""
    ids = ["" for _ in draft.invoice.payments]
    body = invoice_to_public(draft, invoice_id="", number="", payment_ids=ids, created_at=at)
    for name in ("id", "invoice_no", "payments"):
        del body[name]
    day, composition = ist_date(draft.issued_at), draft.store.composition
    reasons = [explain(line, draft.place, day, composition=composition) for line in draft.invoice.lines]
    body["explain"] = [
        _reason_to_public(reason, line) for reason, line in zip(reasons, draft.invoice.lines, strict=True)
    ]
    return body


def customer_to_public(customer: Customer | None) -> Json | None:
    """Write the buyer as recorded on the sale."""
    if customer is None:
        return None
    return {
        "id": customer.customer_id,
        "phone": customer.phone,
        "name": customer.name,
        "email": customer.email,
        "gstin": customer.gstin,
        "address": customer.address,
    }


def line_to_public(line: Line) -> Json:
    """Write a line of an invoice, or the part of one that a credit note returns."""
    return {
        "line": line.number,
        "product_id": line.product_id,
        "sku": line.sku,
        "name": line.name,
        "description": line.description,
        "hsn": line.hsn,
        "qty": qty_out(line.qty_milli),
        "unit": line.unit,
        "rate": rupees_out(line.rate_paise),
        "tax_inclusive": line.tax_inclusive,
        "discount": rupees_out(line.discount_paise),
        "bill_discount": rupees_out(line.bill_discount_paise),
        "gst_rate": rate_out(line.gst_rate_bp),
        "zero_rate_reason": line.zero_rate_reason,
        "taxable_value": rupees_out(line.taxable_paise),
        "cgst": rupees_out(line.cgst_paise),
        "sgst": rupees_out(line.sgst_paise),
        "igst": rupees_out(line.igst_paise),
        "cess": rupees_out(line.cess_paise),
        "total": rupees_out(line.total_paise),
    }


def _reason_to_public(reason: Explanation, line: Line) -> Json:
    since = reason.in_force_since
    return {
        "line": reason.line,
        "rule": reason.rule,
        "place_of_supply": reason.place_of_supply,
        "rate": rate_out(reason.rate_bp),
        "rate_from": {
            "source": reason.rate_source,
            "in_force_since": since.isoformat() if since else None,
            "notification": reason.notification,
        },
        "formula": reason.formula,
        "amounts": {
            "gross": rupees_out(reason.gross_paise),
            "discount": rupees_out(line.discount_paise),
            "bill_discount": rupees_out(line.bill_discount_paise),
            "value": rupees_out(reason.value_paise),
            "taxable_value": rupees_out(line.taxable_paise),
            "cgst": rupees_out(line.cgst_paise),
            "sgst": rupees_out(line.sgst_paise),
            "igst": rupees_out(line.igst_paise),
            "cess": rupees_out(line.cess_paise),
            "total": rupees_out(line.total_paise),
        },
    }


def _tax_to_public(invoice: Invoice) -> Json:
    total = invoice.cgst_paise + invoice.sgst_paise + invoice.igst_paise + invoice.cess_paise
    return {
        "cgst": rupees_out(invoice.cgst_paise),
        "sgst": rupees_out(invoice.sgst_paise),
        "igst": rupees_out(invoice.igst_paise),
        "cess": rupees_out(invoice.cess_paise),
        "total": rupees_out(total),
    }


def inventory_to_public(product: Mapping[str, Any], levels: Sequence[Mapping[str, Any]]) -> Json:
    """Write the stock of a product across stores as `GET /v1/inventory/{product_id}` answers it."""
    reorder = product["reorder_level_milli"]
    return {
        "product_id": product["product_id"],
        "sku": product["sku"],
        "total_on_hand": qty_out(sum(level["on_hand_milli"] for level in levels)),
        "stores": [
            {
                "store_id": level["store_id"],
                "store_name": level["store_name"],
                "on_hand": qty_out(level["on_hand_milli"]),
                "reorder_level": None if reorder is None else qty_out(reorder),
                "low": reorder is not None and level["on_hand_milli"] <= reorder,
                "updated_at": rfc3339(level["updated_at"]) if level["updated_at"] else None,
            }
            for level in levels
        ],
    }


def store_to_public(store: Mapping[str, Any]) -> Json:
    """Write a store as `GET /v1/stores` answers it."""
    return {
        "id": store["store_id"],
        "name": store["name"],
        "gstin": store["gstin"] or None,
        "state": store["state"],
        "address": store["address"],
        "invoice_template": store["invoice_template"],
        "credit_note_template": store["credit_note_template"],
        "upi_id": store["upi_id"],
        "round_off": store["round_off"],
        "tax_inclusive": store["tax_inclusive"],
        "negative_stock": store["negative_stock"],
        "composition": store["composition"],
        "turnover": store["turnover"],
        "status": store["status"],
        "is_default": store["is_default"],
        "metadata": store["metadata"],
        "created_at": rfc3339(store["created_at"]),
        "updated_at": rfc3339(store["updated_at"]),
    }
