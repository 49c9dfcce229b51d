"""Billing's methods: requests and refusals; what the answers hold is in billing_bodies."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.events.billing import STATUSES
from contracts.events.catalog import ProductDocument
from contracts.rpc import INVALID_TYPE, OUT_OF_RANGE, REQUIRED, Request, flag, metadata, paise, text, whole

MODES = ("cash", "upi", "card", "netbanking", "wallet", "credit")
LATER_MODES = tuple(mode for mode in MODES if mode != "credit")
FULFILMENTS = ("counter", "delivery")
ROUND_OFFS = ("off", "cash", "always")
STORE_STATUSES = ("open", "closed")
TURNOVERS = ("up_to_5_crore", "above_5_crore")
STATES = frozenset(f"{number:02}" for number in (*range(1, 25), 26, 27, *range(29, 39), 96, 97))
E164 = r"\+[1-9][0-9]{6,14}"
GSTIN = r"[0-9]{2}[0-9A-Z]{13}"
UPI_ID = r"[A-Za-z0-9._-]{1,256}@[A-Za-z0-9.-]{1,64}"
MOST_LINES = 1000
MOST_PAYMENTS = 20
MOST_MILLI = 9_999_999_999_999
MOST_PAISE = 999_999_999_999
MOST_IN_A_BATCH = 100
MOST_LISTED = 100
DEFAULT_LIMIT = 20

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_FIELD: dict[str, Any] = {"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE}
_OPTIONAL: dict[str, Any] = {"allow_none": True, "load_default": None}


def is_instant(value: Any) -> bool:
    """Say whether a value is an RFC 3339 instant with its offset that the calendar has."""
    if type(value) is not str or not _INSTANT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return True


def _judged_instant(value: str) -> None:
    if not is_instant(value):
        raise ValidationError(INVALID_TYPE)


def instant(**options: Any) -> fields.String:
    """A point of time, kept as the text it came as."""
    return fields.String(validate=_judged_instant, error_messages=_FIELD, **options)


def state(**options: Any) -> fields.String:
    """A two-digit GST state code; 96 is another country."""
    return choice(*sorted(STATES), **options)


def choice(*words: str, **options: Any) -> fields.String:
    """One of a few words."""
    return fields.String(validate=validate.OneOf(words, error=OUT_OF_RANGE), error_messages=_FIELD, **options)


def form(pattern: str, code: str, **options: Any) -> fields.String:
    """A text of one form; another is refused with this code."""
    return fields.String(validate=validate.Regexp(rf"(?:{pattern})\Z", error=code), error_messages=_FIELD, **options)


def one(inner: type[Request], **options: Any) -> fields.Nested:
    """An object."""
    return fields.Nested(inner, error_messages={**_FIELD, "type": INVALID_TYPE}, **options)


def many(inner: type[Request], least: int, most: int, **options: Any) -> fields.List[Any]:
    """A list of objects."""
    few = validate.Length(min=least, max=most, error=OUT_OF_RANGE)
    return fields.List(one(inner), validate=few, error_messages=_FIELD, **options)


class Address(Request):
    """An Indian address; `state` is a two-digit GST code."""

    line1 = text(200, **_OPTIONAL)
    city = text(100, **_OPTIONAL)
    state = state(**_OPTIONAL)
    pin = text(10, **_OPTIONAL)


class Buyer(Request):
    """Who buys, as the till knows them; the phone is E.164."""

    phone = form(E164, "invalid_phone", **_OPTIONAL)
    name = text(200, **_OPTIONAL)
    email = text(254, **_OPTIONAL)
    gstin = form(GSTIN, "invalid_gstin", **_OPTIONAL)
    address = one(Address, **_OPTIONAL)
    sez = flag(**_OPTIONAL)


class SaleItem(Request):
    """A line, by SKU or by product id. What is absent or null comes from the product; the discount is off the whole line."""

    sku = text(64, **_OPTIONAL)
    product_id = text(64, **_OPTIONAL)
    qty_milli = whole(1, MOST_MILLI, required=True)
    rate_paise = paise(**_OPTIONAL)
    tax_inclusive = flag(**_OPTIONAL)
    discount_paise = paise(**_OPTIONAL)
    description = text(500, **_OPTIONAL)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _one_name(self, _data: Any, original: Any, **_: Any) -> None:
        _named_once(original, "sku", "product_id", needed=True)


class SalePayment(Request):
    """A payment; without an amount, what is due."""

    mode = choice(*MODES, required=True)
    amount_paise = paise(**_OPTIONAL)
    reference = text(200, **_OPTIONAL)


class CreateInvoice(Request):
    """A sale. Billing knows the store, the prices and the customer by what is not named."""

    store_id = text(64, **_OPTIONAL)
    customer = one(Buyer, **_OPTIONAL)
    customer_id = text(64, **_OPTIONAL)
    items = many(SaleItem, 1, MOST_LINES, required=True)
    discount_paise = paise(**_OPTIONAL)
    payments = many(SalePayment, 0, MOST_PAYMENTS, **_OPTIONAL)
    payment_listed = flag(**_OPTIONAL)  # the client sent a list even of one, and so are the pointers of its faults
    place_of_supply = state(**_OPTIONAL)
    fulfilment = choice(*FULFILMENTS, **_OPTIONAL)
    issued_at = instant(**_OPTIONAL)
    notes = text(2000, **_OPTIONAL)
    metadata = metadata(**_OPTIONAL)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _one_buyer(self, _data: Any, original: Any, **_: Any) -> None:
        _named_once(original, "customer", "customer_id", needed=False)


class ItemKey(Request):
    """The idempotency key of one item of a batch, and the fingerprint of what it asks for."""

    key = text(300, required=True)
    fingerprint = text(64, required=True)


class BatchedSale(Request):
    """A sale of a batch: `sale` is a CreateInvoice, judged by itself."""

    sale = fields.Raw(required=True)
    idempotency = one(ItemKey, **_OPTIONAL)


class CreateInvoiceBatch(Request):
    """Up to 100 sales, each billed by itself in their order; null stands for one that the caller refuses itself."""

    invoices = fields.List(
        one(BatchedSale, allow_none=True),
        required=True,
        validate=validate.Length(min=1, max=MOST_IN_A_BATCH, error=OUT_OF_RANGE),
        error_messages=_FIELD,
    )


class RecordPayment(Request):
    """A payment after the sale, on an invoice named by id or number; without an amount, what is due."""

    invoice = text(64, required=True)
    mode = choice(*LATER_MODES, required=True)
    amount_paise = whole(1, MOST_PAISE, **_OPTIONAL)
    reference = text(200, **_OPTIONAL)


class InvoiceFilters(Request):
    """Which invoices."""

    store_id = text(64, **_OPTIONAL)
    status = choice(*STATUSES, **_OPTIONAL)
    number = text(16, **_OPTIONAL)
    customer_id = text(64, **_OPTIONAL)
    created_at_gte = instant(**_OPTIONAL)
    created_at_lte = instant(**_OPTIONAL)


class Place(fields.Field[Any]):
    """Where a page ended: `[created_at, id]`."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if not isinstance(value, list | tuple) or len(value) != 2 or not is_instant(value[0]):
            raise ValidationError(INVALID_TYPE)
        return value[0], text(64).deserialize(value[1])


