"""Shop: products made, changed, archived and saved as files; stock adjusted, counted and moved."""

import csv
import io
import re

import openpyxl
import pytest

PRODUCTS, STOCK = "/dashboard/products", "/dashboard/stock"


@pytest.fixture
def stores(parts, shop):
    """Two stores of the shop."""
    caller = {"account_id": shop["account_id"]}
    return [
        parts.services.call("billing", "open_store", caller=caller, request={"name": name, "state": "29"})[
            "resource_id"
        ]
        for name in ("Indiranagar", "Dadar")
    ]


@pytest.fixture
def add(owner):
    """Make a product by its form; gives its address."""

    def run(**fields):
        wanted = {"sku": "TEA", "name": "Tea", "rate": "1,250.50", "gst_rate": "5", "stock": "10", **fields}
        answer = owner.send(f"{PRODUCTS}/new", PRODUCTS, **wanted)
        assert answer.status == 303, answer.words
        return answer.location

    return run


def test_a_product_is_made_changed_archived_and_brought_back(owner, stores, add):
    address = add(hsn="0902", barcode="8901")
    page = owner.get(address)
    assert "₹1,250.50" in page.words
    assert re.search(r"Indiranagar 10|Indiranagar \s*10", page.words)

    changed = owner.send(f"{address}/edit", f"{address}/edit", rate="20", barcode="")
    shown = owner.follow(changed)
    assert "Saved." in shown.words
    assert "₹20.00" in shown.words
    assert "8901" not in shown.words

    gone = owner.send(f"{address}/archive", f"{address}/archive")
    archived = owner.follow(gone)
    assert "This product is archived" in archived.words
    assert address not in owner.get(PRODUCTS).text
    assert address in owner.get(f"{PRODUCTS}?status=archived").text
    back = owner.follow(owner.send(archived, f"{address}/bring-back"))
    assert "It is sold again" in back.words
    audit = owner.get("/dashboard/settings/audit").text
    for action in ("product.created", "product.changed", "product.archived"):
        assert action in audit


def test_what_is_wrong_with_a_product_is_said_at_its_field(owner, stores, add):
    form = owner.get(f"{PRODUCTS}/new").form(PRODUCTS)
    page = owner.post(PRODUCTS, {**form, "sku": "X", "name": "", "rate": "ten", "gst_rate": "12"})
    assert page.status == 422
    for name in ("name", "rate"):
        assert f'id="{name}-fault"' in page.text
    old = owner.post(PRODUCTS, {**form, "sku": "X", "name": "X", "rate": "10", "gst_rate": "12"})
    assert (old.status, 'id="gst_rate-fault"' in old.text) == (422, True), "what only the catalog knows"
    add()
    twice = owner.send(f"{PRODUCTS}/new", PRODUCTS, sku="TEA", name="Again", rate="1", gst_rate="5")
    assert (twice.status, "TEA" in twice.words) == (422, True)


def test_a_script_as_a_name_is_text_and_a_formula_in_a_file_is_text_too(owner, stores, add):
    add(sku="=1+1", name="<script>alert(1)</script>")
    add(sku="@x", name='=HYPERLINK("http://evil","x")')
    page = owner.get(PRODUCTS)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text

    saved = owner.get(f"{PRODUCTS}/export.csv")
    rows = list(csv.DictReader(io.StringIO(saved.text.removeprefix("\ufeff"))))
    assert {row["SKU"] for row in rows} == {"'=1+1", "'@x"}
    assert {row["Rate"] for row in rows} == {"1250.5"}
    assert all(not row["Name"].startswith("=") for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(owner.get(f"{PRODUCTS}/export.xlsx").response.get_data()))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert owner.get(f"{PRODUCTS}/export.exe").status == 404


def test_stock_is_adjusted_counted_moved_and_told_by_the_ledger(owner, stores, add):
    address = STOCK + add().removeprefix(PRODUCTS)
    first, second = stores

    received = owner.send(address, f"{address}/adjust", store=first, how="delta", qty="5", reason="received")
    assert "Booked: 15 on hand" in owner.follow(received).words
    counted = owner.send(address, f"{address}/adjust", store=first, how="count", qty="12", note="Monday")
    assert "Booked: 12 on hand" in owner.follow(counted).words
    moved = owner.send(address, f"{address}/transfer", **{"from": first, "to": second, "moved": "4"})
    page = owner.follow(moved)
    assert "Moved." in page.words
    assert re.search(r"Indiranagar 8 NOS", page.words)
    assert re.search(r"Dadar 4 NOS", page.words)
    assert "Monday" in page.words
    assert page.words.count("Transfer") >= 2
    assert "Nothing has moved" in owner.get(f"{address}?reason=damaged").words

    short = owner.send(address, f"{address}/transfer", **{"from": first, "to": second, "moved": "400"})
    assert (short.status, "8" in short.words) == (422, True)
    wrong = owner.send(address, f"{address}/adjust", store=first, how="delta", qty="many", reason="received")
    assert (wrong.status, 'id="qty-fault"' in wrong.text) == (422, True)
    assert re.search(r"Indiranagar 8 NOS", owner.get(address).words), "a refusal changes nothing"
    assert "stock.adjusted" in owner.get("/dashboard/settings/audit").text


def test_a_cashier_reads_products_and_stock_and_changes_nothing(owner, stores, add, member):
    address = add()
    cashier = member("cashier")
    page = cashier.get(address)
    assert page.status == 200
    assert f"{address}/edit" not in page.text
    assert "Book it" not in cashier.get(STOCK + address.removeprefix(PRODUCTS)).words
    assert cashier.get(STOCK).status == 200
    assert cashier.get(f"{STOCK}?low=1").status == 200
    assert cashier.get(f"{PRODUCTS}/import").status == 403
