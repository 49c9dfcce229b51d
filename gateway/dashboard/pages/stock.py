"""Shop, stock: how much there is in each store, changed by hand, counted, moved, and the ledger behind it."""

from typing import Any

from flask import Response, request

from contracts.rpc.billing_stock import REASONS, REASONS_BY_HAND
from gateway.api.v1.schemas.inventory import Adjustment, Transfer
from gateway.dashboard import bus, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.products import stores
from gateway.dashboard.words import _, mark
from gateway.imports.columns import number_of
from kit.errors import WireError

MOST_LOW = 100
WORDS = {
    "sale": mark("Sale"),
    "refund": mark("Refund"),
    "opening": mark("Opening stock"),
    "received": mark("Received"),
    "damaged": mark("Damaged"),
    "lost": mark("Lost"),
    "found": mark("Found"),
    "correction": mark("Correction"),
    "transfer": mark("Transfer"),
    "already_counted": mark("Counted already"),
}


@dashboard.get("/stock")
@page("inventory:read")
def stock() -> Response:
    """Look at the stock of a store, or at what is low."""
    store, low = request.args.get("store", "")[:64] or None, request.args.get("low") == "1"
    known = stores()
    if low:
        found = bus.read("billing", "list_low_stock", {"store_id": store, "limit": MOST_LOW})
        return rendering.render("dashboard/shop/stock_low.html", low=found, stores=known, store=store)
    filters = {"q": request.args.get("q", "").strip()[:100] or None, "status": "active", "store_id": store}
    listed = bus.listed("catalog", "list_products", filters)
    ids = [item["id"] for item in listed.items]
    levels = bus.read("billing", "get_stock", {"product_ids": ids}) if ids else {}
    return rendering.render(
        "dashboard/shop/stock.html",
        products=listed.items,
        levels=levels,
        stores=known,
        store=store,
        q=filters["q"],
        next_cursor=listed.next_cursor,
        first_page="cursor" not in request.args,
    )


@dashboard.get("/stock/<product_id>")
@page("inventory:read")
def stock_of_product(product_id: str) -> Response:
    """Look at the stock of a product in every store, and at its ledger."""
    return _product_page(product_id, Form(), Form())


@dashboard.post("/stock/<product_id>/adjust")
@page("inventory:write")
def adjust_stock(product_id: str) -> Response:
    """Change the stock of a store by an amount, or to what was counted."""
    form = forms.sent()
    by_count = form.chosen("how", ("delta", "count")) == "count"
    document = {
        "store": form.text("store") or None,
        "count" if by_count else "delta": number_of(form.text("qty")) if form.text("qty") else None,
        "reason": None if by_count else form.text("reason") or None,
        "note": form.text("note") or None,
    }
    wanted = forms.read_shape(form, Adjustment(), document)
    _to_field(form, "qty", ("delta", "count"))
    if form.is_right:
        try:
            made = bus.change("billing", "adjust_stock", {"product_id": product_id, **wanted})
        except WireError as problem:
            form.refused(problem)
            _to_field(form, "qty", ("delta", "count"))
        else:
            bus.note(
                "stock.adjusted", product_id, store=made["store_id"], delta=str(made["delta"]), reason=made["reason"]
            )
            flashes.add("good", _("Booked: %(qty)s on hand now.") % {"qty": made["on_hand"]})
            return rendering.redirect_to("dashboard.stock_of_product", product_id=product_id)
    return _product_page(product_id, form, Form(), 422)


@dashboard.post("/stock/<product_id>/transfer")
@page("inventory:write")
def transfer_stock(product_id: str) -> Response:
    """Move stock from one store to another."""
    form = forms.sent()
    document = {
        "from": form.text("from") or None,
        "to": form.text("to") or None,
        "qty": number_of(form.text("moved")) if form.text("moved") else None,
        "note": form.text("why") or None,
    }
    wanted = forms.read_shape(form, Transfer(), document)
    _to_field(form, "moved", ("qty",))
    if form.is_right:
        try:
            bus.change("billing", "transfer_stock", {"product_id": product_id, **wanted})
        except WireError as problem:
            form.refused(problem)
            _to_field(form, "moved", ("qty",))
        else:
            bus.note("stock.transferred", product_id, qty=form.text("moved"), to=form.text("to"))
            flashes.add("good", _("Moved."))
            return rendering.redirect_to("dashboard.stock_of_product", product_id=product_id)
    return _product_page(product_id, Form(), form, 422)


def _to_field(form: Form, name: str, said_of: tuple[str, ...]) -> None:
    """Put what the API says of its field beside ours, which has another name."""
    for pointer in said_of:
        for sentence in [text for text in form.other_faults if text.startswith(f"{pointer}: ")]:
            form.other_faults.remove(sentence)
            form.faults.setdefault(name, sentence.removeprefix(f"{pointer}: "))


def _product_page(product_id: str, adjusting: Form, moving: Form, status: int = 200) -> Response:
    store, reason = request.args.get("store", "")[:64] or None, request.args.get("reason", "")
    found: dict[str, Any] = bus.read("catalog", "get_product", {"product_id": product_id})
    levels = bus.read("billing", "get_inventory", {"product_id": product_id, "as_of": None})
    filters = {"store_id": store, "reason": reason if reason in REASONS else None}
    ledger = bus.listed("billing", "list_movements", filters, product_id=product_id)
    return rendering.render(
        "dashboard/shop/stock_of_product.html",
        status,
        product=found,
        levels=levels,
        ledger=ledger.items,
        next_cursor=ledger.next_cursor,
        first_page="cursor" not in request.args,
        stores=stores(),
        chosen=filters,
        reasons=[(name, _(WORDS.get(name, name))) for name in REASONS],
        by_hand=[(name, _(WORDS.get(name, name))) for name in REASONS_BY_HAND],
        words=WORDS,
        adjusting=adjusting,
        moving=moving,
    )
