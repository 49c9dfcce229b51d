"""Everything that can go wrong, by what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .types import Fault


class SaathiXError(Exception):
    """Anything this package raises by itself."""


class ApiConnectionError(SaathiXError):
    """No answer: the server could not be reached, or the connection broke. Whether a write was done is not known here."""


class ApiTimeoutError(ApiConnectionError):
    """No answer in time."""


class NotAnAnswer(SaathiXError):
    """Something answered, and it was not this API: HTML, cut JSON, a redirect."""

    def __init__(self, message: str, *, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.headers = headers


class ApiError(SaathiXError):
    """The API refused or failed, and says why. `code` is stable; the words may change."""

    def __init__(
        self,
        status: int,
        problem: Mapping[str, Any],
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.status = status
        self.problem = problem
        """The whole problem document, with facts of its own such as `violated-policies`."""
        self.body = body
        self.headers: Mapping[str, str] = headers if headers is not None else {}
        self.retry_after = retry_after
        """Seconds to wait before trying again, when the API named them."""
        self.code: str = problem["code"]
        self.title: str | None = problem.get("title")
        self.detail: str | None = problem.get("detail")
        self.request_id: str | None = problem.get("request_id") or self.headers.get("Request-Id")
        self.retryable: bool = bool(problem.get("retryable"))
        self.errors: Sequence[Fault] = problem.get("errors") or []
        """Every fault of the request, each with its `pointer` into the body or its `parameter`."""
        super().__init__(self._told())

    def _told(self) -> str:
        lines = [f"{self.status} {self.code}: {self.detail or self.title or 'no detail'}"]
        for fault in self.errors:
            where = fault.get("pointer") or fault.get("parameter") or "the request"
            lines.append(f"  {where}: {fault.get('detail')} ({fault.get('code')})")
        if self.request_id:
            lines.append(f"  request id {self.request_id}")
        return "\n".join(lines)

    def __reduce__(self) -> Any:
        return _again, (type(self), self.status, dict(self.problem), self.body, dict(self.headers), self.retry_after)


class BadRequestError(ApiError):
    """The request cannot be read or is not one the address takes: 400, and every 4xx without a class of its own."""


class AuthenticationError(ApiError):
    """401: no key, or one that is unknown, revoked or expired."""


class PermissionDeniedError(ApiError):
    """403: the key may not do this."""


class NotFoundError(ApiError):
    """404: there is no such thing in this account."""


class ConflictError(ApiError):
    """409 and 412: the state does not allow it, such as too little stock, or an object that changed since it was read."""


class ValidationError(ApiError):
    """422: readable, and something in it is wrong; `errors` names every fault."""


class RateLimitError(ApiError):
    """429: too many requests; `retry_after` says when there is room again."""


class ServerError(ApiError):
    """5xx: the failure is the API's; send the request id when it stays."""


class SignatureError(SaathiXError):
    """A request does not prove that SaathiX sent it, just now. Answer it with 400 and do nothing else. `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


_CLASS_OF_STATUS: dict[int, type[ApiError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    412: ConflictError,
    422: ValidationError,
    429: RateLimitError,
}


def class_of(status: int) -> type[ApiError]:
    """Give the class of an error by its HTTP status; codes of the future land in it as well."""
    return ServerError if status >= 500 else _CLASS_OF_STATUS.get(status, BadRequestError)


def _again(
    kind: type[ApiError],
    status: int,
    problem: dict[str, Any],
    body: bytes,
    headers: dict[str, str],
    retry_after: float | None,
) -> ApiError:
    """Make an error again in another process."""
    return kind(status, problem, body=body, headers=headers, retry_after=retry_after)
