"""The taxes of a document added up: by HSN and rate, or by rate alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.billing.domain.receipt import ReceiptLine


@dataclass(frozen=True, slots=True)
class TaxRow:
    """The lines of one HSN and rate, or of one rate, added up."""

    hsn: str | None
    gst_rate_bp: int
    cess_rate_bp: int
    taxable_paise: int
    cgst_paise: int
    sgst_paise: int
    igst_paise: int
    cess_paise: int

    @property
    def tax_paise(self) -> int:
        """All taxes of the row."""
        return self.cgst_paise + self.sgst_paise + self.igst_paise + self.cess_paise


def tax_rows(lines: Sequence[ReceiptLine], *, by_hsn: bool = True) -> list[TaxRow]:
    """Add the lines up by HSN and rates, in the order in which they first come; or by rates alone, the lowest first."""
    groups: dict[tuple[str | None, int, int], list[ReceiptLine]] = {}
    for line in lines if by_hsn else sorted(lines, key=lambda line: (line.gst_rate_bp, line.cess_rate_bp)):
        groups.setdefault((line.hsn if by_hsn else None, line.gst_rate_bp, line.cess_rate_bp), []).append(line)
    return [_added_up(hsn, group) for (hsn, _, _), group in groups.items()]


def _added_up(hsn: str | None, lines: Sequence[ReceiptLine]) -> TaxRow:
    first = lines[0]
    return TaxRow(
        hsn,
        first.gst_rate_bp,
        first.cess_rate_bp,
        sum(line.taxable_paise for line in lines),
        sum(line.cgst_paise for line in lines),
        sum(line.sgst_paise for line in lines),
        sum(line.igst_paise for line in lines),
        sum(line.cess_paise for line in lines),
    )
