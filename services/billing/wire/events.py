"""Billing's events: paise, thousandths, basis points."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit.clock import rfc3339
from services.billing.domain.invoice import Line
from services.billing.domain.sale import Draft
from services.billing.wire.answers import customer_to_public

Json = dict[str, Any]


def invoice_created_data(
    draft: Draft, *, invoice_id: str, number: str, payment_ids: Sequence[str], created_at: datetime
) -> Json:
    """Write the data of the event invoice.created."""
    invoice, customer = draft.invoice, draft.customer
    return {
        "invoice_id": invoice_id,
        "invoice_no": number,
        "store_id": draft.store.store_id,
        "document_type": draft.document_type,
        "supplier_gstin": draft.store.gstin or None,
        "supplier_state": draft.store.state,
        "status": invoice.status,
        "issued_at": rfc3339(draft.issued_at),
        "created_at": rfc3339(created_at),
        "place_of_supply": draft.place.state,
        "inter_state": draft.place.inter,
        "customer": None if customer is None else {**(customer_to_public(customer) or {}), "sez": customer.sez},
        "lines": [line_to_event(line) for line in invoice.lines],
        "discount_paise": invoice.discount_paise,
        "taxable_paise": invoice.taxable_paise,
        "cgst_paise": invoice.cgst_paise,
        "sgst_paise": invoice.sgst_paise,
        "igst_paise": invoice.igst_paise,
        "cess_paise": invoice.cess_paise,
        "round_off_paise": invoice.round_off_paise,
        "grand_total_paise": invoice.grand_total_paise,
        "amount_paid_paise": invoice.amount_paid_paise,
        "amount_due_paise": invoice.amount_due_paise,
        "payments": [
            {"id": payment_id, "mode": payment.mode, "amount_paise": payment.amount_paise}
            for payment_id, payment in zip(payment_ids, invoice.payments, strict=True)
        ],
    }


def line_to_event(line: Line) -> Json:
    """Write a line of a sale, or the part of one that a credit note returns."""
    return {
        "line": line.number,
        "product_id": line.product_id,
        "sku": line.sku,
        "name": line.name,
        "hsn": line.hsn,
        "unit": line.unit,
        "qty_milli": line.qty_milli,
        "rate_paise": line.rate_paise,
        "tax_inclusive": line.tax_inclusive,
        "gst_rate_bp": line.gst_rate_bp,
        "cess_rate_bp": line.cess_rate_bp,
        "zero_rate_reason": line.zero_rate_reason,
        "discount_paise": line.discount_paise,
        "bill_discount_paise": line.bill_discount_paise,
        "taxable_paise": line.taxable_paise,
        "cgst_paise": line.cgst_paise,
        "sgst_paise": line.sgst_paise,
        "igst_paise": line.igst_paise,
        "cess_paise": line.cess_paise,
        "total_paise": line.total_paise,
    }
