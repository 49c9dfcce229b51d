"""The month of a return: written `2026-06`, or `062026` as the government's `fp` is."""

import re
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(
    r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])|(?P<fp_month>0[1-9]|1[0-2])(?P<fp_year>20\d\d)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class ReturnPeriod:
    """A calendar month in India; documents count by the day they were issued."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """The first day of the month, which documents are kept under."""
        return date(self.year, self.month, 1)

    @property
    def fp(self) -> str:
        """The government's name of it: `062026`."""
        return f"{self.month:02d}{self.year:04d}"

    @property
    def label(self) -> str:
        """The name that reports use: `2026-06`."""
        return f"{self.year:04d}-{self.month:02d}"

    def shifted(self, months: int) -> "ReturnPeriod":
        """Give the month so many later, or earlier."""
        years, month = divmod(self.month - 1 + months, 12)
        return ReturnPeriod(self.year + years, month + 1)


def read_return_period(text: object) -> ReturnPeriod | None:
    """Read a period; None where it is none."""
    found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    year, month = found["year"] or found["fp_year"], found["month"] or found["fp_month"]
    return ReturnPeriod(int(year), int(month))
