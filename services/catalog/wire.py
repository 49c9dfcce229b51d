"""Between the contract's shapes and the catalog's own: requests in, documents and public bodies out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.rpc import InvalidRequest, Request, read
from contracts.rpc.catalog import (
    DEFAULT_LIMIT,
    LIST_FILTERS,
    MOST_LISTED,
    ArchiveProduct,
    ChangeProduct,
    CreateProduct,
    ProductChanges,
    UpsertProducts,
)
from kit import listing
from kit.clock import rfc3339
from kit.errors import Fault, Refusal
from kit.money import qty_out, rate_out, rupees_out
from services.catalog.domain.opening_stock import OpeningStock, WantedStock
from services.catalog.domain.product import Changes, Draft, Facts, Price, Product
from services.catalog.errors import ProductNotFound, ValidationFailed

_CREATE_PRODUCT = CreateProduct()
_CHANGE_PRODUCT = ChangeProduct()
_ARCHIVE_PRODUCT = ArchiveProduct()
_PRODUCT_CHANGES = ProductChanges()
_UPSERT_PRODUCTS = UpsertProducts()

_OF_THE_PRICE = frozenset(Price.__dataclass_fields__)
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one product, meant for the state whose public body has this SHA-256 (None: for any)."""

    product_id: str
    changes: Changes
    expected_body: str | None


def draft_from_wire(request: Any) -> Draft:
    """Read the request of create_product, or one item of a batch; raises ValidationFailed."""
    fields = _read(_CREATE_PRODUCT, request)
    price = Price(
        rate_paise=fields["rate_paise"],
        tax_inclusive=fields["tax_inclusive"],
        gst_rate_bp=fields["gst_rate_bp"],
        cess_rate_bp=fields["cess_rate_bp"],
        zero_rate_reason=fields["zero_rate_reason"],
    )
    facts = Facts(
        name=fields["name"],
        hsn=fields["hsn"],
        unit=fields["unit"],
        barcode=fields["barcode"],
        reorder_level_milli=fields["reorder_level_milli"],
        metadata=fields["metadata"],
    )
    return Draft(fields["sku"], facts, price, _wanted_stock(fields["stock"]))


def batch_from_wire(request: Any) -> list[Any]:
    """Read the envelope of upsert_products; its items are read one by one. Raises ValidationFailed."""
    items: list[Any] = _read(_UPSERT_PRODUCTS, request)["products"]
    return items


def change_from_wire(request: Any) -> Change:
    """Read the request of change_product; raises ValidationFailed, and ProductNotFound for what can be no id."""
    wanted = _read(_CHANGE_PRODUCT, request)
    named = _read(_PRODUCT_CHANGES, wanted["changes"])
    status = named.pop("status", None)
    price = {name: named.pop(name) for name in list(named) if name in _OF_THE_PRICE}
    return Change(
        product_id_from_wire(wanted["product_id"]),
        Changes(facts=named, price=price, status=status),
        wanted["expected_body"],
    )


def archival_from_wire(request: Any) -> tuple[str, str | None]:
    """Read the id and the expected body of archive_product; raises as change_from_wire does."""
    wanted = _read(_ARCHIVE_PRODUCT, request)
    return product_id_from_wire(wanted["product_id"]), wanted["expected_body"]


def product_id_from_wire(product_id: Any) -> str:
    """Read an id; what cannot be stored is not there. Raises ProductNotFound."""
    if not isinstance(product_id, str) or len(product_id) > _LONGEST_ID or not product_id.isprintable():
        raise ProductNotFound
    return product_id


def list_from_wire(request: Mapping[str, Any]) -> listing.Asked:
    """Read the filters, the place to go on from and the limit of a list; raises ValidationFailed."""
    asked, faults = listing.read(request, LIST_FILTERS, default=DEFAULT_LIMIT, most=MOST_LISTED)
    if faults:
        raise ValidationFailed(faults)
    return asked


def product_to_document(product: Product) -> dict[str, Any]:
    """Write the document that product events and billing.apply_product carry."""
    return {
        "product_id": product.product_id,
        "version": product.version,
        "status": product.status,
        "sku": product.sku,
        "name": product.facts.name,
        "rate_paise": product.price.rate_paise,
        "tax_inclusive": product.price.tax_inclusive,
        "gst_rate_bp": product.price.gst_rate_bp,
        "cess_rate_bp": product.price.cess_rate_bp,
        "zero_rate_reason": product.price.zero_rate_reason,
        "hsn": product.facts.hsn,
        "unit": product.facts.unit,
        "barcode": product.facts.barcode,
        "reorder_level_milli": product.facts.reorder_level_milli,
        "opening_stock": [{"store_id": line.store_id, "qty_milli": line.qty_milli} for line in product.opening_stock],
        "metadata": dict(product.facts.metadata),
        "created_at": rfc3339(product.created_at),
        "updated_at": rfc3339(product.updated_at),
    }


def product_to_public(product: Product) -> dict[str, Any]:
    """Write the product as the public API shows it, in rupees, units and percent."""
    level = product.facts.reorder_level_milli
    return {
        "id": product.product_id,
        "sku": product.sku,
        "name": product.facts.name,
        "rate": rupees_out(product.price.rate_paise),
        "tax_inclusive": product.price.tax_inclusive,
        "gst_rate": rate_out(product.price.gst_rate_bp),
        "cess_rate": rate_out(product.price.cess_rate_bp),
        "zero_rate_reason": product.price.zero_rate_reason,
        "hsn": product.facts.hsn,
        "unit": product.facts.unit,
        "barcode": product.facts.barcode,
        "reorder_level": None if level is None else qty_out(level),
        "status": product.status,
        "metadata": dict(product.facts.metadata),
        "created_at": rfc3339(product.created_at),
        "updated_at": rfc3339(product.updated_at),
    }


def reached_from_wire(account_id: str, data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Read (account, product, store) of the rows of stock.opened; KeyError when it is none."""
    return [(account_id, row["product_id"], row["store_id"]) for row in data["rows"]]


def refusal_to_item(index: int, refusal: Refusal) -> dict[str, Any]:
    """Write why one item of a batch was refused; the pointers begin at the item."""
    errors: list[Fault] = refusal.errors
    error = {"code": refusal.code, "detail": refusal.detail, "errors": errors, "facts": refusal.facts}
    return {"index": index, "status": "error", "error": error}


def _read(schema: Request, request: Any) -> dict[str, Any]:
    try:
        return read(schema, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None


def _wanted_stock(stock: Mapping[str, int] | Sequence[Mapping[str, Any]] | None) -> WantedStock | None:
    if stock is None:
        return None
    if isinstance(stock, Mapping):
        return WantedStock(default_qty_milli=stock["qty_milli"])
    return WantedStock(by_store=tuple(OpeningStock(line["store_id"], line["qty_milli"]) for line in stock))
