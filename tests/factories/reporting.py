"""Invoice events as far as reporting reads them, with sensible defaults."""

from itertools import count
from typing import Any

from kit.messaging import Event

ACCOUNT = "acct_01J0000000000000000000DEMO"
BENGALURU = "store_01J0000000000000000000BLR0"
MUMBAI = "store_01J0000000000000000000BOM0"
MILK = "prod_01J00000000000000000AMV100"
MAGGI = "prod_01J00000000000000000MAGG10"

_numbers = count(1)


def a_line(**changes: Any) -> dict[str, Any]:
    """Six packets of noodles: ₹84 with 5 % in it."""
    return {
        "line": 1,
        "product_id": MAGGI,
        "gst_rate_bp": 500,
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
    nothing = {"gst_rate_bp": 0, "cgst_paise": 0, "sgst_paise": 0}
    return a_line(**{"product_id": MILK, "taxable_paise": 13_600, "total_paise": 13_600, **nothing, **changes})


def an_invoice(lines: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """The product page's sale, ₹220 by UPI, or one of these lines; its sums are those of the lines."""
    lines = [milk(), a_line(line=2)] if lines is None else lines
    sums = {name: sum(line[name] for line in lines) for name in _SUMMED}
    total = sum(line["total_paise"] for line in lines) + changes.get("round_off_paise", 0)
    return {
        "invoice_id": f"inv_{next(_numbers):026d}",
        "store_id": BENGALURU,
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


def an_event(invoice: dict[str, Any] | None = None, **changes: Any) -> Event:
    """invoice.created, with an id of its own."""
    fields = {
        "id": f"evt_{next(_numbers):026d}",
        "type": "invoice.created",
        "version": 1,
        "occurred_at": "2026-06-28T10:14:22Z",
        "account_id": ACCOUNT,
        "livemode": True,
        "data": an_invoice() if invoice is None else invoice,
    }
    return Event(**{**fields, **changes})


_SUMMED = ("taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "cess_paise")
