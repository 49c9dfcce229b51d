"""
Requests off the bus, read by the contract's schemas; ValidationFailed names every fault in public field names.

A sale is the hot path: what is plainly right passes checks by hand, a few microseconds a line. Anything else is left to the
schema, which takes all that is right and names all that is wrong, at twenty times the cost.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import Schema

from contracts.rpc import InvalidRequest, read
from contracts.rpc import billing as contract
from kit.clock import parse_rfc3339
from kit.ids import first_id
from services.billing.domain.payment import PaymentInput
from services.billing.domain.sale import Item, SaleRequest
from services.billing.errors import ValidationFailed

Json = dict[str, Any]

_SALE = contract.CreateInvoice()
_LIST = contract.ListInvoices()
_STORE = contract.OpenStore()
_STORE_IDS = contract.CheckStores()

_SALE_FIELDS = frozenset(_SALE.fields)
_ITEM_FIELDS = frozenset(contract.SaleItem().fields)
_PAYMENT_FIELDS = frozenset(contract.SalePayment().fields)
_BUYER_FIELDS = frozenset(contract.Buyer().fields)
_ADDRESS_LINES = ("line1", "city", "state", "pin")
_ADDRESS_FIELDS = frozenset(_ADDRESS_LINES)
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
_E164 = re.compile(contract.E164)
_GSTIN = re.compile(contract.GSTIN)


def sale_from_wire(request: Any) -> SaleRequest:
    """Read the request of `create_invoice`; raises ValidationFailed."""
    if not _is_plain_sale(request):
        request = _judged(_SALE, request)
    payments = request.get("payments") or ()
    issued_at = request.get("issued_at")
    return SaleRequest(
        store_id=request.get("store_id"),
        customer=_buyer(request.get("customer")),
        customer_id=request.get("customer_id"),
        items=tuple([_item(item) for item in request["items"]]),
        discount_paise=request.get("discount_paise") or 0,
        payments=tuple([PaymentInput(p["mode"], p.get("amount_paise"), p.get("reference")) for p in payments]),
        payment_listed=len(payments) > 1 or request.get("payment_listed") is True,
        place_of_supply=request.get("place_of_supply"),
        fulfilment=request.get("fulfilment") or "counter",
        issued_at=parse_rfc3339(issued_at) if issued_at else None,
        notes=request.get("notes"),
        metadata=request.get("metadata") or {},
    )


def invoices_list_from_wire(request: Any) -> tuple[Json, tuple[str, str] | None, int]:
    """
    Read the filters that are named, the place to go on from and the limit of a list; raises ValidationFailed.

    Times become bounds of the id, which begins with the time: so they are found by the key. `lte` takes the whole second,
    as times are shown in whole seconds.
    """
    asked = _judged(_LIST, request)
    filters = {name: value for name, value in (asked["filters"] or {}).items() if value is not None}
    since, until = filters.pop("created_at_gte", None), filters.pop("created_at_lte", None)
    if since is not None:
        filters["from_id"] = first_id("inv", _in_range(since))
    if until is not None:
        filters["before_id"] = first_id("inv", _in_range(until).replace(microsecond=0) + timedelta(seconds=1))
    return filters, asked["after"], asked["limit"]


def store_from_wire(request: Any) -> Json:
    """Read the request of `open_store`: every field, None where nothing was said; raises ValidationFailed."""
    return _judged(_STORE, request)


def store_ids_from_wire(request: Any) -> list[str] | None:
    """Read the request of `check_stores`; None asks for all. Raises ValidationFailed."""
    asked: list[str] | None = _judged(_STORE_IDS, request)["store_ids"]
    return asked


def _in_range(text: str) -> datetime:
    """Keep to the years that an id can begin with."""
    return min(max(parse_rfc3339(text), _EARLIEST), _LATEST)


def customer_copy_from_wire(account_id: str, customer: Mapping[str, Any]) -> Json:
    """Read what billing keeps of customer.created and customer.updated; KeyError when it is neither."""
    return {
        "account_id": account_id,
        "customer_id": customer["customer_id"],
        "version": customer["version"],
        "phone": customer["phone"],
        "phone_generation": customer["phone_generation"],
        "name": customer["name"],
    }


def released_phones_from_wire(account_id: str, customer: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Read (account, phone key, generation) of the phones that a customer gave up with this version."""
    return [(account_id, phone["phone_key"], phone["generation"]) for phone in customer.get("released") or ()]


def merge_from_wire(account_id: str, merge: Mapping[str, Any]) -> tuple[str, str, str]:
    """Read (account, alias, customer) of customer.merged; KeyError when it is none."""
    return account_id, merge["alias_id"], merge["customer_id"]


