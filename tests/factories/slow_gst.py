"""
GST worked out slowly, in exact fractions of a rupee, straight from the formulas: what the service's integers are held against.

It shares no line of code with the service. Run as a program it writes the generated part of `sdks/vectors/gst.json` again:
`python -m tests.factories.slow_gst`.
"""

import json
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parents[2] / "sdks" / "vectors" / "gst.json"
RATES = ("0", "0.25", "1.5", "3", "5", "12", "18", "28", "40")
GENERATED = "generated"
LINES_OF_EACH_KIND, BILLS = 10, 150

Number = Fraction | int


def r2(rupees: Fraction) -> Fraction:
    """Round to the paisa, half up."""
    return Fraction(floor(rupees * 100 + Fraction(1, 2)), 100)


def line(value: Fraction, rate: Fraction, *, inclusive: bool, inter: bool) -> dict[str, Fraction]:
    """Split the value of a line, after all discounts, by the formula that fits."""
    half = igst = Fraction(0)
    if inclusive and inter:
        igst = r2(value * rate / (100 + rate))
    elif inclusive:
        half = r2(value * (rate / 2) / (100 + rate))
    elif inter:
        igst = r2(value * rate / 100)
    else:
        half = r2(value * rate / 200)
    tax = 2 * half + igst
    taxable = value - tax if inclusive else value
    return {"taxable_value": taxable, "cgst": half, "sgst": half, "igst": igst, "total": taxable + tax}


def shares(discount: Fraction, values: Sequence[Fraction]) -> list[Fraction]:
    """Share a bill discount by value: whole paise by floor, then one more to each of the largest remainders, earlier first."""
    if not discount:
        return [Fraction(0)] * len(values)
    exact = [discount * 100 * value / sum(values) for value in values]
    paise = [floor(share) for share in exact]
    while sum(paise) < discount * 100:
        left = [
            share - floor(share) if floor(share) == got else Fraction(-1)
            for share, got in zip(exact, paise, strict=True)
        ]
        paise[left.index(max(left))] += 1
    return [Fraction(share, 100) for share in paise]


def bill(
    items: Sequence[Mapping[str, Any]], *, inter: bool, discount: Fraction = Fraction(0), rounded: bool = False
) -> dict[str, Any]:
    """Work out a bill; an item has qty, rate, gst_rate, tax_inclusive and discount."""
    values = [r2(Fraction(item["qty"]) * Fraction(item["rate"])) - Fraction(item["discount"]) for item in items]
    parts = shares(discount, values)
    lines = [
        {
            **line(value - part, Fraction(item["gst_rate"]), inclusive=item["tax_inclusive"], inter=inter),
            "bill_discount": part,
        }
        for item, value, part in zip(items, values, parts, strict=True)
    ]
    sums = {
        name: sum((of[name] for of in lines), Fraction(0))
        for name in ("taxable_value", "cgst", "sgst", "igst", "total")
    }
    payable = sums.pop("total")
    grand_total = Fraction(floor(payable + Fraction(1, 2))) if rounded else payable
    return {"lines": lines, **sums, "round_off": grand_total - payable, "grand_total": grand_total}


def generated_lines(chance: random.Random) -> list[dict[str, Any]]:
    """Make lines of every rate, inclusive and exclusive, in one state and across: small, common and large values."""
    made = []
    for rate in RATES:
        for inclusive in (True, False):
            for inter in (False, True):
                for turn in range(LINES_OF_EACH_KIND):
                    most = (100, 100_00, 100_00, 1_000_00, 1_000_000_00)[turn % 5]
                    value = Fraction(chance.randint(1, most), 100)
                    made.append(
                        {
                            "why": f"{GENERATED}: {rate} % {'inclusive' if inclusive else 'exclusive'}, {turn + 1}",
                            "value": value,
                            "gst_rate": Fraction(rate),
                            "tax_inclusive": inclusive,
                            "inter_state": inter,
                            **line(value, Fraction(rate), inclusive=inclusive, inter=inter),
                        }
                    )
    return made


def generated_bills(chance: random.Random) -> list[dict[str, Any]]:
    """Make bills of one to eight lines, with discounts of line and bill, weighed goods, and rounded to the rupee or not."""
    return [_generated_bill(chance, number) for number in range(1, BILLS + 1)]


def _generated_bill(chance: random.Random, number: int) -> dict[str, Any]:
    items = [_generated_item(chance, place) for place in range(1, chance.randint(1, 8) + 1)]
    worth = sum(r2(item["qty"] * item["rate"]) - item["discount"] for item in items)
    discount = Fraction(chance.randint(0, int(worth * 100)), 100) if chance.random() < 0.5 else Fraction(0)
    inter, rounded = chance.random() < 0.4, chance.random() < 0.5
    out = bill(items, inter=inter, discount=discount, rounded=rounded)
    return {
        "why": f"{GENERATED}: bill {number}",
        "inter_state": inter,
        "discount": discount,
        "rounded": rounded,
        "items": [{**item, **part} for item, part in zip(items, out.pop("lines"), strict=True)],
        **out,
    }


def _generated_item(chance: random.Random, place: int) -> dict[str, Any]:
    milli = chance.choice([1000, 1000, 2000, 6000, chance.randint(1, 5000)])
    qty, rate = Fraction(milli, 1000), Fraction(chance.randint(1, 2000_00), 100)
    gross = r2(qty * rate)
    gst_rate = Fraction(chance.choice(RATES))
    return {
        "sku": f"SKU-{place}",
        "qty": qty,
        "rate": rate,
        "tax_inclusive": chance.random() < 0.7,
        "discount": Fraction(chance.randint(0, int(gross * 100)), 100) if chance.random() < 0.3 else Fraction(0),
        "gst_rate": gst_rate,
        "zero_rate_reason": None if gst_rate else "exempt",
    }


def as_json(value: Any) -> Any:
    """Write fractions as the shortest JSON numbers; all of them have a few decimals."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, dict):
        return {name: as_json(inner) for name, inner in value.items()}
    return [as_json(inner) for inner in value] if isinstance(value, list) else value


def vectors() -> dict[str, Any]:
    """Give the file as it should be: what was written by hand as it stands, then what is generated, always the same."""
    now = json.loads(VECTORS.read_text(encoding="utf-8"))
    chance = random.Random(20260628)
    by_hand = {
        name: [case for case in now[name] if not case["why"].startswith(GENERATED)] for name in ("lines", "bills")
    }
    return {
        "why": now["why"],
        "lines": [*by_hand["lines"], *as_json(generated_lines(chance))],
        "bills": [*by_hand["bills"], *as_json(generated_bills(chance))],
    }


def main() -> None:
    """Write the file, a case a line."""
    made = vectors()
    parts = [f' "why": {json.dumps(made["why"], ensure_ascii=False)}']
    for name in ("lines", "bills"):
        rows = ",\n".join(f"  {json.dumps(case, ensure_ascii=False)}" for case in made[name])
        parts.append(f' "{name}": [\n{rows}\n ]')
    VECTORS.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
