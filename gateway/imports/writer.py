"""
Write a workbook in a process of its own: `python -m gateway.imports.writer`, rows as JSON on standard input.

Twenty thousand rows are seconds of work for a processor, in which a gateway's worker would sell nothing.
"""

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]


def workbook_of(rows: Sequence[Sequence[Any]]) -> bytes:
    """Have the rows written, and wait for them without keeping other requests waiting."""
    told = json.dumps(rows, default=float, ensure_ascii=False).encode()  # a cell's number is a double
    command = [sys.executable, "-m", "gateway.imports.writer"]
    return subprocess.run(command, input=told, stdout=subprocess.PIPE, timeout=SECONDS, cwd=_ROOT, check=True).stdout


def main() -> int:
    """Turn the rows into a workbook of one sheet."""
    from openpyxl import Workbook  # only this process pays for its import

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Products")
    for row in json.load(sys.stdin):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    sys.stdout.buffer.write(out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
