"""Shop, products: found, made, changed, archived, and saved as a file."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from gateway import services
from gateway.api.v1.schemas.products import UNITS, Product, ProductChanges
from gateway.dashboard import bus, figures, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.imports import CSV, csv_of
from gateway.dashboard.words import _, mark
from gateway.imports.columns import NAMES, number_of
from gateway.imports.writer import workbook_of
from gateway.problems import Problem
from kit.errors import WireError

STATUSES = ("active", "archived")
NUMBERS = ("rate", "gst_rate", "cess_rate", "reorder_level", "stock")
MOST_EXPORTED = 20_000
PAGE_OF_EXPORT = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REASONS = (
    ("", mark("It is taxed")),
    ("nil", mark("Nil rated")),
    ("exempt", mark("Exempt")),
    ("non_gst", mark("Outside GST")),
    ("zero_rated", mark("Zero rated")),
)


@dashboard.get("/products")
@page("products:read")
def products() -> Response:
    """Look for products, with the stock of each."""
    filters = _filters()
    found = bus.listed("catalog", "list_products", filters)
    return rendering.render(
        "dashboard/shop/products.html",
        products=found.items,
        stock=_stock_of(found.items),
        next_cursor=found.next_cursor,
        chosen=filters,
        stores=stores(),
        first_page="cursor" not in request.args,
    )


@dashboard.get("/products/new")
@page("products:write")
def new_product() -> Response:
    """Ask for a product."""
    return _product_page(Form({"unit": "NOS", "tax_inclusive": ""}), None)


@dashboard.post("/products")
@page("products:write")
def create_product() -> Response:
    """Make it."""
    form = forms.sent()
    wanted = forms.read_shape(form, Product(), _body_of(form))
    if form.is_right:
        try:
            made = bus.change("catalog", "create_product", wanted)
        except WireError as problem:
            form.refused(problem)
        else:
            bus.note("product.created", made["id"], sku=made["sku"])
            flashes.add("good", _("%(name)s is in the catalogue.") % {"name": made["name"]})
            return rendering.redirect_to("dashboard.product", product_id=made["id"])
    return _product_page(form, None, 422)


@dashboard.get("/products/<product_id>")
@page("products:read")
def product(product_id: str) -> Response:
    """Look at a product and its stock."""
    found = _product(product_id)
    asked = bus.read_all(stock=("billing", "get_inventory", {"product_id": product_id, "as_of": None}))
    stock = None if isinstance(asked["stock"], WireError) else asked["stock"]
    return rendering.render("dashboard/shop/product.html", product=found, stock=stock, reasons=dict(REASONS))


@dashboard.get("/products/<product_id>/edit")
@page("products:write")
def edit_product(product_id: str) -> Response:
    """Ask what to change."""
    found = _product(product_id)
    values = {name: "" if value is None else str(value) for name, value in found.items()}
    values["tax_inclusive"] = {True: "1", False: "0"}.get(found["tax_inclusive"], "")
    return _product_page(Form(values), found)


@dashboard.post("/products/<product_id>/edit")
@page("products:write")
def change_product(product_id: str) -> Response:
    """Change it; a new price holds from the next sale on."""
    form, found = forms.sent(), _product(product_id)
    body = {name: value for name, value in _body_of(form).items() if name not in {"sku", "stock"}}
    changes = forms.read_shape(form, ProductChanges(), body)
    if form.is_right:
        try:
            _change(product_id, changes)
        except WireError as problem:
            form.refused(problem)
        else:
            flashes.add("good", _("Saved."))
            return rendering.redirect_to("dashboard.product", product_id=product_id)
    return _product_page(form, found, 422)


@dashboard.get("/products/<product_id>/archive")
@page("products:write")
def ask_to_archive_product(product_id: str) -> Response:
    """Ask whether it shall be archived."""
    return rendering.render("dashboard/shop/product_archive.html", product=_product(product_id))


@dashboard.post("/products/<product_id>/archive")
@page("products:write")
def archive_product(product_id: str) -> Response:
    """Take it out of sale."""
    gone = bus.change("catalog", "archive_product", {"product_id": product_id, "expected_body": None})
    bus.note("product.archived", product_id, sku=gone["sku"])
    flashes.add("good", _("Archived: it is not sold any more."))
    return rendering.redirect_to("dashboard.product", product_id=product_id)


@dashboard.post("/products/<product_id>/bring-back")
@page("products:write")
def bring_back_product(product_id: str) -> Response:
    """Sell it again."""
    _change(product_id, {"status": "active"})
    flashes.add("good", _("It is sold again."))
    return rendering.redirect_to("dashboard.product", product_id=product_id)


@dashboard.get("/products/export.<kind>")
@page("products:read")
def export_products(kind: str) -> Response:
    """Save the products that the filters find, in the columns that an import takes."""
    if kind not in {"csv", "xlsx"}:
        raise Problem("not_found")
    rows = [list(NAMES.values()), *(_cells(item) for item in _all(_filters()))]
    bus.note("products.exported", kind, rows=len(rows) - 1)
    if kind == "csv":
        return rendering.file(csv_of(rows), "products.csv", CSV)
    defused = [[figures.cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return rendering.file(workbook_of(defused), "products.xlsx", XLSX)


def stores() -> list[dict[str, Any]]:
    """List the stores of the account."""
    return bus.listed("billing", "list_stores", {}, limit=100).items


def _filters() -> dict[str, Any]:
    given = request.args
    status = given.get("status", "active")
    return {
        "q": given.get("q", "").strip()[:100] or None,
        "status": status if status in STATUSES else None,
        "store_id": given.get("store", "")[:64] or None,
    }


def _product(product_id: str) -> dict[str, Any]:
    found: dict[str, Any] = bus.read("catalog", "get_product", {"product_id": product_id})
    return found


def _stock_of(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Ask for the stock of the products of a page; without an answer the page stands without it."""
    if not items:
        return {}
    asked = bus.read_all(stock=("billing", "get_stock", {"product_ids": [item["id"] for item in items]}))
    return {} if isinstance(asked["stock"], WireError) else asked["stock"]


