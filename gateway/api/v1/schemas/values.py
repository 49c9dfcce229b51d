"""The values of the public API: text, choices, numbers in their units, times, phones, GSTINs, and metadata."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import phonenumbers
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.in_ import gstin as gstin_number

from gateway.api.v1.schemas.shape import Compound, Scalar, Wrong, escaped
from gateway.json_body import BadNumber
from kit import money
from kit.clock import parse_rfc3339, rfc3339
from kit.errors import Fault, fault

STATES = frozenset(f"{number:02}" for number in (*range(1, 25), 26, 27, *range(29, 39), 97))
OTHER_COUNTRY = "96"
LARGEST_PAISE = 999_999_999_999
LARGEST_MILLI = 9_999_999_999_999
EARLIEST_YEAR = 1970

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")


class Text(Scalar):
    """Text of 1 (or `least`) to `most` characters, without control characters."""

    def __init__(
        self, most: int, *, least: int = 1, pattern: str | None = None, hint: str = "", **options: Any
    ) -> None:
        super().__init__(**options)
        self.least, self.most, self.hint = least, most, hint
        self._pattern = re.compile(pattern) if pattern else None

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str:
            raise Wrong("invalid_type", "Send a text.")
        if not self.least <= len(raw) <= self.most:
            raise Wrong("out_of_range", f"Send {self.least} to {self.most} characters.")
        if _CONTROL.search(raw):
            raise Wrong("invalid_type", "Send a text without control characters.")
        if self._pattern is not None and not self._pattern.fullmatch(raw):
            raise Wrong("invalid_type", self.hint)
        return raw


class Choice(Scalar):
    """One of a few words."""

    def __init__(self, *words: str, **options: Any) -> None:
        super().__init__(**options)
        self.words = words

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str:
            raise Wrong("invalid_type", "Send a text.")
        if raw not in self.words:
            raise Wrong("out_of_range", f"Send one of {', '.join(self.words)}.")
        return raw


class Flag(Scalar):
    """true or false."""

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not bool:
            raise Wrong("invalid_type", "Send true or false.")
        return raw


class Number(Scalar):
    """A JSON number of a unit with so many decimals; an integer of the unit's smallest part inside."""

    factor = 1
    decimals = 0

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def value_of(self, raw: Any) -> Any:
        kind = type(raw)
        if kind is int:
            value = raw * self.factor
        elif kind is Decimal:
            value = self._exactly(raw)
        elif kind in {str, BadNumber}:
            raise Wrong("invalid_number", "Send a plain JSON number, without quotes or exponent.")
        else:
            raise Wrong("invalid_type", "Send a number.")
        if not self.least <= value <= self.most:
            raise Wrong("out_of_range", f"Send {self._shown(self.least)} to {self._shown(self.most)}.")
        return value

    def _exactly(self, raw: Decimal) -> int:
        """Scale without rounding: Decimal's context would cut a number of more than 28 digits."""
        whole, _, decimals = format(raw, "f").partition(".")
        decimals = decimals.rstrip("0")
        if len(decimals) > self.decimals:
            raise Wrong("too_many_decimals", f"Send at most {self.decimals} decimals.")
        return int(whole + decimals.ljust(self.decimals, "0"))

    def _shown(self, value: int) -> str:
        whole, part = divmod(value, self.factor)
        return f"{whole}.{part:0{self.decimals}}" if part else str(whole)


class Money(Number):
    """Rupees with at most 2 decimals; paise inside."""

    factor = money.PAISE_PER_RUPEE
    decimals = 2

    def __init__(self, *, least: int = 0, most: int = LARGEST_PAISE, **options: Any) -> None:
        super().__init__(least=least, most=most, **options)


class Quantity(Number):
    """A quantity with at most 3 decimals; thousandths inside."""

    factor = money.MILLI_PER_UNIT
    decimals = 3

    def __init__(self, *, least: int = 1, most: int = LARGEST_MILLI, **options: Any) -> None:
        super().__init__(least=least, most=most, **options)


