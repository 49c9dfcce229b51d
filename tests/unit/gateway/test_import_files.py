"""Files of products as shops have them: every dress of CSV, Excel's habits, and each fault named before anything is written."""

import io
import json
import zipfile

import openpyxl
import pytest

from gateway.imports import files, reader
from gateway.imports.columns import fields_of
from gateway.imports.files import UnreadableFile
from gateway.imports.judging import read_sheet
from gateway.imports.reader import read_file

HEAD = "SKU,Name,Rate,GST %"


def sheet_of(text, name="shop.csv", encoding="utf-8", store=None):
    return read_sheet(name, text.encode(encoding), store)


def one(text, **options):
    [row] = sheet_of(text, **options).rows
    return row


def workbook_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_row_becomes_the_product_that_the_api_would_make_of_it():
    row = one(
        "SKU,Name,MRP,GST,HSN code,UoM,Barcode,Min stock,Opening stock,Price includes tax,Colour\n"
        'MAGGI-70G,"Maggi Noodles, 70 g","₹1,299.50",5%,1902,pcs.,8901058000290,10,"1,500",Yes,yellow\n',
        store="store_1",
    )

    assert row.faults == []
    assert (row.line, row.sku, row.name) == (2, "MAGGI-70G", "Maggi Noodles, 70 g")
    assert row.product == {
        "sku": "MAGGI-70G",
        "name": "Maggi Noodles, 70 g",
        "rate_paise": 129_950,
        "tax_inclusive": True,
        "gst_rate_bp": 500,
        "cess_rate_bp": 0,
        "zero_rate_reason": None,
        "hsn": "1902",
        "unit": "PCS",
        "barcode": "8901058000290",
        "reorder_level_milli": 10_000,
        "stock": [{"store_id": "store_1", "qty_milli": 1_500_000}],
        "metadata": {},
    }


def test_every_fault_of_a_row_is_named_and_the_other_rows_are_good():
    sheet = sheet_of(
        f"{HEAD},HSN\nA,Tea,ten,5,12\nB,,10,200,0902\nC,Coffee,20,18,0901\nC,Again,21,18,0901\n,Nobody,1,5,\n"
    )

    assert [[(fault["pointer"], fault["code"]) for fault in row.faults] for row in sheet.rows] == [
        [("/rate", "invalid_number"), ("/hsn", "invalid_hsn")],
        [("/name", "required"), ("/gst_rate", "out_of_range")],
        [],
        [("/sku", "sku_taken")],
        [("/sku", "required")],
    ]
    assert sheet.rows[3].faults[0]["detail"] == "Line 4 has this SKU already."
    assert [row.product is None for row in sheet.rows] == [True, True, False, True, True]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (f"\ufeff{HEAD}\nA,चाय,10,5\n", "utf-8"),
        (f"{HEAD}\r\nA,चाय,10,5\r\n".replace(",", "\t"), "utf-16"),
        (f"{HEAD}\nA,चाय,10,5\n".replace(",", ";"), "utf-8"),
        (f"\n\n{HEAD}\n\n,,,\nA,चाय,10,5\n", "utf-8"),
        ("GST %,Rate,Name,SKU\n5,10,चाय,A\n", "utf-8"),
    ],
)
def test_a_csv_file_is_read_in_every_dress_of_excel(text, encoding):
    row = one(text, encoding=encoding)
    assert (row.sku, row.name, row.faults) == ("A", "चाय", [])


def test_the_code_page_of_windows_is_read_too():
    assert one(f"{HEAD}\nA,Café,10,5\n", encoding="cp1252").name == "Café"


def test_a_workbook_is_read_with_excels_habits():
    content = workbook_of(
        ["SKU", "Name", "Rate", "GST %", "HSN", "Barcode", "Zero-rate reason", None],
        [1001, "Tea", 10.5, 0.18, 902, 8901058000290.0, None, None],
        ["MILK", "Milk", "68", 0, "0401", None, "Nil", None],
        [None] * 8,
    )
    tea, milk = read_sheet("shop.xlsx", content, None).rows

    assert (tea.sku, tea.product["gst_rate_bp"], tea.product["hsn"]) == ("1001", 1800, "0902")
    assert (tea.product["barcode"], tea.product["rate_paise"]) == ("8901058000290", 1050)
    assert (milk.product["zero_rate_reason"], milk.faults) == ("nil", [])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", HEAD.encode(), "nothing below"),
        ("a.csv", b"SKU,Colour\nA,red\n", "Name, Rate, GST % are missing"),
        ("a.csv", b"\x00\x01\x02,\x00", "neither a CSV"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "old Excel"),
        ("a.xlsx", b"PK\x03\x04 broken", "cannot be read"),
        ("a.csv", b"x" * (files.MOST_FILE_BYTES + 1), "larger than 5 MB"),
        ("a.csv", (HEAD + "\n" + "A,B,1,5\n" * (files.MOST_ROWS + 1)).encode(), "more than 20000 rows"),
    ],
)
def test_what_is_no_table_of_products_is_refused_with_a_reason(name, content, says):
    with pytest.raises(UnreadableFile, match=says):
        read_sheet(name, content, None)


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(7):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 10_000_000)
    with pytest.raises(UnreadableFile, match="too large once unpacked"):
        read_sheet("bomb.xlsx", out.getvalue(), None)


def test_a_file_is_read_in_a_process_of_its_own():
    told = read_file("shop.csv", f"{HEAD}\nA,चाय,10,5\nB,Tea,x,5\n".encode(), "store_1")

    assert (told.columns, told.ignored) == (["sku", "name", "rate", "gst_rate"], [])
    assert [row.sku for row in told.rows] == ["A", "B"]
    assert json.dumps(told.rows[1].faults[0]["pointer"]) == '"/rate"'
    with pytest.raises(UnreadableFile, match="empty"):
        read_file("shop.csv", b"", None)


def test_a_workbook_that_repeats_one_long_text_ends_in_the_process_that_reads_it():
    content = workbook_of(HEAD.split(","), *[[number, "x" * 4000, 10, 5] for number in range(10_000)])

    with pytest.raises(UnreadableFile, match="too much text"):
        read_file("shop.xlsx", content, None)


def test_a_name_that_no_command_takes_is_no_reason_to_fail():
    told = read_file("shop\x00.csv", f"{HEAD}\nA,Tea,10,5\n".encode(), "store\x001")

    assert [row.sku for row in told.rows] == ["A"]


def test_files_are_read_one_at_a_time(monkeypatch):
    monkeypatch.setattr(reader, "PATIENCE_SECONDS", 0.01)
    with reader._reading, pytest.raises(UnreadableFile, match="Other files"):
        read_file("shop.csv", f"{HEAD}\nA,Tea,10,5\n".encode(), None)

    assert read_file("shop.csv", f"{HEAD}\nA,Tea,10,5\n".encode(), None).rows


def test_columns_are_known_by_many_names_and_the_first_of_a_kind_counts():
    fields, ignored = fields_of(
        ["Item Code", "Product Name", "MRP (₹)", "Selling price", "GST Rate", "Notes", None, ""]
    )
    assert fields == {0: "sku", 1: "name", 2: "rate", 4: "gst_rate"}
    assert ignored == ["Selling price", "Notes"]