def _change(product_id: str, changes: dict[str, Any]) -> None:
    bus.change("catalog", "change_product", {"product_id": product_id, "changes": changes, "expected_body": None})
    bus.note("product.changed", product_id, what=" ".join(sorted(changes)))


def _body_of(form: Form) -> dict[str, Any]:
    """Give the fields of the form as a body of the API."""
    body: dict[str, Any] = {
        name: form.text(name) or None for name in ("sku", "name", "hsn", "barcode", "zero_rate_reason")
    }
    body["unit"] = form.text("unit") or "NOS"
    body["tax_inclusive"] = {"1": True, "0": False}.get(form.text("tax_inclusive"))
    body.update((name, number_of(form.text(name)) if form.text(name) else None) for name in NUMBERS)
    body["cess_rate"] = body["cess_rate"] or 0
    return body


def _product_page(form: Form, found: dict[str, Any] | None, status: int = 200) -> Response:
    shown = {"product": found, "units": [(unit, unit) for unit in UNITS], "reasons": REASONS}
    return rendering.render("dashboard/shop/product_form.html", status, form=form, **shown)


def _all(filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Read every product that the filters find, page by page."""
    wanted = {name: value for name, value in filters.items() if value is not None}
    after, count = None, 0
    while count < MOST_EXPORTED:
        asked = {"filters": wanted, "after": after, "limit": PAGE_OF_EXPORT}
        found = services.ask("catalog", "list_products", asked)
        items = bus.document(found["body_items"])
        yield from items
        count, after = count + len(items), found["next"]
        if after is None:
            return


def _cells(item: dict[str, Any]) -> list[Any]:
    """Give a product as a row; its stock is not a matter of the catalogue, and an import leaves it alone."""
    cells = [item.get(name) for name in NAMES]
    return [("yes" if cell else "no") if isinstance(cell, bool) else cell for cell in cells]
