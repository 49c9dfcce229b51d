"""Query parameters: texts that are read as what they stand for."""

import re
from datetime import date
from typing import Any

from gateway.api.v1.schemas.shape import Scalar, Shape, Wrong
from gateway.api.v1.schemas.values import Choice, Day, Gstin, Instant, Text
from kit.errors import Fault, fault

MOST_DAYS = 366


class WholeNumber(Scalar):
    """A whole number in a range."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str or not re.fullmatch(r"-?\d{1,19}", raw, re.ASCII):
            raise Wrong("invalid_number", "Send a whole number.")
        value = int(raw)
        if not self.least <= value <= self.most:
            raise Wrong("out_of_range", f"Send {self.least} to {self.most}.")
        return value


class ListQuery(Shape):
    """What every list takes."""

    limit = WholeNumber(1, 100, load_default=20)
    cursor = Text(1024)


class EventsQuery(ListQuery):
    """Which events, newest first; after a sequence number, oldest first."""

    type = Text(64)
    created_at_gte = Instant(data_key="created_at[gte]")
    after_sequence = WholeNumber(0, 2**63 - 1)


class ReceiptQuery(Shape):
    """How a document is printed; without a format, as Accept says."""

    format = Choice("html", "pdf")
    paper = Choice("a4", "80mm", load_default="a4")


class SalesReportQuery(Shape):
    """Which sales, and by what they are added up. Days are India's, both included."""

    granularity = Choice("hour", "day", "month", load_default="day")
    from_ = Day(data_key="from", attribute="from", required=True)
    to = Day(required=True)
    store = Text(64, attribute="store_id")
    group_by = Choice("store", "payment_mode", "gst_rate", "product")
    format = Choice("json", "csv")

    def judge(self, made: dict[str, Any], _: dict[str, Any], pointer: str, faults: list[Fault]) -> None:
        if "from" not in made or "to" not in made:
            return
        days = (date.fromisoformat(made["to"]) - date.fromisoformat(made["from"])).days + 1
        if not 1 <= days <= MOST_DAYS:
            faults.append(
                fault(f"{pointer}/to", "out_of_range", f"Ask for 1 to {MOST_DAYS} days, the last not before the first.")
            )


class GstReportQuery(Shape):
    """Which month of which registration. `gstn` is the file alone, as the GST portal takes it."""

    period = Text(
        7,
        pattern=r"20\d\d-(0[1-9]|1[0-2])|(0[1-9]|1[0-2])20\d\d",
        hint="Send a month: 2026-06, or 062026.",
        required=True,
    )
    gstin = Gstin()
    store = Text(64, attribute="store_id")
    hsn_digits = Choice("4", "6", "8", load_default="4")
    format = Choice("json", "gstn", load_default="json")
