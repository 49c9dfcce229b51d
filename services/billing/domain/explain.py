"""Why a line bears the tax it bears: the rule, the rate's source and the formula, with the numbers put in."""

from dataclasses import dataclass
from datetime import date

from kit.money import rate_out, rupees_out
from services.billing.domain.invoice import Line
from services.billing.domain.place_of_supply import PlaceOfSupply
from services.billing.domain.states import state_tax_label
from services.billing.domain.tax_rates import period_on


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    The tax of one line, explained.

    `rule` is what settled the place of supply; `rate_source` is `product`, or `composition` where the store charges no tax;
    `in_force_since` and `notification` name the list of rates that holds on the day of the bill.
    """

    line: int
    rule: str
    place_of_supply: str
    rate_bp: int
    rate_source: str
    in_force_since: date | None
    notification: str | None
    formula: str
    gross_paise: int
    value_paise: int


def explain(line: Line, place: PlaceOfSupply, day: date, *, composition: bool) -> Explanation:
    """Explain one line of a sale dated on this day."""
    period = period_on(day)
    value = line.total_paise if line.tax_inclusive else line.taxable_paise
    return Explanation(
        line=line.number,
        rule=place.rule,
        place_of_supply=place.state,
        rate_bp=line.gst_rate_bp,
        rate_source="composition" if composition else "product",
        in_force_since=period.since if period else None,
        notification=period.source if period else None,
        formula=_no_tax(line, composition=composition) or _formula(line, place, value),
        gross_paise=value + line.discount_paise + line.bill_discount_paise,
        value_paise=value,
    )


def _no_tax(line: Line, *, composition: bool) -> str | None:
    if composition:
        return "no tax: the store is under composition (s.10 CGST Act)"
    if line.gst_rate_bp == 0 and line.cess_rate_bp == 0:
        return f"no tax: the rate is 0 % ({line.zero_rate_reason or 'nil'})"
    return None


def _formula(line: Line, place: PlaceOfSupply, value: int) -> str:
    """Write the formula as `domain.tax` reckons it; r2 rounds to the paisa, half up."""
    rate, worth = rate_out(line.gst_rate_bp), rupees_out(value)
    base = rate_out(10_000 + line.gst_rate_bp + line.cess_rate_bp) if line.tax_inclusive else 100
    if place.inter:
        tax = rupees_out(line.igst_paise)
        steps, taxes = [f"igst = r2({worth} × {rate} ÷ {base}) = {tax}"], [f"{tax}"]
    else:
        half, state_tax = rupees_out(line.cgst_paise), state_tax_label(place.state).lower()
        steps, taxes = [f"cgst = {state_tax} = r2({worth} × {rate} ÷ 2 ÷ {base}) = {half}"], [f"2 × {half}"]
    if line.cess_rate_bp:
        cess = rupees_out(line.cess_paise)
        steps.append(f"cess = r2({worth} × {rate_out(line.cess_rate_bp)} ÷ {base}) = {cess}")
        taxes.append(f"{cess}")
    if line.tax_inclusive:
        steps.append(f"taxable_value = {' − '.join([str(worth), *taxes])} = {rupees_out(line.taxable_paise)}")
    else:
        steps.append(f"total = {' + '.join([str(worth), *taxes])} = {rupees_out(line.total_paise)}")
    return "; ".join(steps)
