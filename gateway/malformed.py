"""The answer to bytes that are no request: the application never sees them, so the worker writes their problem document."""

import os
import socket
from typing import Any

from gunicorn.http import errors

from contracts.errors import ERRORS
from gateway import measures
from gateway.edge import ALWAYS, NOT_STORED
from gateway.problems import STATUS_OF_KIND, type_url
from gateway.settings import PUBLIC_URL
from gateway.versioning import CURRENT
from kit.clock import SystemClock
from kit.ids import new_id
from kit.logs import get_logger
from kit.wire_json import dumps

log = get_logger(__name__)

_REASONS = {400: "Bad Request", 500: "Internal Server Error"}
_DETAILS: dict[type[BaseException], str] = {
    errors.InvalidRequestLine: "The first line is no request line.",
    errors.InvalidRequestMethod: "The method is none.",
    errors.InvalidHTTPVersion: "Speak HTTP/1.1.",
    errors.InvalidHeaderName: "A header has a name that none may have.",
    errors.ObsoleteFolding: "A header goes on in the next line.",
    errors.UnsupportedTransferCoding: "Transfer-Encoding is chunked, alone, or left out.",
    errors.InvalidHeader: "A header is badly formed, named twice, or contradicts another.",
    errors.LimitRequestLine: "The address is longer than 4094 characters.",
    errors.LimitRequestHeaders: "More than 64 headers, or one longer than 8190 characters.",
    errors.ExpectationFailed: "Expect is 100-continue or left out.",
    errors.InvalidSchemeHeaders: "The X-Forwarded headers contradict each other.",
}


def answer(client: Any, problem: BaseException) -> None:
    """Write one answer; the caller closes the connection. Of what was sent nothing is repeated or logged."""
    code = "malformed_request" if isinstance(problem, errors.ParseException) else "internal_error"
    at = SystemClock().now()
    measures.answered(measures.OTHER, measures.MALFORMED, str(STATUS_OF_KIND[ERRORS[code].kind]), 0.0)
    request_id = new_id("req", at)
    if code == "internal_error":
        log.error("request_failed", exc_info=True, request_id=request_id)
    else:
        log.info("malformed_request", problem=type(problem).__name__, request_id=request_id)
    try:
        client.sendall(_written(code, _detail(code, problem), request_id))
        client.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the client has gone


def _detail(code: str, problem: BaseException) -> str:
    for kind, sentence in _DETAILS.items():
        if isinstance(problem, kind):
            return sentence
    return ERRORS[code].meaning


def _written(code: str, detail: str, request_id: str) -> bytes:
    entry, public_url = ERRORS[code], os.environ.get("SAATHIX_PUBLIC_URL", PUBLIC_URL)
    status = STATUS_OF_KIND[entry.kind]
    document = {
        "type": type_url(public_url, code),
        "title": entry.title,
        "status": status,
        "detail": detail,
        "instance": None,
        "code": code,
        "request_id": request_id,
        "retryable": entry.retryable,
    }
    body = dumps(document).encode()
    headers = [
        ("Connection", "close"),
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Request-Id", request_id),
        ("API-Version", CURRENT),
        *ALWAYS,
        NOT_STORED,
    ]
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
