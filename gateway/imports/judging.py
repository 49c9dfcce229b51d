"""Each row of a file as a product that the catalog takes, or what is wrong with it, by the same schema as the API's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.api.v1.schemas.products import Product
from gateway.imports.columns import NAMES, REQUIRED, fields_of, product_of
from gateway.imports.files import UnreadableFile, rows_of
from kit.errors import Fault, fault

_PRODUCT = Product()


@dataclass(frozen=True, slots=True)
class Judged:
    """One row: which line of the file, what names it, the product or its faults."""

    line: int
    sku: str | None
    name: str | None
    product: dict[str, Any] | None
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was understood."""

    columns: list[str]
    ignored: list[str]
    rows: list[Judged]


def read_sheet(file_name: str, content: bytes, store_id: str | None) -> Sheet:
    """Read a whole file; its opening stock is for one store. Raises UnreadableFile when it is no table of products."""
    rows = rows_of(file_name, content)
    header = next(rows, None)
    if header is None:
        raise UnreadableFile("The file is empty.")
    fields, ignored = fields_of(header[1])
    missing = [NAMES[name] for name in REQUIRED if name not in fields.values()]
    if missing:
        raise UnreadableFile(
            f"The first row must name the columns; {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing."
        )
    judged = list(_judged(rows, fields, store_id))
    if not judged:
        raise UnreadableFile("The file has its first row and nothing below it.")
    return Sheet(list(fields.values()), ignored, judged)


def _judged(rows: Iterator[tuple[int, list[Any]]], fields: dict[int, str], store_id: str | None) -> Iterator[Judged]:
    seen: dict[str, int] = {}
    for line, cells in rows:
        raw = product_of(cells, fields)
        faults: list[Fault] = []
        product = _PRODUCT.read(raw, "", faults)
        sku = raw.get("sku")
        if sku in seen:
            faults.append(fault("/sku", "sku_taken", f"Line {seen[sku]} has this SKU already."))
        elif sku is not None:
            seen[sku] = line
        if product.get("stock") and store_id is not None:
            product["stock"] = [{"store_id": store_id, **product["stock"]}]
        yield Judged(line, sku, raw.get("name"), None if faults else product, faults)
