"""What decides where a document goes in GSTR-1: thresholds and forms by date, as data with their source."""

from dataclasses import dataclass

from services.reporting.domain.document import BILL_OF_SUPPLY, Document, Kind, read_kind

B2B, B2CL, B2CS, EXPORT = "b2b", "b2cl", "b2cs", "exp"
OTHER_COUNTRY = "96"
UNTAXED = {"nil": 0, "exempt": 1, "non_gst": 2}
"""The reasons for a rate of zero that table 8 lists, and their columns."""
HSN_LENGTHS = (4, 6, 8)
NAMED_BUYER_FROM_PAISE = (
    50_000_00  # Rule 46(e) CGST: from this taxable value on, an unregistered buyer's state is on the bill
)

UNITS = frozenset(
    "BAG BAL BDL BKL BOU BOX BTL BUN CAN CBM CCM CMS CTN DOZ DRM GGK GMS GRS GYD KGS KLR KME LTR MLT MTR MTS NOS OTH PAC "
    "PCS PRS QTL ROL SET SQF SQM SQY TBS TGM THD TON TUB UGS UNT YDS NA".split()
)
"""The unit quantity codes of the returns."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """An amount that holds from a day on."""

    since: str
    paise: int
    source: str


LARGE_INVOICES = (
    Threshold("2017-07-01", 250_000_00, "Rule 59(4) CGST as first made"),
    Threshold("2024-08-01", 100_000_00, "Notification 12/2024-Central Tax of 10 July 2024"),
)
"""An inter-state invoice to an unregistered buyer is listed by itself when its value is above this."""

HSN_SPLIT_SINCE = "2025-05-01"  # GSTN advisory of 11 April 2025, phase III of table 12: tabs for B2B and B2C


def large_above_paise(day: str) -> int:
    """Return the value above which an inter-state invoice to an unregistered buyer of this day stands in table 5."""
    in_force = [threshold for threshold in LARGE_INVOICES if threshold.since <= day]
    return (in_force or LARGE_INVOICES[:1])[-1].paise


def section_of(document: Document) -> str:
    """Say where an invoice stands, or the invoice of a note: it is judged by its own day and value."""
    if document.place_of_supply == OTHER_COUNTRY:
        return EXPORT
    if document.buyer_gstin:
        return B2B
    if document.inter_state and document.original_value_paise > large_above_paise(document.original_day):
        return B2CL
    return B2CS


def is_registered(document: Document) -> bool:
    """Say whether it counts as a supply to a registered buyer, in tables 8 and 12; an export does not."""
    return bool(document.buyer_gstin) and document.place_of_supply != OTHER_COUNTRY


def is_zero_rated(document: Document) -> bool:
    """Say whether all of it is a zero-rated supply, whatever its goods are: an export, or to SEZ (s.16 IGST)."""
    return document.sez or document.place_of_supply == OTHER_COUNTRY


def untaxed_column(kind: Kind) -> int | None:
    """Return a line's column in table 8; None where it bears tax or is zero-rated. No reason counts as nil-rated."""
    return None if kind.rate_bp else UNTAXED.get(kind.zero_rate_reason or "nil")


def is_under_composition(document: Document) -> bool:
    """Say whether the store paid no tax by composition: its bill of supply gives goods that are taxed elsewhere no reason."""
    if document.document_type != BILL_OF_SUPPLY:
        return False
    kinds = [read_kind(kind) for _, kind, _ in document.lines]
    return any(kind.rate_bp == 0 and kind.zero_rate_reason is None for kind in kinds)
