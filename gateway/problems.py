"""The one place that makes `application/problem+json` (RFC 9457), and the only one that knows which status a code has."""

from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from contracts import errors as catalogue
from contracts.errors import ERRORS
from contracts.faults import FAULTS
from gateway.request_context import current
from kit.errors import Fault, WireError
from kit.logs import get_logger
from kit.wire_json import dumps

log = get_logger(__name__)

STATUS_OF_KIND = {
    catalogue.UNREADABLE: 400,
    catalogue.UNAUTHENTICATED: 401,
    catalogue.FORBIDDEN: 403,
    catalogue.MISSING: 404,
    catalogue.METHOD: 405,
    catalogue.NOT_ACCEPTABLE: 406,
    catalogue.CONFLICT: 409,
    catalogue.PRECONDITION: 412,
    catalogue.TOO_LARGE: 413,
    catalogue.MEDIA_TYPE: 415,
    catalogue.INVALID: 422,
    catalogue.TOO_MANY: 429,
    catalogue.INTERNAL: 500,
    catalogue.UNAVAILABLE: 503,
    catalogue.TIMED_OUT: 504,
}

QUOTA_EXCEEDED_TYPE = (
    "https://iana.org/assignments/http-problem-types#quota-exceeded"  # draft-ietf-httpapi-ratelimit-headers
)
RETRY_AFTER_SECONDS = {"idempotency_key_in_use": 1, "service_unavailable": 2}
_CODE_OF_STATUS = {
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "body_too_large",
    415: "unsupported_media_type",
}
_OWN_MEMBERS = frozenset({"type", "title", "status", "detail", "instance", "code", "request_id", "retryable", "errors"})


class Problem(Exception):
    """A refusal on its way out. Guards and views raise it; nothing else makes an error answer."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        errors: list[Fault] | None = None,
        headers: dict[str, str] | None = None,
        members: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail or ERRORS[code].meaning
        self.errors = errors or []
        self.headers = headers or {}
        self.members = members or {}

    @property
    def status(self) -> int:
        """The HTTP status. A sale of an archived product is a fault of the body (422); changing one is a conflict (409)."""
        if self.code == "product_archived" and self.errors:
            return 422
        return STATUS_OF_KIND[ERRORS[self.code].kind]


def type_url(public_url: str, code: str) -> str:
    """Give the URL under which a code is explained."""
    return QUOTA_EXCEEDED_TYPE if code == "quota_exceeded" else f"{public_url}/docs/errors/{code}"


def from_wire(error: WireError) -> Problem:
    """Turn a service's refusal into a problem; what is not in the catalogue is our own fault and says nothing of the inside."""
    code = error.code
    if code in ERRORS:
        if ERRORS[code].kind == catalogue.INTERNAL:
            return Problem(code)
        return Problem(code, error.detail or None, errors=error.errors, members=error.facts)
    if code in FAULTS:  # a fault raised by itself
        faults = error.errors or [{"pointer": "", "code": code, "detail": error.detail or FAULTS[code].meaning}]
        return Problem("validation_failed", errors=faults)
    log.error("unknown_error_code", code=code, detail=error.detail)
    return Problem("internal_error")


def document(problem: Problem, public_url: str, *, instance: str | None = None, request_id: str | None = None) -> Any:
    """Write a problem down: one of a whole request with its path and id, one of an item of a batch without."""
    entry = ERRORS[problem.code]
    told: dict[str, Any] = {
        "type": type_url(public_url, problem.code),
        "title": entry.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "code": problem.code,
        "request_id": request_id,
        "retryable": entry.retryable,
    }
    if request_id is None:
        del told["instance"], told["request_id"]
    if problem.errors:
        told["errors"] = problem.errors
    told.update((name, value) for name, value in problem.members.items() if name not in _OWN_MEMBERS)
    return told


def response(problem: Problem, public_url: str) -> Response:
    """Answer with a problem."""
    context = current()
    context.problem = problem
    told = document(problem, public_url, instance=request.path, request_id=context.request_id)
    answer = Response(dumps(told).encode("utf-8", "replace"), problem.status, content_type="application/problem+json")
    if problem.code in RETRY_AFTER_SECONDS:
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[problem.code])
    for name, value in problem.headers.items():
        answer.headers[name] = value
    return answer


def register(app: Flask, public_url: str) -> None:
    """Answer everything that is raised anywhere in the application, unknown addresses too, with a problem."""

    @app.errorhandler(Problem)
    def refused(problem: Problem) -> Response:
        return response(problem, public_url)

    @app.errorhandler(WireError)
    def refused_by_service(error: WireError) -> Response:
        return response(from_wire(error), public_url)

    @app.errorhandler(HTTPException)
    def refused_by_framework(error: HTTPException) -> Response:
        return response(of_framework(error), public_url)

    @app.errorhandler(Exception)
    def broken(_: Exception) -> Response:
        log.error(
            "request_failed", exc_info=True, request_id=current().request_id
        )  # flask calls this inside its except
        return response(Problem("internal_error"), public_url)


def of_framework(error: HTTPException) -> Problem:
    """Turn what Flask or Werkzeug refuses into a problem."""
    status = error.code or 500
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return Problem(
            "method_not_allowed", f"This address takes {allowed or 'no method'}.", headers={"Allow": allowed}
        )
    if status >= 500:
        return Problem("internal_error")
    return Problem(_CODE_OF_STATUS.get(status, "invalid_query"))
