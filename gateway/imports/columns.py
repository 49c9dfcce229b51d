"""Which column of a file is which field of a product, and what a cell means there."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

REQUIRED = ("sku", "name", "rate", "gst_rate")
NAMES = {
    "sku": "SKU",
    "name": "Name",
    "rate": "Rate",
    "gst_rate": "GST %",
    "cess_rate": "Cess %",
    "zero_rate_reason": "Zero-rate reason",
    "tax_inclusive": "Tax inclusive",
    "hsn": "HSN",
    "unit": "Unit",
    "barcode": "Barcode",
    "reorder_level": "Reorder level",
    "stock": "Opening stock",
}
"""The fields, under the names that our own export and the template give them."""

_ALSO = {
    "sku": "code itemcode productcode productid itemid articleno",
    "name": "product productname item itemname description title particulars",
    "rate": "price mrp sellingprice saleprice sp unitprice amount",
    "gst_rate": "gst gstrate gstpercent tax taxrate taxpercent igst",
    "cess_rate": "cess cessrate cesspercent",
    "zero_rate_reason": "zeroratereason exemption",
    "tax_inclusive": "taxinclusive inclusive priceincludestax includinggst inclgst",
    "hsn": "hsncode hsnsac hsnsaccode sac saccode",
    "unit": "uom uqc units unitofmeasure",
    "barcode": "ean upc gtin eancode barcodeno",
    "reorder_level": "reorderlevel minstock minimumstock lowstock reorder",
    "stock": "openingstock qty quantity onhand stockqty currentstock",
}
_FIELD_OF = {
    word: field
    for field in NAMES
    for word in (field.replace("_", ""), re.sub(r"[^a-z0-9]", "", NAMES[field].lower()), *_ALSO[field].split())
}

_UNITS = {
    "kg": "KGS", "kilo": "KGS", "g": "GMS", "gm": "GMS", "gram": "GMS", "l": "LTR", "lt": "LTR", "ltr": "LTR", "litre": "LTR",
    "ml": "MLT", "pc": "PCS", "pcs": "PCS", "piece": "PCS", "no": "NOS", "nos": "NOS", "each": "NOS", "pkt": "PAC",
    "packet": "PAC", "pack": "PAC", "box": "BOX", "bottle": "BTL", "dozen": "DOZ", "m": "MTR", "metre": "MTR", "set": "SET",
}  # fmt: skip
_YES, _NO = {"yes", "y", "true", "1", "हाँ"}, {"no", "n", "false", "0", "नहीं"}
_FRACTIONS = {0.03, 0.05, 0.12, 0.18, 0.28, 0.4}
_NUMBER = re.compile(r"-?\d+(\.\d+)?|-?\.\d+", re.ASCII)


def fields_of(header: Sequence[Any]) -> tuple[dict[int, str], list[str]]:
    """Say which column holds which field (the first of its kind), and name the columns that hold none."""
    found: dict[int, str] = {}
    ignored = []
    for place, cell in enumerate(header):
        field = _FIELD_OF.get(re.sub(r"[^a-z0-9]", "", str(cell or "").lower()))
        if field is not None and field not in found.values():
            found[place] = field
        elif str(cell or "").strip():
            ignored.append(str(cell).strip()[:80])
    return found, ignored


def product_of(cells: Sequence[Any], fields: Mapping[int, str]) -> dict[str, Any]:
    """Give the product of a row as a client of the API would send it; an empty cell is left out."""
    product = {}
    for place, field in fields.items():
        cell = cells[place] if place < len(cells) else None
        text = _text(cell)
        if text:
            product[field] = _READ.get(field, _as_text)(text, cell)
    return product


def _text(cell: Any) -> str:
    """Write a cell as a person sees it: Excel keeps 8901234567890 as a float."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()


def _as_text(text: str, _: Any) -> Any:
    return text


def number_of(text: str) -> Any:
    """Read 1,29,900.50, ₹1299, Rs. 1299/- and 18 %; what is no number stays text, and its field will say so."""
    bare = re.sub(r"^(₹|rs\.?|inr)\s*", "", text.lower())
    bare = re.sub(r"\s*(/-|%|₹)$", "", bare).replace(",", "").replace(" ", "")
    return Decimal(bare) if _NUMBER.fullmatch(bare) else text


def _as_number(text: str, _: Any) -> Any:
    return number_of(text)


def _as_percent(text: str, cell: Any) -> Any:
    """Read a rate; a cell that Excel shows as 18 % holds 0.18, which no rate of GST is."""
    number = number_of(text)
    return number * 100 if isinstance(cell, float) and cell in _FRACTIONS else number


def _as_flag(text: str, _: Any) -> Any:
    word = text.lower()
    return True if word in _YES else False if word in _NO else text


def _as_hsn(text: str, cell: Any) -> Any:
    """Read 0401, 1905.90 and 19 05 90; of a number Excel has dropped the first 0, so an odd count of digits gets it back."""
    digits = re.sub(r"[ .]", "", text if not isinstance(cell, float) or cell.is_integer() else str(cell))
    is_number = isinstance(cell, int | float)
    return "0" + digits if is_number and digits.isdigit() and len(digits) in {3, 5, 7} else digits


def _as_unit(text: str, _: Any) -> Any:
    return _UNITS.get(text.lower().rstrip("."), text.upper())


def _as_reason(text: str, _: Any) -> Any:
    return re.sub(r"[ -]+", "_", text.lower())


_READ: dict[str, Callable[[str, Any], Any]] = {
    "rate": _as_number,
    "gst_rate": _as_percent,
    "cess_rate": _as_number,
    "reorder_level": _as_number,
    "stock": _as_number,
    "tax_inclusive": _as_flag,
    "hsn": _as_hsn,
    "unit": _as_unit,
    "zero_rate_reason": _as_reason,
}
