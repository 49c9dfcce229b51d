"""Does the return agree with itself? Each check adds the same money up by two ways."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.reporting.domain.gstr1 import Entry, Gstr1, Sums

FIGURES = ("taxable_value", "igst", "cgst", "sgst", "cess")


@dataclass(frozen=True, slots=True)
class Check:
    """Two sums that must be equal, by figure."""

    name: str
    detail: str
    expected: dict[str, int]
    found: dict[str, int]

    @property
    def passed(self) -> bool:
        """Whether they are."""
        return self.expected == self.found


def money_checks(tables: Gstr1) -> list[Check]:
    """Compare table 12 with the tables that it repeats by HSN, and all tables with the documents' own sums."""
    registered = _less(_plus(_entries(tables.b2b), _untaxed(tables, registered=True)), _entries(tables.cdnr))
    others = _plus(_entries(tables.b2cl), _entries(tables.exp))
    others = _plus(_plus(others, _sum(tables.b2cs.values())), _untaxed(tables, registered=False))
    others = _less(others, _entries({"": tables.cdnur}))
    by_hsn = {kind: _sum(tables.hsn[kind].values()) for kind in (True, False)}
    return [
        _check("hsn_b2b", "Table 12 (B2B) against 4, 6B, 8 and 9B", registered, by_hsn[True]),
        _check("hsn_b2c", "Table 12 (B2C) against 5, 6A, 7, 8 and 9B", others, by_hsn[False]),
        _check("documents", "All tables against the documents", tables.sums[: len(FIGURES)], _plus(registered, others)),
    ]


def count_check(tables: Gstr1, issued: int) -> Check:
    """Compare table 13 with the documents."""
    return Check(
        "doc_issue",
        "Table 13 against the documents",
        {"documents": tables.documents},
        {"documents": issued},
    )


def _check(name: str, detail: str, expected: Sums, found: Sums) -> Check:
    return Check(
        name, detail, dict(zip(FIGURES, expected, strict=True)), dict(zip(FIGURES, found[: len(FIGURES)], strict=True))
    )


def _entries(lists: dict[str, list[Entry]]) -> Sums:
    return _sum(sums for entries in lists.values() for entry in entries for sums in entry.items.values())


def _untaxed(tables: Gstr1, *, registered: bool) -> Sums:
    total = sum(sum(columns) for (_, to_registered), columns in tables.nil.items() if to_registered == registered)
    return [total, 0, 0, 0, 0]


def _sum(rows: Iterable[Sums]) -> Sums:
    total = [0] * len(FIGURES)
    for row in rows:
        total = _plus(total, row[: len(FIGURES)])
    return total


def _plus(one: Sums, other: Sums) -> Sums:
    return [a + b for a, b in zip(one, other, strict=True)]


def _less(one: Sums, other: Sums) -> Sums:
    return [a - b for a, b in zip(one, other, strict=True)]
