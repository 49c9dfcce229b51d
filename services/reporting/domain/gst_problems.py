"""What keeps a document out of a clean return: each problem names the document, the line, and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from services.reporting.domain.document import INVOICE, Document, Kind, read_kind
from services.reporting.domain.gst_rules import (
    B2CL,
    HSN_LENGTHS,
    NAMED_BUYER_FROM_PAISE,
    OTHER_COUNTRY,
    UNITS,
    UNTAXED,
    is_under_composition,
    is_zero_rated,
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
    for number, text, _ in document.lines:
        if not _is_clean(text, hsn_digits):
            kind = read_kind(text)
            yield from _of_the_hsn(document, number, kind, hsn_digits)
            yield from _of_the_rest(document, number, kind)


@lru_cache(maxsize=65_536)
def _is_clean(text: str, hsn_digits: int) -> bool:
    """Say whether nothing can be wrong with a line of this kind, whatever its document."""
    kind = read_kind(text)
    reasoned = kind.rate_bp > 0 or kind.zero_rate_reason in UNTAXED
    return reasoned and kind.unit in UNITS and _is_hsn(kind.hsn) and len(kind.hsn or "") >= hsn_digits


def _is_hsn(hsn: str | None) -> bool:
    return hsn is not None and len(hsn) in HSN_LENGTHS and hsn.isdigit()


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
    taxed = sum(sums[0] for _, text, sums in document.lines if read_kind(text).rate_bp)
    if section_of(document) == B2CL or taxed >= NAMED_BUYER_FROM_PAISE:
        yield Problem(
            document.number,
            None,
            "buyer_state_missing",
            "The buyer has no GSTIN, the invoice is large, and no state of the buyer is on it (Rule 46).",
            "Send customer.address.state with such sales; for this one, keep the buyer's address with your papers.",
        )


def _of_the_hsn(document: Document, number: int, kind: Kind, hsn_digits: int) -> Iterator[Problem]:
    hsn = kind.hsn
    if not hsn:
        code, detail = "hsn_missing", "The line has no HSN code, which table 12 is made of."
    elif not _is_hsn(hsn):
        code, detail = "hsn_invalid", f"{hsn} is no HSN code: it has 4, 6 or 8 digits."
    elif len(hsn) < hsn_digits:
        code, detail = "hsn_too_short", f"{hsn} has {len(hsn)} digits; {hsn_digits} are asked for."
    else:
        return
    fix = "Give the product its HSN for the sales to come, and enter the code of this line in table 12 by hand."
    yield Problem(document.number, number, code, detail, fix)


def _of_the_rest(document: Document, number: int, kind: Kind) -> Iterator[Problem]:
    if kind.unit not in UNITS:
        detail = f"{kind.unit} is no unit quantity code of the returns."
        yield Problem(document.number, number, "unit_unknown", detail, "Give the product a unit of the list.")
    if kind.rate_bp:
        return
    if kind.zero_rate_reason is None:
        detail = "A rate of zero has no reason; the line is listed as nil-rated."
        fix = "Give the product its zero_rate_reason: nil, exempt, non_gst or zero_rated."
        yield Problem(document.number, number, "zero_rate_reason_missing", detail, fix)
    elif kind.zero_rate_reason == "zero_rated" and not is_zero_rated(document):
        detail = "Only exports and supplies to SEZ are zero-rated; this one is listed at a rate of zero."
        fix = "Mark the buyer as SEZ, set place_of_supply 96, or give the product another reason."
        yield Problem(document.number, number, "zero_rated_not_export", detail, fix)