class ListInvoices(Request):
    """A page of invoices, newest first."""

    filters = one(InvoiceFilters, **_OPTIONAL)
    after = Place(**_OPTIONAL)
    limit = whole(1, MOST_LISTED, load_default=DEFAULT_LIMIT)


class ApplyProduct(Request):
    """Product documents as catalog's events carry them, in any order and any number of times."""

    documents = fields.List(fields.Nested(ProductDocument), required=True)


class CheckStores(Request):
    """Store ids to look up; null asks for all stores of the account."""

    store_ids = fields.List(text(64), error_messages=_FIELD, **_OPTIONAL)


class OpenStore(Request):
    """A shop. Its state is that of its GSTIN; templates and settings have defaults."""

    name = text(200, required=True)
    gstin = form(GSTIN, "invalid_gstin", **_OPTIONAL)
    state = state(**_OPTIONAL)
    address = one(Address, **_OPTIONAL)
    invoice_template = text(64, **_OPTIONAL)
    credit_note_template = text(64, **_OPTIONAL)
    upi_id = form(UPI_ID, INVALID_TYPE, **_OPTIONAL)
    round_off = choice(*ROUND_OFFS, **_OPTIONAL)
    tax_inclusive = flag(**_OPTIONAL)
    negative_stock = flag(**_OPTIONAL)
    composition = flag(**_OPTIONAL)
    turnover = choice(*TURNOVERS, **_OPTIONAL)
    status = choice(*STORE_STATUSES, **_OPTIONAL)
    is_default = flag(**_OPTIONAL)
    metadata = metadata(**_OPTIONAL)


def _named_once(original: Any, first: str, second: str, *, needed: bool) -> None:
    if not isinstance(original, Mapping):
        return
    named = [name for name in (first, second) if original.get(name) is not None]
    if len(named) == 2:
        raise ValidationError({second: [INVALID_TYPE]})
    if needed and not named:
        raise ValidationError({first: [REQUIRED]})


_KEYS = ("idempotency_key_reused", "idempotency_key_in_use")

REFUSALS = {
    "create_invoice": (
        "validation_failed",
        "insufficient_stock",
        "product_archived",
        "store_closed",
        "store_not_allowed",
        *_KEYS,
    ),
    "preview_invoice": ("validation_failed", "product_archived", "store_closed", "store_not_allowed"),
    "create_invoice_batch": ("validation_failed",),
    "record_payment": ("not_found", "ambiguous_number", "validation_failed", *_KEYS),
    "refund_invoice": (
        "not_found",
        "ambiguous_number",
        "validation_failed",
        "nothing_to_refund",
        "refund_exceeds_invoice",
        "store_closed",
        *_KEYS,
    ),
    "preview_refund": (
        "not_found",
        "ambiguous_number",
        "validation_failed",
        "nothing_to_refund",
        "refund_exceeds_invoice",
    ),
    "list_refunds": ("not_found", "ambiguous_number", "validation_failed"),
    "get_credit_note": ("not_found", "ambiguous_number"),
    "export_documents": ("validation_failed",),
    "get_invoice": ("not_found", "ambiguous_number"),
    "list_invoices": ("validation_failed", "store_not_allowed"),
    "get_inventory": ("not_found", "validation_failed"),
    "get_stock": ("validation_failed",),
    "adjust_stock": (
        "not_found",
        "validation_failed",
        "store_not_allowed",
        "store_closed",
        "stock_changed",
        "insufficient_stock",
        *_KEYS,
    ),
    "transfer_stock": (
        "not_found",
        "validation_failed",
        "store_not_allowed",
        "store_closed",
        "insufficient_stock",
        *_KEYS,
    ),
    "list_movements": ("not_found", "validation_failed"),
    "list_low_stock": ("validation_failed",),
    "apply_product": (),
    "check_stores": ("validation_failed",),
    "open_store": ("validation_failed", "store_not_allowed", *_KEYS),
    "change_store": ("not_found", "validation_failed", "store_not_allowed", "precondition_failed", *_KEYS),
    "get_store": ("not_found",),
    "list_stores": ("validation_failed",),
    "find_idempotency_key": (),
}
