"""
What each method of the bus takes, answers and refuses.

Requests carry integers: `_paise`, `_milli` (thousandths), `_bp` (basis points). The gateway has checked a client's body
before; a service reads requests through these schemas all the same, so that nothing else on the bus can hand it nonsense.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from contracts.faults import FAULTS

Fault = dict[str, Any]

REQUIRED = "required"
INVALID_TYPE = "invalid_type"
OUT_OF_RANGE = "out_of_range"
UNKNOWN_FIELD = "unknown_field"

_MAX_PAISE = 999_999_999_999
_MAX_MILLI = 9_999_999_999_999
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of surrogate pairs, which UTF-8 cannot write
_SUFFIXES = ("_paise", "_milli", "_bp")
_FIELD: dict[str, Any] = {"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE}


class InvalidRequest(Exception):
    """The request does not have the shape of the contract; `faults` name where, in the public API's field names."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{item['pointer']} {item['code']}" for item in faults))
        self.faults = faults


class Request(Schema):
    """A request on the bus. The messages of its fields are fault codes."""

    error_messages = {"unknown": UNKNOWN_FIELD, "type": INVALID_TYPE}  # noqa: RUF012  # as marshmallow declares it

    class Meta:
        unknown = RAISE


def read(schema: Schema, request: Any, *, at: str = "") -> dict[str, Any]:
    """Read a request by its schema; raises InvalidRequest naming every fault, the pointers beginning with `at`."""
    try:
        loaded: dict[str, Any] = schema.load(request)
    except ValidationError as problem:
        faults = [_fault(at + pointer, code) for pointer, code in _walk(problem.messages, "")]
        raise InvalidRequest(faults) from None
    return loaded


def public_name(name: str) -> str:
    """Give the public name of a wire field: `rate_paise` is `rate`, `store_id` is `store`."""
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return "store" if name == "store_id" else name


def text(longest: int, *, shortest: int = 1, **options: Any) -> fields.String:
    """A text of so many characters that PostgreSQL can keep."""
    length = validate.Length(min=shortest, max=longest, error=OUT_OF_RANGE)
    return fields.String(validate=[_storable, length], error_messages=_FIELD, **options)


def whole(least: int, most: int, **options: Any) -> fields.Integer:
    """A whole number in a range; a text or a fraction is none."""
    within = validate.Range(min=least, max=most, error=OUT_OF_RANGE)
    return fields.Integer(strict=True, validate=[within], error_messages=_FIELD, **options)


def paise(**options: Any) -> fields.Integer:
    """An amount of money, zero or more."""
    return whole(0, _MAX_PAISE, **options)


def milli(**options: Any) -> fields.Integer:
    """A quantity in thousandths, zero or more."""
    return whole(0, _MAX_MILLI, **options)


def flag(**options: Any) -> fields.Boolean:
    """True or false, and nothing that merely looks like it."""
    return Flag(error_messages=_FIELD, **options)


def metadata(**options: Any) -> fields.Dict:
    """Up to 50 pairs of texts of the client's own."""
    few = validate.Length(max=50, error=OUT_OF_RANGE)
    return fields.Dict(validate=[few, _texts], error_messages=_FIELD, **options)


def metadata_changes(**options: Any) -> fields.Dict:
    """Pairs to set, and keys to remove by null."""
    few = validate.Length(max=100, error=OUT_OF_RANGE)
    return fields.Dict(validate=[few, _texts_or_none], error_messages=_FIELD, **options)


class Flag(fields.Boolean):
    """A JSON boolean."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


def _storable(value: str) -> None:
    if _UNSTORABLE.search(value):
        raise ValidationError(INVALID_TYPE)


def _texts(pairs: Mapping[Any, Any]) -> None:
    _judge_pairs(pairs, text(500, shortest=0))


def _texts_or_none(pairs: Mapping[Any, Any]) -> None:
    _judge_pairs(pairs, text(500, shortest=0, allow_none=True))


def _judge_pairs(pairs: Mapping[Any, Any], value: fields.String) -> None:
    name = text(40)
    faults: dict[str, Any] = {}
    for key, content in pairs.items():
        try:
            name.deserialize(key)
            value.deserialize(content)
        except ValidationError as problem:
            faults[str(key)] = problem.messages
    if faults:
        raise ValidationError(faults)


def _walk(messages: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, str):
        yield pointer, messages
    elif isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else "/" + public_name(str(name)).replace("~", "~0").replace("/", "~1")
            yield from _walk(inner, pointer + step)
    else:
        for inner in messages:
            yield from _walk(inner, pointer)


def _fault(pointer: str, code: str) -> Fault:
    return {"pointer": pointer, "code": code, "detail": FAULTS[code].meaning}
