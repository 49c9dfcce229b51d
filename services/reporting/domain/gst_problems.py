"""What keeps a document out of a clean return: each problem names the document, the line, and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from services.reporting.domain.document import INVOICE, Document, Line
from services.reporting.domain.gst_rules import (
    B2CL,
    HSN_LENGTHS,
    NAMED_BUYER_FROM_PAISE,
    OTHER_COUNTRY,
    UNITS,
    is_under_composition,
    section_of,
)

MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a document (`invoice` is its number) or of one of its lines."""

    invoice: str | None
    line: int | None
    code: str
    detail: str
    fix: str


def problems_of(document: Document, hsn_digits: int) -> Iterator[Problem]:
    """Name everything in a document that a return would be refused or questioned for."""
    if is_under_composition(document):
        yield Problem(
            document.number,
            None,
            "composition_document",
            "A store under composition made this bill of supply; it is in no GSTR-1.",
            "File CMP-08 and GSTR-4 for a registration under composition.",
        )
        return
    if not document.gst_effective:
        return
    if not document.buyer_gstin and (document.sez or document.value_paise >= NAMED_BUYER_FROM_PAISE):
        yield from _of_the_buyer(document)
    for line in document.lines:
        if not _is_good_hsn(line.hsn, hsn_digits):
            yield _of_the_hsn(document, line, hsn_digits)
        if not line.rate_bp or line.unit not in UNITS:
            yield from _of_the_line(document, line)


def _of_the_buyer(document: Document) -> Iterator[Problem]:
    if document.sez:
        yield Problem(
            document.number,
            None,
            "sez_without_gstin",
            "The buyer is marked as SEZ and has no GSTIN; table 6B lists SEZ buyers by theirs.",
            "Record the SEZ unit's GSTIN with the sale; this one is listed as a sale to a consumer.",
        )
    if document.kind != INVOICE or document.buyer_state is not None or document.place_of_supply == OTHER_COUNTRY:
        return
    taxed = sum(line.taxable_paise for line in document.lines if line.rate_bp)
    if section_of(document) == B2CL or taxed >= NAMED_BUYER_FROM_PAISE:
        yield Problem(
            document.number,
            None,
            "buyer_state_missing",
            "The buyer has no GSTIN, the invoice is large, and no state of the buyer is on it (Rule 46).",
            "Send customer.address.state with such sales; for this one, keep the buyer's address with your papers.",
        )


@lru_cache(maxsize=4096)
def _is_good_hsn(hsn: str | None, hsn_digits: int) -> bool:
    return hsn is not None and hsn_digits <= len(hsn) and len(hsn) in HSN_LENGTHS and hsn.isdigit()


def _of_the_hsn(document: Document, line: Line, hsn_digits: int) -> Problem:
    if not line.hsn:
        code, detail = "hsn_missing", "The line has no HSN code, which table 12 is made of."
    elif line.hsn.isdigit() and len(line.hsn) in HSN_LENGTHS:
        code, detail = "hsn_too_short", f"{line.hsn} has {len(line.hsn)} digits; {hsn_digits} are asked for."
    else:
        code, detail = "hsn_invalid", f"{line.hsn} is no HSN code: it has 4, 6 or 8 digits."
    fix = "Give the product its HSN for the sales to come, and enter the code of this line in table 12 by hand."
    return Problem(document.number, line.number, code, detail, fix)


def _of_the_line(document: Document, line: Line) -> Iterator[Problem]:
    if line.unit not in UNITS:
        detail = f"{line.unit} is no unit quantity code of the returns."
        yield Problem(document.number, line.number, "unit_unknown", detail, "Give the product a unit of the list.")
    if line.rate_bp:
        return
    if line.zero_rate_reason is None:
        detail = "A rate of zero has no reason; the line is listed as nil-rated."
        fix = "Give the product its zero_rate_reason: nil, exempt, non_gst or zero_rated."
        yield Problem(document.number, line.number, "zero_rate_reason_missing", detail, fix)
    elif line.zero_rate_reason == "zero_rated" and not (document.sez or document.place_of_supply == OTHER_COUNTRY):
        detail = "Only exports and supplies to SEZ are zero-rated; this one is listed at a rate of zero."
        fix = "Mark the buyer as SEZ, set place_of_supply 96, or give the product another reason."
        yield Problem(document.number, line.number, "zero_rated_not_export", detail, fix)
