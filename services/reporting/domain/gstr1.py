"""
GSTR-1 of one registration and month: the tables, in paise, filled document by document.

A line goes to table 8 when it bears no tax for a reason of its own; all else stands in the table of its document. A note
takes away: from its invoice's row where rows are sums (7, 8, 12), and as an entry of its own where invoices are listed (9B).
"""

from collections.abc import Hashable
from operator import add
from typing import NamedTuple, TypeVar

from services.reporting.domain.document import CREDIT_NOTE, Document, Kind, read_kind
from services.reporting.domain.gst_rules import (
    B2B,
    B2CL,
    B2CS,
    EXPORT,
    is_registered,
    is_under_composition,
    is_zero_rated,
    section_of,
    untaxed_column,
)

Key = TypeVar("Key", bound=Hashable)
Sums = list[int]
"""Taxable value, IGST, CGST, SGST, cess, quantity."""
Items = dict[int, Sums]
"""Sums by rate."""


class Entry(NamedTuple):
    """An invoice or note that is listed by itself."""

    number: str
    day: str
    value_paise: int
    place_of_supply: str
    inter_state: bool
    kind: str
    items: Items


class Gstr1:
    """The tables. Keys are those of the government's file."""

    def __init__(self) -> None:
        self.b2b: dict[str, list[Entry]] = {}
        self.b2cl: dict[str, list[Entry]] = {}
        self.exp: dict[str, list[Entry]] = {}
        self.cdnr: dict[str, list[Entry]] = {}
        self.cdnur: list[Entry] = []
        self.b2cs: dict[tuple[bool, str, int], Sums] = {}
        self.nil: dict[tuple[bool, bool], list[int]] = {}
        self.hsn: dict[bool, dict[tuple[str, str, int], Sums]] = {True: {}, False: {}}
        self.sums: Sums = [0] * 6
        self.documents = 0
        self._retail: dict[tuple[bool, bool, str], dict[str, Sums]] = {}
        self._listed: dict[tuple[bool, bool], dict[str, Sums]] = {}

    def add(self, document: Document) -> bool:
        """Add a document; False where it has no place in a return: a commercial note, a bill under composition."""
        if not document.gst_effective or is_under_composition(document):
            return False
        self.documents += 1
        if section_of(document) == B2CS and not document.sez:
            self._add_retail(document)
        else:
            self._add_listed(document)
        return True

    def settle(self) -> None:
        """Put the retail lines into their tables, and all lines into table 12."""
        retail, self._retail = self._retail, {}
        for (note, inter, place), lines in retail.items():
            for text, sums in lines.items():
                kind, signed = read_kind(text), _negative(sums) if note else sums
                self._count(kind, signed, registered=False)
                column = untaxed_column(kind)
                if column is None:
                    _add(self.b2cs, (inter, place, kind.rate_bp), signed)
                else:
                    _add(self.nil, (inter, False), _in_column(column, signed[0]))
        listed, self._listed = self._listed, {}
        for (note, registered), lines in listed.items():
            for text, sums in lines.items():
                self._count(read_kind(text), _negative(sums) if note else sums, registered=registered)

    def _add_retail(self, document: Document) -> None:
        """Sum lines up by all that decides where they go: of a shop's month nearly every line, and but a few sums."""
        place = (document.kind == CREDIT_NOTE, bool(document.inter_state), document.place_of_supply)
        sums_of = self._retail.setdefault(place, {})
        for _, kind, sums in document.lines:
            _add(sums_of, kind, sums)

    def _add_listed(self, document: Document) -> None:
        note, registered = document.kind == CREDIT_NOTE, is_registered(document)
        zero_rated = is_zero_rated(document)
        items: Items = {}
        sums_of = self._listed.setdefault((note, registered), {})
        for _, text, sums in document.lines:
            kind = read_kind(text)
            _add(sums_of, text, sums)
            column = None if zero_rated else untaxed_column(kind)
            if column is None:
                _add(items, kind.rate_bp, sums)
            else:
                untaxed = -sums[0] if note else sums[0]
                _add(self.nil, (bool(document.inter_state), registered), _in_column(column, untaxed))
        if items:
            self._place(document, items)

    def _count(self, kind: Kind, signed: Sums, *, registered: bool) -> None:
        """Count a line, or many alike, in table 12 and in the sums. A service is not counted in units."""
        hsn = kind.hsn or ""
        row = (hsn, "NA" if hsn.startswith("99") else kind.unit, kind.rate_bp)
        _add(self.hsn[registered], row, signed)
        self.sums = list(map(add, self.sums, signed))

    def _place(self, document: Document, items: Items) -> None:
        """Put what is taxed or zero-rated of a document where its invoice belongs."""
        section = section_of(document)
        if section == B2CS:
            for rate_bp, sums in items.items():
                signed = _negative(sums) if document.kind == CREDIT_NOTE else sums
                _add(self.b2cs, (bool(document.inter_state), document.place_of_supply, rate_bp), signed)
            return
        entry = Entry(
            document.number,
            document.day,
            document.value_paise,
            document.place_of_supply,
            document.inter_state,
            _kind(document, section, items),
            items,
        )
        if document.kind == CREDIT_NOTE:
            self._list_note(document, section, entry)
        elif section == B2B:
            self.b2b.setdefault(document.buyer_gstin or "", []).append(entry)
        elif section == B2CL:
            self.b2cl.setdefault(document.place_of_supply, []).append(entry)
        else:
            self.exp.setdefault(entry.kind, []).append(entry)

    def _list_note(self, document: Document, section: str, entry: Entry) -> None:
        if section == B2B:
            self.cdnr.setdefault(document.buyer_gstin or "", []).append(entry)
        else:
            self.cdnur.append(entry)


def _kind(document: Document, section: str, items: Items) -> str:
    """Name the sort of entry in the government's words: SEZ and exports with or without payment of tax."""
    paid = any(sums[1] for sums in items.values())
    if section == B2CL:
        return "B2CL"
    if section == EXPORT:
        with_tax, without_tax = ("EXPWP", "EXPWOP") if document.kind == CREDIT_NOTE else ("WPAY", "WOPAY")
        return with_tax if paid else without_tax
    if document.sez:
        return "SEWP" if paid else "SEWOP"
    return "R"


def _in_column(column: int, paise: int) -> list[int]:
    return [paise if place == column else 0 for place in range(3)]


def _negative(sums: Sums) -> Sums:
    return [-amount for amount in sums]


def _add(rows: dict[Key, list[int]], key: Key, sums: Sums) -> None:
    row = rows.get(key)
    rows[key] = list(map(add, row, sums)) if row else sums
