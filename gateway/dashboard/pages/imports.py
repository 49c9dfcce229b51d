"""Shop, products from a file: upload, a preview of every fault, and only then the writing, watched while it runs."""

import csv
import io
import json
from typing import Any

from flask import Response, request

from gateway.dashboard import bus, figures, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.here import me
from gateway.dashboard.words import _, mark
from gateway.imports import work
from gateway.imports.columns import NAMES
from gateway.imports.files import MOST_FILE_BYTES, MOST_ROWS, UnreadableFile
from gateway.imports.reader import read_file
from gateway.imports.work import Importer
from gateway.problems import Problem
from gateway.request_context import current
from gateway.storage import imports as stored

MOST_BYTES = MOST_FILE_BYTES + 64 * 1024
FAULTS_A_PAGE = 100
MOST_FAULTS = 20_000
CSV = "text/csv; charset=utf-8"
PLAIN = {"invalid_number": mark("This is no number."), "required": mark("This is needed.")}
TEMPLATE = (
    list(NAMES.values()),
    ["MAGGI-70G", "Maggi Noodles 70 g", "14", "5", "", "", "yes", "1902", "NOS", "8901058000290", "10", "500"],
    ["AMUL-MILK-1L", "Amul Milk 1 l", "68", "0", "", "nil", "yes", "0401", "NOS", "", "20", "40"],
)


@dashboard.get("/products/import")
@page("products:write")
def import_products() -> Response:
    """Ask for a file, and list the imports of the last 30 days."""
    return _upload_page(Form())


@dashboard.post("/products/import")
@page("products:write", most_bytes=MOST_BYTES)
def upload_products() -> Response:
    """Read the file, keep its rows, and let them be checked."""
    form = forms.sent()
    file = request.files.get("file")
    if file is None or not file.filename:
        form.faults["file"] = _("Choose a file.")
        return _upload_page(form, 422)
    try:
        sheet = read_file(file.filename, file.stream.read(MOST_FILE_BYTES + 1), form.text("store") or None)
    except UnreadableFile as problem:
        form.faults["file"] = _(str(problem))
        return _upload_page(form, 422)
    session, context = me(), current()
    account_id = session.shown_account
    with context.parts.db.transaction(account_id) as tx:
        who = Importer(account_id, account_id == session.own_account, session.member_id)
        import_id = work.begin(tx, context.parts.clock, who, file.filename, sheet)
    context.parts.imports.wake()
    return rendering.redirect_to("dashboard.product_import", import_id=import_id)


@dashboard.get("/products/imports/<import_id>")
@page("products:write")
def product_import(import_id: str) -> Response:
    """Look at an import: what is wrong with its rows, how far it is, what became of it."""
    return _import_page("dashboard/shop/import.html", import_id)


@dashboard.get("/products/imports/<import_id>/progress")
@page("products:write", polls=True)
def import_progress(import_id: str) -> Response:
    """Give how far it is, for the page that watches it."""
    return _import_page("dashboard/shop/import_progress.html", import_id)


@dashboard.post("/products/imports/<import_id>/confirm")
@page("products:write")
def confirm_import(import_id: str) -> Response:
    """Write the good rows."""
    found = _import(import_id)
    with current().parts.db.transaction(found["account_id"]) as tx:
        begun = work.confirm(tx, found["account_id"], import_id)
    if begun:
        current().parts.imports.wake()
        bus.note("products.imported", import_id, file=found["file_name"], rows=found["row_count"])
    return rendering.redirect_to("dashboard.product_import", import_id=import_id)


@dashboard.post("/products/imports/<import_id>/discard")
@page("products:write")
def discard_import(import_id: str) -> Response:
    """Put it aside; nothing of it is written."""
    found = _import(import_id)
    with current().parts.db.transaction(found["account_id"]) as tx:
        gone = work.discard(tx, found["account_id"], import_id)
    if gone:
        flashes.add("good", _("Put aside. Nothing was written."))
    return rendering.redirect_to("dashboard.import_products")


@dashboard.get("/products/imports/<import_id>/faults.csv")
@page("products:write")
def import_faults(import_id: str) -> Response:
    """Save the rows that are wrong, each with its faults, to be mended and sent again."""
    found = _import(import_id)
    with current().parts.db.transaction(found["account_id"]) as tx:
        rows = stored.faulty_after(tx, found["account_id"], import_id, 0, MOST_FAULTS)
    lines = [[row["line"], row["sku"], row["name"], " ".join(_sentences(row["faults"]))] for row in rows]
    return rendering.file(csv_of([["Line", "SKU", "Name", "What is wrong"], *lines]), "faults.csv", CSV)


@dashboard.get("/products/template.csv")
@page("products:read")
def products_template() -> Response:
    """Save a file with the columns and two products to begin with."""
    return rendering.file(csv_of(TEMPLATE), "products.csv", CSV)


def csv_of(rows: Any) -> bytes:
    """Write CSV that Excel reads as UTF-8, and in which no cell is a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([[figures.cell(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _import(import_id: str) -> dict[str, Any]:
    account_id = me().shown_account
    with current().parts.db.transaction(account_id) as tx:
        found = stored.find(tx, account_id, import_id)
    if found is None:
        raise Problem("not_found")
    return found


def _import_page(template: str, import_id: str) -> Response:
    found = _import(import_id)
    after = request.args.get("after", "0")
    with current().parts.db.transaction(found["account_id"]) as tx:
        counts = stored.counts(tx, found["account_id"], import_id)
        rows = stored.faulty_after(
            tx, found["account_id"], import_id, int(after) if after.isdecimal() else 0, FAULTS_A_PAGE + 1
        )
    shown = [{**row, "sentences": _sentences(row["faults"])} for row in rows[:FAULTS_A_PAGE]]
    return rendering.render(
        template,
        found=found,
        counts=counts,
        faulty=shown,
        next_row=shown[-1]["row"] if len(rows) > FAULTS_A_PAGE else None,
        names=NAMES,
        runs=found["state"] in {stored.CHECKING, stored.IMPORTING},
    )


def _sentences(text: str) -> list[str]:
    """Say what is wrong with a row: the column, and what would do."""
    return [
        f"{NAMES.get(fault['pointer'].strip('/').partition('/')[0], '')}: {_detail(fault)}".removeprefix(": ")
        for fault in json.loads(text)
    ]


def _detail(fault: dict[str, Any]) -> str:
    """Say it to a person with a spreadsheet; what is said to programs is about JSON."""
    plain = PLAIN.get(fault["code"])
    return _(plain) if plain else str(fault["detail"])


def _upload_page(form: Form, status: int = 200) -> Response:
    account_id = me().shown_account
    with current().parts.db.transaction(account_id) as tx:
        recent = stored.newest(tx, account_id, 20)
    stores = bus.listed("billing", "list_stores", {}, limit=100).items
    return rendering.render(
        "dashboard/shop/import_upload.html",
        status,
        form=form,
        recent=recent,
        stores=[(store["id"], store["name"]) for store in stores],
        most_rows=MOST_ROWS,
        most_megabytes=MOST_FILE_BYTES // 1024 // 1024,
    )
