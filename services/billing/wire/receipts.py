"""A request to print, off the bus; and a stored document with its store as what is printed of it."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from contracts.rpc import InvalidRequest, read
from contracts.rpc import billing_receipts as contract
from kit.clock import parse_rfc3339
from kit.money import bp_from, milli_from, paise_from
from services.billing.domain.masking import masked_phone
from services.billing.domain.receipt import CREDIT_NOTE, INVOICE, Money, Party, Receipt, ReceiptLine
from services.billing.errors import ValidationFailed

Json = dict[str, Any]

_RENDER = contract.RenderReceipt()


def receipt_request_from_wire(request: Any) -> Json:
    """Read the request of `render_receipt`; raises ValidationFailed."""
    try:
        return read(_RENDER, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None


def receipt_of_invoice(row: Mapping[str, Any], *, livemode: bool, masked: bool) -> Receipt:
    """Give what is printed of an invoice; `masked` leaves of the buyer only the masked phone."""
    body = _read(row["body"])
    return Receipt(
        kind=INVOICE,
        document_id=body["id"],
        number=body["invoice_no"],
        issued_at=parse_rfc3339(body["issued_at"]),
        original=None,
        payments=tuple(_money(payment) for payment in body["payments"]),
        paid_paise=paise_from(body["amount_paid"]),
        due_paise=paise_from(body["amount_due"]),
        change_paise=paise_from(body["change_due"]),
        total_paise=paise_from(body["grand_total"]),
        reason=None,
        gst_effective=True,
        notes=body["notes"],
        **_parties(row, body, masked=masked),
        **_amounts(row, body),
        livemode=livemode,
        masked=masked,
    )


def receipt_of_credit_note(row: Mapping[str, Any], *, livemode: bool, masked: bool) -> Receipt:
    """Give what is printed of a credit note; it bears the buyer and the place of its invoice."""
    body, invoice = _read(row["body"]), _read(row["invoice_body"])
    return Receipt(
        kind=CREDIT_NOTE,
        document_id=body["id"],
        number=body["credit_note_no"],
        issued_at=parse_rfc3339(body["created_at"]),
        original=(invoice["invoice_no"], parse_rfc3339(invoice["issued_at"])),
        payments=tuple(_money(refund) for refund in body["refunds"]),
        paid_paise=sum(paise_from(refund["amount"]) for refund in body["refunds"]),
        due_paise=0,
        change_paise=0,
        total_paise=paise_from(body["total"]),
        reason=body["reason"],
        gst_effective=body["gst_effective"],
        notes=None,
        **_parties(row, invoice, masked=masked),
        **_amounts(row, body),
        livemode=livemode,
        masked=masked,
    )


def _read(text: str) -> Json:
    """Read a body without losing a paisa to floats."""
    found: Json = json.loads(text, parse_float=Decimal)
    return found


def _parties(row: Mapping[str, Any], invoice: Json, *, masked: bool) -> Json:
    return {
        "document_type": invoice["document_type"],
        "supplier": Party(
            name=row["store_name"],
            gstin=row["gstin"] or None,
            address=_address(json.loads(row["store_address"] or "{}")),
            state=row["supplier_state"] or row["store_state"],
        ),
        "upi_id": row["upi_id"],
        "composition": row["composition"],
        "buyer": _buyer(invoice["customer"], masked=masked),
        "delivered": invoice["fulfilment"] == "delivery" and not masked,
        "place_of_supply": invoice["place_of_supply"],
        "inter_state": row["inter_state"],
        "sez": row["sez"],
    }


def _buyer(customer: Json | None, *, masked: bool) -> Party | None:
    if customer is None:
        return None
    if masked:
        return Party(name=None, phone=masked_phone(customer["phone"]))
    address = customer["address"] or {}
    return Party(customer["name"], customer["gstin"], _address(address), address.get("state"), customer["phone"])


def _address(address: Mapping[str, str | None]) -> tuple[str, ...]:
    city = " ".join(part for part in (address.get("city"), address.get("pin")) if part)
    return tuple(line for line in (address.get("line1"), city) if line)


def _amounts(row: Mapping[str, Any], body: Json) -> Json:
    taxes = body["tax"]
    return {
        "lines": tuple(_line(item, row["cess_rates_bp"]) for item in body["items"]),
        "taxable_paise": paise_from(body["taxable_value"]),
        **{f"{tax}_paise": paise_from(taxes[tax]) for tax in ("cgst", "sgst", "igst", "cess")},
        "discount_paise": paise_from(body["discount"]),
        "round_off_paise": paise_from(body["round_off"]),
    }


def _line(item: Json, cess_rates_bp: Sequence[int]) -> ReceiptLine:
    return ReceiptLine(
        number=item["line"],
        name=item["name"],
        description=item["description"],
        hsn=item["hsn"],
        unit=item["unit"],
        qty_milli=milli_from(item["qty"]),
        rate_paise=paise_from(item["rate"]),
        tax_inclusive=item["tax_inclusive"],
        discount_paise=paise_from(item["discount"]) + paise_from(item["bill_discount"]),
        gst_rate_bp=bp_from(item["gst_rate"]),
        cess_rate_bp=cess_rates_bp[item["line"] - 1],
        zero_rate_reason=item["zero_rate_reason"],
        taxable_paise=paise_from(item["taxable_value"]),
        total_paise=paise_from(item["total"]),
        **{f"{tax}_paise": paise_from(item[tax]) for tax in ("cgst", "sgst", "igst", "cess")},
    )


def _money(payment: Json) -> Money:
    tendered = payment.get("tendered")
    return Money(
        payment["mode"],
        paise_from(payment["amount"]),
        None if tendered is None else paise_from(tendered),
        payment.get("reference"),
    )