def _judged(schema: Schema, request: Any) -> Json:
    try:
        return read(schema, request)
    except InvalidRequest as problem:
        faults = problem.faults
    if schema is _SALE:
        payments = request.get("payments") if isinstance(request, Mapping) else None
        lone = isinstance(payments, list) and len(payments) == 1 and request.get("payment_listed") is not True
        faults = [{**fault, "pointer": _of_payment(fault["pointer"], lone=lone)} for fault in faults]
    raise ValidationFailed(faults)


def _of_payment(pointer: str, *, lone: bool) -> str:
    """The public API says `payment`, and a lone one has no index."""
    if not pointer.startswith("/payments"):
        return pointer
    rest = pointer.removeprefix("/payments")
    return "/payment" + (rest.removeprefix("/0") if lone else rest)


def _item(item: Json) -> Item:
    get = item.get
    return Item(
        get("sku"),
        get("product_id"),
        item["qty_milli"],
        get("rate_paise"),
        get("tax_inclusive"),
        get("discount_paise") or 0,
        get("description"),
    )


def _buyer(buyer: Json | None) -> Json | None:
    """A buyer has every field, and an address all its lines; one of nothing is none."""
    if buyer is None:
        return None
    whole = {name: buyer.get(name) for name in _BUYER_FIELDS}
    if whole["address"] is not None:
        address = {line: whole["address"].get(line) for line in _ADDRESS_LINES}
        whole["address"] = address if any(address.values()) else None
    return whole


# What is plainly right: never more than the schema takes


def _is_plain_sale(sale: Any) -> bool:
    if type(sale) is not dict or not sale.keys() <= _SALE_FIELDS:
        return False
    get = sale.get
    issued_at = get("issued_at")
    return (
        _are_plain(get("items"), contract.MOST_LINES, _is_plain_item)
        and len(get("items") or ()) > 0
        and _is_plain_buyer(get("customer"))
        and (get("customer") is None or get("customer_id") is None)
        and _are_plain(get("payments"), contract.MOST_PAYMENTS, _is_plain_payment)
        and (get("payment_listed") is None or type(get("payment_listed")) is bool)
        and _is_text(get("store_id"), 64)
        and _is_text(get("customer_id"), 64)
        and _is_amount(get("discount_paise"))
        and _is_state(get("place_of_supply"))
        and get("fulfilment") in (None, *contract.FULFILMENTS)
        and (issued_at is None or contract.is_instant(issued_at))
        and _is_text(get("notes"), 2000)
        and get("metadata") in (None, {})
    )


def _is_plain_item(item: Json) -> bool:
    get = item.get
    qty, inclusive = get("qty_milli"), get("tax_inclusive")
    return (
        item.keys() <= _ITEM_FIELDS
        and type(qty) is int
        and 1 <= qty <= contract.MOST_MILLI
        and (get("sku") is None) is not (get("product_id") is None)
        and _is_text(get("sku"), 64)
        and _is_text(get("product_id"), 64)
        and _is_amount(get("rate_paise"))
        and (inclusive is None or type(inclusive) is bool)
        and _is_amount(get("discount_paise"))
        and _is_text(get("description"), 500)
    )


def _is_plain_payment(payment: Json) -> bool:
    return (
        payment.keys() <= _PAYMENT_FIELDS
        and payment.get("mode") in contract.MODES
        and _is_amount(payment.get("amount_paise"))
        and _is_text(payment.get("reference"), 200)
    )


def _is_plain_buyer(buyer: Any) -> bool:
    if buyer is None:
        return True
    if type(buyer) is not dict or not buyer.keys() <= _BUYER_FIELDS:
        return False
    phone, gstin, sez = buyer.get("phone"), buyer.get("gstin"), buyer.get("sez")
    return (
        _is_text(buyer.get("name"), 200)
        and _is_text(buyer.get("email"), 254)
        and (phone is None or (type(phone) is str and _E164.fullmatch(phone) is not None))
        and (gstin is None or (type(gstin) is str and _GSTIN.fullmatch(gstin) is not None))
        and (sez is None or type(sez) is bool)
        and _is_plain_address(buyer.get("address"))
    )


def _is_plain_address(address: Any) -> bool:
    return address is None or (
        type(address) is dict
        and address.keys() <= _ADDRESS_FIELDS
        and _is_text(address.get("line1"), 200)
        and _is_text(address.get("city"), 100)
        and _is_state(address.get("state"))
        and _is_text(address.get("pin"), 10)
    )


def _are_plain(values: Any, most: int, is_plain: Callable[[Json], bool]) -> bool:
    return values is None or (
        type(values) is list
        and len(values) <= most
        and all(type(value) is dict and is_plain(value) for value in values)
    )


def _is_text(value: Any, most: int) -> bool:
    """A text without line ends and the like: what is printable can be stored."""
    return value is None or (type(value) is str and 0 < len(value) <= most and value.isprintable())


def _is_amount(value: Any) -> bool:
    return value is None or (type(value) is int and 0 <= value <= contract.MOST_PAISE)


def _is_state(value: Any) -> bool:
    return value is None or (type(value) is str and value in contract.STATES)
