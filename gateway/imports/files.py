"""The rows of a CSV file, in whatever dress Excel sends it, or of the first sheet of a workbook."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_FILE_BYTES = 5 * 1024 * 1024
MOST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 4_000

Row = tuple[int, list[Any]]


class UnreadableFile(Exception):
    """The file cannot be read as a table; the message says why, to a person."""


def rows_of(file_name: str, content: bytes) -> Iterator[Row]:
    """Give the rows that are not empty, each with its line as people count it. Raises UnreadableFile."""
    if len(content) > MOST_FILE_BYTES:
        raise UnreadableFile(f"The file is larger than {MOST_FILE_BYTES // 1024 // 1024} MB. Split it.")
    found = _of_workbook(content) if content[:2] == b"PK" else _of_csv(file_name, content)
    count = 0
    for line, cells in found:
        if not any(cell not in (None, "") for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS + 1:
            raise UnreadableFile(f"The file has more than {MOST_ROWS} rows. Split it.")
        yield line, [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in cells[:MOST_COLUMNS]]


def _of_csv(file_name: str, content: bytes) -> Iterator[Row]:
    if file_name.lower().endswith(".xls") or content[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableFile("This is a workbook of an old Excel. Save it as .xlsx or .csv.")
    text = _decoded(content)
    if "\x00" in text:
        raise UnreadableFile("This is neither a CSV file nor an .xlsx workbook.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as problem:
        raise UnreadableFile(f"Line {reader.line_num} cannot be read: {problem}.") from None


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what Excel writes on Windows when nobody asks it for UTF-8


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    return max((",", ";", "\t", "|"), key=first.count)


def _of_workbook(content: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook  # only files of this kind pay for its import

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise UnreadableFile("The workbook is too large once unpacked. Keep the sheet with the products alone.")
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
            yield line, [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    except UnreadableFile:
        raise
    except Exception as problem:  # openpyxl raises whatever a broken archive or sheet leads it to
        raise UnreadableFile(
            f"The workbook cannot be read ({type(problem).__name__}). Save it again as .xlsx or .csv."
        ) from None
