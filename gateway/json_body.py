"""
Reading a body: its media type, its size, and strict JSON.

Floats come out as Decimal, so that 68.5 is exactly that. A number with an exponent, NaN or Infinity comes out as `BadNumber`,
so that the field it was sent for can refuse it by name together with every other fault of the body.
"""

import json
from decimal import Decimal
from typing import Any

from gateway.problems import Problem
from gateway.request_context import RequestContext

MOST_BYTES = 1024 * 1024
MOST_DEPTH = 32
LONGEST_NUMBER = 64


class BadNumber:
    """A number that JSON or Python can write and we do not take."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class _DuplicateKey(Exception):
    """An object names a key twice."""


def readable_body(context: RequestContext) -> None:
    """Read the body of a request that takes one: 415, 413, then 400 for what is not JSON."""
    if context.rules.body is None:
        return
    environ = context.environ
    media_type = environ.get("CONTENT_TYPE", "")
    if media_type != "application/json" and not _is_json(media_type):
        raise Problem("unsupported_media_type", "Send Content-Type: application/json.")
    if environ.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        raise Problem("unsupported_media_type", "Send the body without a Content-Encoding.")
    context.raw_body = loads(_read(environ))


def loads(body: bytes) -> Any:
    """Read one JSON value; a Problem says what is wrong with it."""
    try:
        value = _decoded(body.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise Problem("malformed_json", f"The body is not UTF-8 at byte {problem.start}.") from None
    except json.JSONDecodeError as problem:
        raise Problem("malformed_json", f"{problem.msg} at character {problem.pos}.") from None
    except _DuplicateKey as problem:
        raise Problem("duplicate_key", f"The key {problem.args[0][:64]!r} is named twice in one object.") from None
    except RecursionError:
        raise Problem("body_too_deep") from None
    if body.count(b"[") + body.count(b"{") > MOST_DEPTH and _is_deeper(value, MOST_DEPTH):
        raise Problem("body_too_deep")
    if b"\\u" in body and not _is_text(value):
        raise Problem("malformed_json", "A text holds half of a surrogate pair, which is no character.")
    return value


def _decoded(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer longer than Python reads at once
        return _PATIENT_DECODER.decode(text)


def _read(environ: dict[str, Any]) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MOST_BYTES:
        raise Problem("body_too_large")
    ends = environ.get("wsgi.input_terminated", False)  # the server knows where the body ends, a chunked one too
    try:
        body: bytes = environ["wsgi.input"].read(MOST_BYTES + 1 if ends else length)
    except Exception as problem:  # whatever the server has for a body that is not framed as HTTP wants it
        raise Problem("malformed_request", "The body is cut off or badly chunked.") from problem
    if len(body) < length:
        raise Problem("malformed_request", "The body is shorter than its Content-Length.")
    if len(body) > MOST_BYTES:
        raise Problem("body_too_large")
    return body


def _is_json(media_type: str) -> bool:
    name, _, parameters = media_type.partition(";")
    if name.strip().lower() != "application/json":
        return False
    charset = parameters.strip().lower().replace('"', "").replace(" ", "")
    return charset in {"", "charset=utf-8", "charset=utf8"}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKey(next(key for key in keys if keys.count(key) > 1))
    return made


def _float(text: str) -> Decimal | BadNumber:
    if "e" in text or "E" in text or len(text) > LONGEST_NUMBER:
        return BadNumber(text)
    return Decimal(text)


def _int(text: str) -> int | BadNumber:
    return int(text) if len(text) <= LONGEST_NUMBER else BadNumber(text)


def _is_deeper(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value.values())
    if isinstance(value, list):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value)
    return False


def _is_text(value: Any) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, dict):
        return all(_is_text(key) and _is_text(item) for key, item in value.items())
    if isinstance(value, list):
        return all(_is_text(item) for item in value)
    return True


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=BadNumber)
_PATIENT_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=BadNumber
)
