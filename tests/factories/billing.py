"""The product page's sale and what it is billed with: store, products, request, draft, and the documents of catalog."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kit.caller import Caller
from kit.clock import rfc3339
from kit.ids import derived_id
from kit.messaging import Event
from kit.wire_json import dumps
from services.billing.domain.later_payment import OpenInvoice
from services.billing.domain.sale import Customer, Draft, Sellable, Store, draft
from services.billing.wire import invoice_to_public, sale_from_wire

AT = datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)
ACCOUNT = "acct_01J0000000000000000000DEMO"
CALLER = Caller(ACCOUNT)
SECRET = b"a secret for tests"
RAHUL = "+919876543210"
INVOICE_ID = "inv_01J000000000000000000PAGE1"
INVOICE_NO = "INV-2026-04217"
LATER_PAYMENT_ID = "pay_01J000000000000000000PAGE2"
PAYMENT_ID = "pay_01J000000000000000000PAGE1"
MUMBAI = "store_01J0000000000000000000BOM0"
RAHUL_ID = derived_id("cus", SECRET, ACCOUNT, RAHUL, "0")

BENGALURU = Store(
    store_id="store_01J0000000000000000000BLR0",
    name="Demo Kirana, Indiranagar",
    gstin="29AABCD4821K1ZK",
    state="29",
    invoice_template="INV-{YYYY}-{00000}",
    round_off="off",
    tax_inclusive=True,
    negative_stock=False,
    composition=False,
    status="open",
    is_default=True,
)
MILK = Sellable(
    product_id="prod_01J00000000000000000AMV110",
    sku="AMUL-MILK-1L",
    status="active",
    name="Amul Milk 1 l",
    rate_paise=6800,
    tax_inclusive=True,
    gst_rate_bp=0,
    cess_rate_bp=0,
    zero_rate_reason="nil",
    hsn="0401",
    unit="NOS",
    reorder_level_milli=10_000,
)
MAGGI = Sellable(
    product_id="prod_01J00000000000000000MAGG10",
    sku="MAGGI-70G",
    status="active",
    name="Maggi Noodles 70 g",
    rate_paise=1400,
    tax_inclusive=True,
    gst_rate_bp=500,
    cess_rate_bp=0,
    zero_rate_reason=None,
    hsn="1902",
    unit="NOS",
    reorder_level_milli=10_000,
)


def an_item(**changes: Any) -> dict[str, Any]:
    """Six packets of noodles at ₹14."""
    return {"sku": "MAGGI-70G", "qty_milli": 6000, "rate_paise": 1400, **changes}


def a_sale_request(**changes: Any) -> dict[str, Any]:
    """The request of create_invoice for the product page's sale: ₹220 by UPI."""
    return {
        "customer": {"phone": RAHUL, "name": "Rahul K."},
        "items": [an_item(sku="AMUL-MILK-1L", qty_milli=2000, rate_paise=6800), an_item()],
        "payments": [{"mode": "upi", "amount_paise": 22_000}],
        **changes,
    }


def a_draft(store: Store = BENGALURU, *, now: datetime = AT, **changes: Any) -> Draft:
    """The product page's sale worked out, with Rahul as the buyer."""
    request = sale_from_wire(a_sale_request(**changes))
    products = [MILK if item.sku == MILK.sku else MAGGI for item in request.items]
    made, faults = draft(request, store, products, Customer(RAHUL_ID, RAHUL, "Rahul K."), now)
    assert faults == []
    return made


def booked() -> dict[str, Any]:
    """What the product page's sale is booked with."""
    return {"invoice_id": INVOICE_ID, "number": INVOICE_NO, "payment_ids": [PAYMENT_ID], "created_at": AT}


def an_open_invoice() -> OpenInvoice:
    """The product page's sale on credit: all of the ₹220 is due."""
    unpaid = a_draft(payments=None)
    body = dumps(invoice_to_public(unpaid, **{**booked(), "payment_ids": []}))
    return OpenInvoice(INVOICE_ID, INVOICE_NO, BENGALURU.store_id, unpaid.invoice.grand_total_paise, 0, body)


def a_store_row(**changes: Any) -> dict[str, Any]:
    """The shop in Bengaluru as it is kept."""
    return {
        "store_id": BENGALURU.store_id,
        "name": BENGALURU.name,
        "gstin": BENGALURU.gstin,
        "state": BENGALURU.state,
        "address": {"line1": "100 Feet Road, Indiranagar", "city": "Bengaluru", "state": "29", "pin": "560038"},
        "invoice_template": BENGALURU.invoice_template,
        "credit_note_template": "CN-{YYYY}-{00000}",
        "upi_id": None,
        "round_off": BENGALURU.round_off,
        "tax_inclusive": BENGALURU.tax_inclusive,
        "negative_stock": BENGALURU.negative_stock,
        "composition": BENGALURU.composition,
        "turnover": BENGALURU.turnover,
        "status": BENGALURU.status,
        "is_default": BENGALURU.is_default,
        "metadata": {},
        "created_at": AT,
        "updated_at": AT,
        **changes,
    }


def stock_rows() -> list[dict[str, Any]]:
    """Noodles across both shops after the product page's sale; Mumbai never had any."""
    shops = [(BENGALURU.store_id, BENGALURU.name, 494_000, AT), (MUMBAI, "Demo Kirana, Dadar", 0, None)]
    return [
        {"store_id": store, "store_name": name, "on_hand_milli": milli, "updated_at": at}
        for store, name, milli, at in shops
    ]


def a_document(
    of: Sellable = MAGGI, *, version: int = 1, opening: dict[str, int] | None = None, **facts: Any
) -> dict[str, Any]:
    """The product document that catalog sends; `opening` gives each store's thousandths."""
    product = replace(of, **facts)
    return {
        "product_id": product.product_id,
        "version": version,
        "status": product.status,
        "sku": product.sku,
        "name": product.name,
        "rate_paise": product.rate_paise,
        "tax_inclusive": product.tax_inclusive,
        "gst_rate_bp": product.gst_rate_bp,
        "cess_rate_bp": product.cess_rate_bp,
        "zero_rate_reason": product.zero_rate_reason,
        "hsn": product.hsn,
        "unit": product.unit,
        "barcode": None,
        "reorder_level_milli": product.reorder_level_milli,
        "opening_stock": [{"store_id": store, "qty_milli": milli} for store, milli in (opening or {}).items()],
        "metadata": {},
        "created_at": rfc3339(AT),
        "updated_at": rfc3339(AT),
    }


def a_customer_event(
    *, customer_id: str = "cus_1", phone: str | None = RAHUL, version: int = 1, account_id: str = ACCOUNT, **facts: Any
) -> Event:
    """customer.created or, from version 2 on, customer.updated."""
    data = {
        "customer_id": customer_id,
        "version": version,
        "phone": phone,
        "phone_generation": 0,
        "name": "Rahul K.",
        "email": None,
        "gstin": None,
        "sez": False,
        "state": None,
        **facts,
    }
    kind = "customer.created" if version == 1 else "customer.updated"
    return Event(f"evt_{customer_id}_{version}", kind, 1, rfc3339(AT), account_id, True, data)


def a_merge_event(account_id: str, alias_id: str, customer_id: str) -> Event:
    """customer.merged: an id that billing minted means a customer with another one."""
    data = {"customer_id": customer_id, "alias_id": alias_id}
    return Event(f"evt_{alias_id}", "customer.merged", 1, rfc3339(AT), account_id, True, data)
