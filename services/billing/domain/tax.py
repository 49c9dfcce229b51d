"""The tax of one line: exact integer arithmetic in paise and basis points, rounded half up, once."""

from dataclasses import dataclass

from kit.money import r2

WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Tax:
    """The parts of a line in paise. Always: cgst = sgst, and taxable + cgst + sgst + igst + cess = total."""

    taxable: int
    cgst: int
    sgst: int
    igst: int
    cess: int
    total: int


def line_value(qty_milli: int, rate_paise: int) -> int:
    """Return quantity times rate to the paisa."""
    return r2(qty_milli * rate_paise, 1000)


def tax_on(value: int, rate_bp: int, *, inclusive: bool, inter: bool, cess_rate_bp: int = 0) -> Tax:
    """
    Split the value of a line, after all discounts, into taxable value and taxes.

    An inclusive price holds its tax already (Rule 35 CGST): the tax is taken out first and the taxable
    value is what remains, since taxable first and tax on it loses a paisa (₹999 at 18 % would sum to 998.99).
    Cess, where it is still in force, bears on the same taxable value as the tax.
    """
    base = WHOLE_BP + rate_bp + cess_rate_bp if inclusive else WHOLE_BP
    half = 0 if inter else r2(value * rate_bp, 2 * base)
    igst = r2(value * rate_bp, base) if inter else 0
    cess = r2(value * cess_rate_bp, base) if cess_rate_bp else 0
    taxes = 2 * half + igst + cess
    if inclusive:
        return Tax(value - taxes, half, half, igst, cess, value)
    return Tax(value, half, half, igst, cess, value + taxes)
