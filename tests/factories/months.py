"""Months of a trading account as events: sales of every kind, refunds and later payments, from a seed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from kit.clock import rfc3339
from kit.messaging import Event
from kit.money import r2
from services.billing.domain.tax import tax_on
from tests.factories.reporting import an_event

GSTIN, STATE = "29AABCD4821K1ZK", "29"
BUYERS = ("27AAPFU0939F1ZV", "29AAGCB7383J1Z4", "33AAACH7409R1Z8")
STORES = tuple(f"store_{n:026d}" for n in range(3))
HSN = ("1902", "0401", "190230", "33051090", "998314")
SHARED = ("taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "cess_paise")
MODES = ("cash", "upi", "card")


def rates_on(at: datetime) -> list[int]:
    """The rates of goods before and since 22 September 2025."""
    old = at < datetime(2025, 9, 21, 18, 30, tzinfo=UTC)
    return [0, 25, 300, 500, 1200, 1800, 2800] if old else [0, 25, 300, 500, 1800, 4000]


class Trade:
    """A seeded stream of events. `kinds` gives the weights of sales over the counter, B2B, inter-state, SEZ and export."""

    def __init__(self, seed: int, *, kinds: tuple[int, ...] = (70, 15, 10, 3, 2), products: int = 40) -> None:
        self.random = random.Random(seed)
        self.kinds = kinds
        self.products = products
        self.numbers: dict[str, int] = {}
        self.sold: list[dict[str, Any]] = []
        self.returned: dict[tuple[str, int], int] = {}
        self.made = 0

    def events(
        self, count: int, first: datetime, days: int, *, refunds: float = 0.1, **envelope: Any
    ) -> Iterator[Event]:
        """Yield so many documents, dated within the days, in the order of their making."""
        step = timedelta(days=days) / count
        for n in range(count):
            at = first + n * step
            data = (self.refund(at) if self.sold and self.random.random() < refunds else None) or self.sale(at)
            yield an_event(data, id=self.identifier("evt"), occurred_at=rfc3339(at), **envelope)

    def identifier(self, prefix: str) -> str:
        """An id that sorts by the order of making and is nobody else's."""
        self.made += 1
        return f"{prefix}_{self.made:010d}{self.random.getrandbits(64):016X}"

    def sale(self, at: datetime) -> dict[str, Any]:
        """A sale of one to four lines to a buyer of some kind."""
        kind = self.random.choices(("counter", "b2b", "inter", "sez", "export"), self.kinds)[0]
        buyer, place = self._buyer(kind)
        inter = place != STATE or kind == "sez"
        lines = [self._line(number, at, inter, kind) for number in range(1, self.random.randint(1, 4) + 1)]
        sums = {name: sum(line[name] for line in lines) for name in SHARED}
        total = sum(line["total_paise"] for line in lines)
        round_off = self.random.choice((0, (total + 50) // 100 * 100 - total))
        paid = self.random.choice((0, total + round_off, (total + round_off) // 2))
        invoice = {
            "invoice_id": self.identifier("inv"),
            "invoice_no": self._number("INV", at),
            "store_id": self.random.choice(STORES),
            "document_type": "tax_invoice",
            "supplier_gstin": GSTIN,
            "supplier_state": STATE,
            "issued_at": rfc3339(at),
            "created_at": rfc3339(at),
            "place_of_supply": place,
            "inter_state": inter,
            "customer": buyer,
            "lines": lines,
            "discount_paise": sum(line["discount_paise"] for line in lines),
            **sums,
            "round_off_paise": round_off,
            "grand_total_paise": total + round_off,
            "amount_paid_paise": paid,
            "amount_due_paise": total + round_off - paid,
            "payments": [{"id": "pay", "mode": self.random.choice(MODES), "amount_paise": paid}] if paid else [],
        }
        self.sold.append(invoice)
        return invoice

    def refund(self, at: datetime) -> dict[str, Any] | None:
        """A note on some line of a sale made before: the cumulative share of what comes back; None if nothing is left."""
        invoice = self.random.choice(self.sold[-2000:])
        line = self.random.choice(invoice["lines"])
        before = self.returned.get((invoice["invoice_id"], line["line"]), 0)
        if before == line["qty_milli"]:
            return None
        after = self.random.randint(before + 1, line["qty_milli"])
        self.returned[invoice["invoice_id"], line["line"]] = after
        part = _returned_part(line, before, after)
        back = self.random.choice((part["total_paise"], part["total_paise"] // 3, 0))
        same = (
            "store_id",
            "document_type",
            "supplier_gstin",
            "supplier_state",
            "place_of_supply",
            "inter_state",
            "customer",
        )
        return {
            "credit_note_id": self.identifier("cn"),
            "credit_note_no": self._number("CN", at),
            "invoice_id": invoice["invoice_id"],
            "invoice_no": invoice["invoice_no"],
            "invoice_issued_at": invoice["issued_at"],
            "invoice_grand_total_paise": invoice["grand_total_paise"],
            **{name: invoice[name] for name in same},
            "gst_effective": self.random.random() > 0.05,
            "issued_at": rfc3339(at),
            "lines": [part],
            **{name: part[name] for name in SHARED},
            "round_off_paise": 0,
            "total_paise": part["total_paise"],
            "refunds": [{"id": "rfnd", "mode": self.random.choice(MODES), "amount_paise": back}] if back else [],
        }

    def _buyer(self, kind: str) -> tuple[dict[str, Any] | None, str]:
        if kind == "counter":
            return None, STATE
        if kind in ("b2b", "sez"):
            gstin = self.random.choice(BUYERS)
            return {"gstin": gstin, "sez": kind == "sez", "address": {"state": gstin[:2]}}, gstin[:2]
        place = "96" if kind == "export" else self.random.choice(("27", "33", "07"))
        return {"gstin": None, "sez": False, "address": {"state": place}}, place

    def _line(self, number: int, at: datetime, inter: bool, kind: str) -> dict[str, Any]:
        product = self.random.randrange(self.products)
        rate_bp = 0 if kind == "export" else self.random.choice(rates_on(at))
        reason = (
            None
            if rate_bp
            else ("zero_rated" if kind == "export" else self.random.choice(("nil", "exempt", "non_gst")))
        )
        value = self.random.randint(1, 90_000) * self.random.choice((1, 1, 1, 200))
        tax = tax_on(value, rate_bp, inclusive=self.random.random() < 0.7, inter=inter, cess_rate_bp=0)
        return {
            "line": number,
            "product_id": f"prod_{product:026d}",
            "sku": f"SKU-{product}",
            "name": f"Product {product}",
            "hsn": HSN[product % len(HSN)],
            "unit": "NOS",
            "qty_milli": self.random.randint(1, 9) * 1000,
            "gst_rate_bp": rate_bp,
            "zero_rate_reason": reason,
            "discount_paise": self.random.choice((0, 0, 500)),
            "bill_discount_paise": 0,
            "taxable_paise": tax.taxable,
            "cgst_paise": tax.cgst,
            "sgst_paise": tax.sgst,
            "igst_paise": tax.igst,
            "cess_paise": tax.cess,
            "total_paise": tax.total,
        }

    def _number(self, kind: str, at: datetime) -> str:
        year = (at + timedelta(hours=5, minutes=30) - timedelta(days=90)).year
        series = f"{kind}-{year}-"
        self.numbers[series] = self.numbers.get(series, 0) + 1
        return f"{series}{self.numbers[series]:05d}"


def _returned_part(line: dict[str, Any], before: int, after: int) -> dict[str, Any]:
    """A line's part that comes back: heads by cumulative share, the taxable value what is left of the total."""

    def share(name: str) -> int:
        return r2(line[name] * after, line["qty_milli"]) - r2(line[name] * before, line["qty_milli"])

    part = {**line, **{name: share(name) for name in (*SHARED[1:], "total_paise", "discount_paise")}}
    part["taxable_paise"] = part["total_paise"] - sum(part[name] for name in SHARED[1:])
    return {**part, "qty_milli": after - before, "restock": True}
