"""The figures of a report row: stored as sums, so that any number of them add up; what is derived is derived at the end."""

from dataclasses import dataclass, fields
from typing import NamedTuple

from kit.money import r2


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over invoices (or over the lines or payments of one group). Taxes are net of credit notes; money is in paise."""

    invoices: int = 0
    grand_total_paise: int = 0
    round_off_paise: int = 0
    discount_paise: int = 0
    refunds_paise: int = 0
    taxable_paise: int = 0
    cgst_paise: int = 0
    sgst_paise: int = 0
    igst_paise: int = 0
    cess_paise: int = 0

    @property
    def gross_paise(self) -> int:
        """What the goods would have cost without discounts, taxes included: Σ(grand_total − round_off) + discount."""
        return self.grand_total_paise - self.round_off_paise + self.discount_paise

    @property
    def net_paise(self) -> int:
        """What was charged, less what was given back: gross − discount + round_off − refunds."""
        return self.gross_paise - self.discount_paise + self.round_off_paise - self.refunds_paise

    @property
    def average_basket_paise(self) -> int | None:
        """Σ grand_total / invoices, rounded half up; None without invoices."""
        return r2(self.grand_total_paise, self.invoices) if self.invoices else None

    def plus(self, other: "Figures") -> "Figures":
        """Add, figure by figure."""
        return Figures(*(getattr(self, name) + getattr(other, name) for name in COLUMNS))


COLUMNS = tuple(field.name for field in fields(Figures))


class Row(NamedTuple):
    """A period and group with its figures; a product has its newest SKU and name in the period."""

    period: str
    group: str | int | None
    figures: Figures
    sku: str | None = None
    name: str | None = None
