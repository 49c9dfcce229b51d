"""Tables for a terminal: columns that align, numbers a person can read, colour where there is one."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Column:
    """A heading; numbers stand on the right."""

    heading: str
    left: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay rows out under their headings."""
    widths = [
        max(len(column.heading), *(_width(row[place]) for row in rows), 0) for place, column in enumerate(columns)
    ]

    def line(cells: Sequence[str]) -> str:
        laid = [
            cell + " " * (width - _width(cell)) if column.left else " " * (width - _width(cell)) + cell
            for cell, width, column in zip(cells, widths, columns, strict=True)
        ]
        return ("  " + "  ".join(laid)).rstrip()

    return [line([bold(column.heading) for column in columns]), *map(line, rows)]


def number(value: float) -> str:
    """A count, thousands apart."""
    return f"{value:,.0f}"


def rate(value: float) -> str:
    """So many a second; one decimal where it matters."""
    return f"{value:,.0f}" if value >= 100 or not value else f"{value:.1f}"


def seconds(value: float | None) -> str:
    """A time in the unit that suits it; a dash where there was none."""
    if value is None:
        return "–"
    if value >= 3600:
        return f"{value / 3600:.1f} h"
    if value >= 60:
        return f"{value / 60:.1f} min"
    if value >= 1:
        return f"{value:.1f} s"
    return f"{value * 1000:.1f} ms" if 0 < value < 0.01 else f"{value * 1000:.0f} ms"


def bold(text: str) -> str:
    return _coloured("1", text)


def dim(text: str) -> str:
    return _coloured("2", text)


def red(text: str) -> str:
    return _coloured("31", text)


def _coloured(code: str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if sys.stdout.isatty() else text


def _width(cell: str) -> int:
    return len(_COLOUR.sub("", cell))
