"""The values of the public API: text, choices, times, phones, GSTINs, and metadata."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

import phonenumbers
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.in_ import gstin as gstin_number

from gateway.api.v1.schemas.shape import Compound, Scalar, Wrong, escaped
from gateway.idempotency.header import parse
from kit.clock import parse_rfc3339, rfc3339
from kit.errors import Fault, fault

STATES = frozenset(f"{number:02}" for number in (*range(1, 25), 26, 27, *range(29, 39), 97))
OTHER_COUNTRY = "96"
EARLIEST_YEAR = 1970
LONGEST_GSTIN = 32
"""With spaces or dashes in it."""

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
            return gstin_number.validate(raw if len(raw) <= LONGEST_GSTIN else "")
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


class IdempotencyKey(Scalar):
    """The idempotency key of an item of a batch, by the rules of the header."""

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not str:
            raise Wrong("invalid_type", "Send a text.")
        key = parse(raw)
        if key is None:
            raise Wrong("out_of_range", "Send 1 to 255 printable ASCII characters that do not begin with auto:.")
        return key


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
