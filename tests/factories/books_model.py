"""
A shop's books in plain Python: what a sale, a refund, a payment, a change of stock must come to, and what must be refused.

It shares no line with the services; amounts are `slow_gst`'s exact fractions. `judge_…` says which code refuses a request, or
None; `…` books it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from tests.factories import slow_gst

GOODS = {  # SKU → rate in paise, GST in percent, whether the rate includes it
    "TEA": (250_00, "5", True),
    "RICE": (64_50, "0", True),
    "SOAP": (35_99, "18", False),
}
OPENING_MILLI = 30_000
TAXES = ("cgst", "sgst", "igst")


@dataclass(frozen=True)
class Store:
    """A store as the model sees it: the registration it bills under, and its policies."""

    gstin: str
    negative: bool = False
    rounded: bool = False


@dataclass
class BillLine:
    """A line of a bill in paise, and how much of it has come back."""

    sku: str
    qty: int
    amounts: dict[str, int]
    returned: int = 0

    def credited(self, name: str) -> int:
        """What has been credited of an amount, cumulatively."""
        return paise(slow_gst.r2(Fraction(self.amounts[name] * self.returned, 100 * self.qty)))


@dataclass
class Bill:
    """An invoice: what it came to, what was paid, what came back."""

    store: str
    lines: list[BillLine]
    total: int
    paid: int
    refunded: int = 0
    given_back: int = 0

    @property
    def due(self) -> int:
        return self.total - self.refunded - (self.paid - self.given_back)

    @property
    def status(self) -> str:
        return "paid" if self.due == 0 else "partially_paid" if self.paid else "unpaid"


@dataclass
class Books:
    """Everything that a shop's database must agree with."""

    stores: dict[str, Store]
    stock: dict[tuple[str, str], int] = field(default_factory=dict)
    counted: dict[tuple[str, str], datetime] = field(default_factory=dict)
    bills: dict[str, Bill] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    payments: int = 0

    def bill(self, store: str, items: Sequence[tuple[str, int]], discount: int) -> Bill:
        """Work a sale out, unpaid."""
        asked = [
            {
                "qty": Fraction(qty, 1000),
                "rate": Fraction(GOODS[sku][0], 100),
                "gst_rate": Fraction(GOODS[sku][1]),
                "tax_inclusive": GOODS[sku][2],
                "discount": Fraction(0),
            }
            for sku, qty in items
        ]
        made = slow_gst.bill(asked, inter=False, discount=Fraction(discount, 100), rounded=self.stores[store].rounded)
        lines = [
            BillLine(sku, qty, {name: paise(amounts[name]) for name in (*TAXES, "total")})
            for (sku, qty), amounts in zip(items, made["lines"], strict=True)
        ]
        return Bill(store, lines, paise(made["grand_total"]), 0)

    def needed(self, store: str, items: Sequence[tuple[str, int]], issued_at: datetime | None) -> dict[str, int]:
        """What a sale takes from the shelf: not what a count after its date did not find any more."""
        wanted: Counter[str] = Counter()
        for sku, qty in items:
            wanted[sku] += qty
        return {sku: qty for sku, qty in wanted.items() if not self._in_the_count(store, sku, issued_at)}

    def judge_sale(self, store: str, items: Sequence[tuple[str, int]], issued_at: datetime | None) -> str | None:
        short = any(self.stock.get((store, sku), 0) < qty for sku, qty in self.needed(store, items, issued_at).items())
        return "insufficient_stock" if short and not self.stores[store].negative else None

    def sell(self, invoice_id: str, bill: Bill, paid: int, issued_at: datetime | None, payments: int) -> int:
        """Book a sale; returns its number in the series."""
        items = [(line.sku, line.qty) for line in bill.lines]
        takings = self.needed(bill.store, items, issued_at)
        self._open({(bill.store, sku) for sku, _ in items})
        for sku, qty in takings.items():
            self.stock[bill.store, sku] -= qty
        bill.paid = paid
        self.bills[invoice_id] = bill
        self.payments += payments
        self.events += Counter({"invoice.created": 1, "stock.changed": 1 if takings else 0})
        return self._number(bill.store, "invoice")

    def judge_refund(self, invoice_id: str, items: Sequence[tuple[int, int]] | None) -> str | None:
        """Items are (line, quantity); None is everything left."""
        lines = self.bills[invoice_id].lines
        if all(line.returned == line.qty for line in lines):
            return "nothing_to_refund"
        back: Counter[int] = Counter()
        for number, qty in items or ():
            back[number] += qty
        excess = any(lines[number - 1].returned + qty > lines[number - 1].qty for number, qty in back.items())
        return "refund_exceeds_invoice" if excess else None

    def refund(
        self, note_id: str, invoice_id: str, items: Sequence[tuple[int, int]] | None, restock: bool
    ) -> tuple[int, int]:
        """Book a credit note; returns its number in the series and what it comes to."""
        bill = self.bills[invoice_id]
        if items is None:
            items = [(number, line.qty - line.returned) for number, line in enumerate(bill.lines, 1)]
        for number, qty in items:
            line = bill.lines[number - 1]
            line.returned += qty
            if restock:
                self.stock[bill.store, line.sku] += qty
        full = all(line.returned == line.qty for line in bill.lines)
        credited = bill.total if full else min(sum(line.credited("total") for line in bill.lines), bill.total)
        note, due = credited - bill.refunded, bill.due
        bill.refunded = credited
        bill.given_back += note - (due - max(due - note, 0))
        self.notes.append(note_id)
        self.events += Counter({"invoice.refunded": 1, "stock.changed": 1 if restock else 0})
        return self._number(bill.store, "credit_note"), note

    def judge_payment(self, invoice_id: str, amount: int) -> str | None:
        return "validation_failed" if amount > self.bills[invoice_id].due or amount == 0 else None

    def pay(self, invoice_id: str, amount: int) -> None:
        self.bills[invoice_id].paid += amount
        self.payments += 1
        self.events["payment.received"] += 1

    def judge_move(self, store: str, sku: str, delta: int) -> str | None:
        """A change by so much, by hand or by a transfer."""
        after = self.stock.get((store, sku), 0) + delta
        return "insufficient_stock" if delta < 0 and after < 0 and not self.stores[store].negative else None

    def move(self, changes: dict[tuple[str, str], int]) -> None:
        """Book what a document changes by hand, each store once."""
        self._open(set(changes))
        for place, delta in changes.items():
            self.stock[place] += delta
        self.events["stock.changed"] += 1 if any(changes.values()) else 0

    def _in_the_count(self, store: str, sku: str, issued_at: datetime | None) -> bool:
        counted = self.counted.get((store, sku))
        return issued_at is not None and counted is not None and issued_at < counted

    def _open(self, places: set[tuple[str, str]]) -> None:
        new = places - self.stock.keys()
        self.stock |= dict.fromkeys(new, 0)
        self.events["stock.opened"] += 1 if new else 0

    def _number(self, store: str, document: str) -> int:
        self.numbers[self.stores[store].gstin, document] += 1
        return self.numbers[self.stores[store].gstin, document]


def paise(rupees: Fraction) -> int:
    """Rupees in whole paise; there is nothing behind the second decimal."""
    assert (rupees * 100).denominator == 1
    return int(rupees * 100)