class Rate(Number):
    """A percentage with at most 2 decimals; basis points inside."""

    factor = money.BASIS_POINTS_PER_PERCENT
    decimals = 2

    def __init__(self, *, least: int = 0, most: int = 10_000, **options: Any) -> None:
        super().__init__(least=least, most=most, **options)


class Instant(Scalar):
    """A time as RFC 3339, of any offset; UTC in whole seconds inside."""

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str or not _RFC3339.fullmatch(raw):
            raise Wrong("invalid_type", "Send a time such as 2026-06-28T10:14:22Z.")
        try:
            moment = parse_rfc3339(raw.upper())
        except (ValueError, OverflowError):
            raise Wrong("out_of_range", "Send a time that the calendar has.") from None
        if moment.year < EARLIEST_YEAR:
            raise Wrong("out_of_range", f"Send a time from {EARLIEST_YEAR} on.")
        return rfc3339(moment)


class Day(Scalar):
    """A day as YYYY-MM-DD."""

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str or not re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
            raise Wrong("invalid_type", "Send a day such as 2026-06-28.")
        try:
            return date.fromisoformat(raw).isoformat()
        except ValueError:
            raise Wrong("out_of_range", "Send a day that the calendar has.") from None


class Phone(Scalar):
    """A phone number in any form, India being the home country; E.164 inside."""

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str:
            raise Wrong("invalid_type", "Send a text.")
        number = e164(raw) if len(raw) <= 32 else None
        if number is None:
            raise Wrong("invalid_phone", "Send a valid phone number, such as +919876543210.")
        return number


class Gstin(Scalar):
    """A GSTIN with a right check digit; upper case inside."""

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str:
            raise Wrong("invalid_type", "Send a text.")
        try:
            return gstin_number.validate(raw[:32])
        except StdnumError:
            raise Wrong(
                "invalid_gstin", "Send a GSTIN: 15 characters, the last but one group ending in its check digit."
            ) from None


class State(Scalar):
    """A two-digit GST state code."""

    def __init__(self, *, abroad: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._codes = STATES | {OTHER_COUNTRY} if abroad else STATES

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str:
            raise Wrong("invalid_type", "Send a text of two digits.")
        if raw not in self._codes:
            raise Wrong("out_of_range", "Send a GST state code, such as 29 for Karnataka.")
        return raw


class Hsn(Scalar):
    """An HSN or SAC code."""

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str:
            raise Wrong("invalid_type", "Send a text of digits.")
        if not re.fullmatch(r"\d{4}|\d{6}|\d{8}", raw, re.ASCII):
            raise Wrong("invalid_hsn", "Send 4, 6 or 8 digits.")
        return raw


class Metadata(Compound):
    """Up to 50 pairs of text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(load_default=dict, **options)
        self._value = Text(500, least=0)

    def read(self, raw: Any, pointer: str, faults: list[Fault]) -> Any:
        if type(raw) is not dict:
            faults.append(fault(pointer, "invalid_type", "Send an object of texts."))
            return {}
        if len(raw) > 50:
            faults.append(fault(pointer, "out_of_range", "Send at most 50 pairs."))
            return {}
        return {key: self._read_pair(key, value, pointer, faults) for key, value in raw.items()}

    def _read_pair(self, key: str, value: Any, pointer: str, faults: list[Fault]) -> Any:
        place = f"{pointer}/{escaped(key)}"
        if not 1 <= len(key) <= 40 or _CONTROL.search(key):
            faults.append(fault(place, "out_of_range", "A key has 1 to 40 characters and no control characters."))
        try:
            return self._value.value_of(value)
        except Wrong as wrong:
            faults.append(fault(place, wrong.code, wrong.detail))
            return None


@lru_cache(maxsize=4096)
def e164(text: str) -> str | None:
    """Give a phone number as E.164, or None when it is no valid one."""
    try:
        number = phonenumbers.parse(text, "IN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
