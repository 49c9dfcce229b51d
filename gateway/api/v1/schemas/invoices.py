"""Sales as they are sent, and how a list of invoices is chosen."""

from typing import Any

from gateway.api.v1.schemas.batch import Items
from gateway.api.v1.schemas.numbers import Count, Money, Quantity
from gateway.api.v1.schemas.parties import Buyer
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.shape import Inner, Many, OneOrMany, Shape
from gateway.api.v1.schemas.values import Choice, Flag, IdempotencyKey, Instant, Metadata, State, Text
from kit.errors import Fault, fault

MODES = ("cash", "upi", "card", "netbanking", "wallet", "credit")
LATER_MODES = MODES[:-1]  # credit is what is due already
MOST_IN_A_BATCH = 100
MOST_LINES = 1000


def told(description: str) -> dict[str, str]:
    """Say what a field means here, where its name means something else elsewhere."""
    return {"description": description}


class Line(Shape):
    """What is sold on one line, by SKU or by product id."""

    sku = Text(64)
    product_id = Text(64)
    qty = Quantity(attribute="qty_milli", required=True)
    rate = Money(attribute="rate_paise")
    tax_inclusive = Flag()
    discount = Money(attribute="discount_paise", load_default=0)
    description = Text(500)

    def judge(self, _: dict[str, Any], raw: dict[str, Any], pointer: str, faults: list[Fault]) -> None:
        sku, product_id = raw.get("sku"), raw.get("product_id")
        if sku is None and product_id is None:
            faults.append(fault(f"{pointer}/sku", "required", "Name the product by sku or product_id."))
        elif sku is not None and product_id is not None:
            faults.append(fault(f"{pointer}/product_id", "invalid_type", "Send sku or product_id, not both."))


class Payment(Shape):
    """How a sale is paid; without an amount, all that is due."""

    mode = Choice(*MODES, required=True)
    amount = Money(attribute="amount_paise")
    reference = Text(200)


class LaterPayment(Shape):
    """A payment after the sale; without an amount, all that is due."""

    mode = Choice(*LATER_MODES, required=True)
    amount = Money(attribute="amount_paise", least=1)
    reference = Text(200)


class ReturnedItem(Shape):
    """What comes back of a line; without a quantity, all that is left of it."""

    line = Count(least=1, most=MOST_LINES, required=True, metadata=told("The line's number on the invoice."))
    qty = Quantity(
        attribute="qty_milli", metadata=told("How many units come back. Absent: all that is left of the line.")
    )
    restock = Flag(load_default=True, metadata=told("Whether the goods go back into stock. Absent: they do."))


class Refund(Shape):
    """A refund; without items, of all that is left of the invoice."""

    items = Many(ReturnedItem, least=1, most=MOST_LINES, metadata=told("What comes back. Absent: all that is left."))
    reason = Text(500, metadata=told("Why; it stands on the credit note."))
    mode = Choice(*LATER_MODES, metadata=told("How money goes back. Absent: as it was paid, the newest payment first."))


class Sale(Shape):
    """A sale to invoice."""

    store = Text(64, attribute="store_id")
    customer = Inner(Buyer)
    customer_id = Text(64)
    items = Many(Line, least=1, most=MOST_LINES, required=True)
    discount = Money(attribute="discount_paise", load_default=0)
    payment = OneOrMany(Payment, least=1, most=20, attribute="payments")
    place_of_supply = State(abroad=True)
    fulfilment = Choice("counter", "delivery", load_default="counter")
    issued_at = Instant()
    notes = Text(2000)
    metadata = Metadata()

    def judge(self, made: dict[str, Any], raw: dict[str, Any], pointer: str, faults: list[Fault]) -> None:
        payment = raw.get("payment")
        if type(payment) is list and len(payment) == 1:  # billing's pointers need its index
            made["payment_listed"] = True
        if raw.get("customer") is not None and raw.get("customer_id") is not None:
            faults.append(fault(f"{pointer}/customer_id", "invalid_type", "Send customer or customer_id, not both."))


class BatchedSale(Sale):
    """A sale of a batch; with the key under which it may have been sent alone before."""

    idempotency_key = IdempotencyKey()


class InvoicesBatch(Shape):
    """Sales to invoice, in their order, each by itself."""

    invoices = Items(BatchedSale, least=1, most=MOST_IN_A_BATCH, required=True)


class InvoicesQuery(ListQuery):
    """Which invoices, newest first."""

    store = Text(64, attribute="store_id")
    status = Choice("paid", "partially_paid", "unpaid")
    number = Text(16)
    customer = Text(64, attribute="customer_id")
    created_at_gte = Instant(data_key="created_at[gte]")
    created_at_lte = Instant(data_key="created_at[lte]")
