"""The `data` of each public event, made from the bus event behind it. Fields are added in a version, never renamed."""

from collections.abc import Callable, Mapping
from typing import Any

from kit.money import qty_out, rate_out, rupees_out
from services.webhooks.domain.masking import masked_phone

Data = dict[str, Any]


def shape(public_type: str, data: Mapping[str, Any]) -> list[Data]:
    """Give the data of the public events that one bus event yields: one, or one per change of stock."""
    if public_type == "stock.changed":
        return [stock_changed(change) for change in data["changes"]]
    return [_SHAPES[public_type](data)]


def invoice_created(invoice: Mapping[str, Any]) -> Data:
    """Begin with the three fields of the product page."""
    customer = invoice["customer"] or {}
    return {
        "invoice_no": invoice["invoice_no"],
        "grand_total": rupees_out(invoice["grand_total_paise"]),
        "customer_phone": masked_phone(customer.get("phone")),
        "invoice_id": invoice["invoice_id"],
        "store_id": invoice["store_id"],
        "status": invoice["status"],
        "items_count": len(invoice["lines"]),
    }


def invoice_refunded(note: Mapping[str, Any]) -> Data:
    """What came back of an invoice, as a credit note."""
    customer = note["customer"] or {}
    return {
        "credit_note_no": note["credit_note_no"],
        "invoice_no": note["invoice_no"],
        "total": rupees_out(note["total_paise"]),
        "customer_phone": masked_phone(customer.get("phone")),
        "credit_note_id": note["credit_note_id"],
        "invoice_id": note["invoice_id"],
        "store_id": note["store_id"],
        "refund_status": note["refund_status"],
    }


def payment_received(payment: Mapping[str, Any]) -> Data:
    """A payment on an invoice after the sale."""
    return {
        "payment_id": payment["payment_id"],
        "invoice_id": payment["invoice_id"],
        "invoice_no": payment["invoice_no"],
        "mode": payment["mode"],
        "amount": rupees_out(payment["amount_paise"]),
        "amount_due": rupees_out(payment["amount_due_paise"]),
    }


def stock_changed(change: Mapping[str, Any]) -> Data:
    """One product's stock in one store went up or down."""
    return {
        "product_id": change["product_id"],
        "sku": change["sku"],
        "store_id": change["store_id"],
        "delta": qty_out(change["delta_milli"]),
        "on_hand": qty_out(change["on_hand_milli"]),
        "reason": change["reason"],
    }


def stock_low(level: Mapping[str, Any]) -> Data:
    """A product's stock in a store fell to its reorder level or below."""
    return {
        "product_id": level["product_id"],
        "sku": level["sku"],
        "name": level["name"],
        "store_id": level["store_id"],
        "on_hand": qty_out(level["on_hand_milli"]),
        "reorder_level": qty_out(level["reorder_level_milli"]),
    }


def customer_created(customer: Mapping[str, Any]) -> Data:
    """A customer, with the phone masked."""
    return {
        "customer_id": customer["customer_id"],
        "customer_phone": masked_phone(customer["phone"]),
        "name": customer["name"],
    }


def product(document: Mapping[str, Any]) -> Data:
    """The product, as the public API shows it."""
    reorder_level = document["reorder_level_milli"]
    return {
        "id": document["product_id"],
        "sku": document["sku"],
        "name": document["name"],
        "rate": rupees_out(document["rate_paise"]),
        "tax_inclusive": document["tax_inclusive"],
        "gst_rate": rate_out(document["gst_rate_bp"]),
        "cess_rate": rate_out(document["cess_rate_bp"]),
        "zero_rate_reason": document["zero_rate_reason"],
        "hsn": document["hsn"],
        "unit": document["unit"],
        "barcode": document["barcode"],
        "reorder_level": None if reorder_level is None else qty_out(reorder_level),
        "status": document["status"],
        "metadata": document["metadata"],
        "created_at": document["created_at"],
        "updated_at": document["updated_at"],
    }


def webhook_disabled(notice: Mapping[str, Any]) -> Data:
    """An endpoint gets no more events, and why."""
    return {"webhook_id": notice["webhook_id"], "reason": notice["reason"]}


def ping(test: Mapping[str, Any]) -> Data:
    """A test, asked for."""
    return {"webhook_id": test["webhook_id"]}


_SHAPES: dict[str, Callable[[Mapping[str, Any]], Data]] = {
    "invoice.created": invoice_created,
    "invoice.refunded": invoice_refunded,
    "payment.received": payment_received,
    "stock.low": stock_low,
    "customer.created": customer_created,
    "product.created": product,
    "product.updated": product,
    "product.archived": product,
    "webhook.disabled": webhook_disabled,
    "ping": ping,
}
