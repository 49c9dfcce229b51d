"""What came back, read: a value, or the error that it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import _json
from ._retry import read_retry_after
from .errors import ApiError, NotAnAnswer, class_of


@dataclass(frozen=True)
class Response:
    """An answer as it came: for `request()`, and for hooks."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def request_id(self) -> str | None:
        """The id by which support finds the request."""
        return self.headers.get("Request-Id")

    @property
    def replayed(self) -> bool:
        """Whether this is the kept answer of an earlier request with the same Idempotency-Key."""
        return self.headers.get("Idempotent-Replayed") == "true"

    @property
    def etag(self) -> str | None:
        """The version of the object, for `if_match`."""
        return self.headers.get("ETag")

    def json(self) -> Any:
        """Read the body; amounts with decimals become Decimal."""
        return _json.loads(self.body)


def check(answer: Response, url: str, *, also: tuple[int, ...] = ()) -> Response:
    """Give the answer back when it is one; else raise what it is. `also`: statuses that are answers, too."""
    if 200 <= answer.status < 300 or answer.status in also:
        return answer
    if 300 <= answer.status < 400:
        target = answer.headers.get("Location", "nowhere")
        raise _stranger(
            answer,
            f"{url} answered {answer.status} and points to {target}. Redirects are not followed, as they could take the "
            "key elsewhere: is the base URL right (https, host, no path)?",
        )
    problem = object_of(answer, url)
    if not isinstance(problem.get("code"), str):
        raise _stranger(
            answer,
            f"{url} answered {answer.status} with JSON that is no problem document of this API. Is the base URL right?",
        )
    raise error_of(answer, problem)


def error_of(answer: Response, problem: Mapping[str, Any]) -> ApiError:
    """Make the error of a problem document."""
    retry_after = read_retry_after(answer.headers.get("Retry-After"))
    return class_of(answer.status)(
        answer.status, problem, body=answer.body, headers=answer.headers, retry_after=retry_after
    )


def object_of(answer: Response, url: str) -> dict[str, Any]:
    """Read a JSON object; raise NotAnAnswer with a sentence that helps for anything else."""
    try:
        value = answer.json()
    except ValueError as fault:
        raise _stranger(answer, _unreadable(answer, url, fault)) from None
    if not isinstance(value, dict):
        raise _stranger(answer, f"{url} answered {answer.status} with JSON that is no object. Is the base URL right?")
    return value


def _unreadable(answer: Response, url: str, fault: ValueError) -> str:
    media = answer.headers.get("Content-Type", "no Content-Type")
    if not answer.body:
        return f"{url} answered {answer.status} with nothing in it, where JSON belongs. Is a proxy in between?"
    if "html" in media or answer.body.lstrip()[:1] == b"<":
        return (
            f"{url} answered {answer.status} with HTML, not with JSON: {_head(answer.body)} "
            "Is the base URL right, or does a proxy or firewall in between answer?"
        )
    if answer.body.lstrip()[:1] in (b"{", b"["):
        return (
            f"{url} answered {answer.status} with JSON that cannot be read to its end ({fault}): {len(answer.body)} bytes "
            "came. Did a proxy cut it?"
        )
    return f"{url} answered {answer.status} with {media}, not with JSON: {_head(answer.body)} Is the base URL right?"


def _head(body: bytes) -> str:
    return repr(body[:80].decode("utf-8", "replace")) + "."


def _stranger(answer: Response, message: str) -> NotAnAnswer:
    return NotAnAnswer(message, status=answer.status, body=answer.body, headers=answer.headers)
