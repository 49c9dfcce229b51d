"""
Conditional requests (RFC 9110, 13): every GET under a key answers a strong ETag; If-None-Match spares it, If-Match guards a PATCH.

An ETag is a hash of the bytes that are served, of their version and of what the key may see.
"""

import hashlib
import re
from functools import lru_cache

from flask import Response, request

from gateway.auth.principal import Principal
from gateway.idempotency.header import OWN_PREFIX
from gateway.problems import Problem
from gateway.request_context import RequestContext
from gateway.versioning import JSON, in_served_version

STALE = "stale"
"""Handed on as the expected body when the ETag is not the current one: no SHA-256 equals it."""

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def with_etag(context: RequestContext, answer: Response) -> None:
    """Give a GET's answer its ETag, or answer 304 without a body when the client has just these bytes."""
    principal = context.principal
    if (
        principal is None
        or answer.status_code != 200
        or context.environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or answer.mimetype != JSON
    ):
        return
    context.etag = etag_of(answer, context.version or "", principal)
    known = context.environ.get("HTTP_IF_NONE_MATCH")
    if known is not None and (known.strip() == "*" or context.etag in _strong(known)):
        answer.status_code = 304
        answer.set_data(b"")
        del answer.headers["Content-Type"], answer.headers["Content-Length"]


def unchanged(context: RequestContext) -> None:
    """
    The guard of a PATCH with If-Match: 412 unless the ETag is that of the object as it is now.

    The view is handed the SHA-256 of the body the change is meant for, so that the service can decide under its lock. With a
    client's own idempotency key only the service decides, for a repeated request must find its answer and not its own change.
    """
    condition = context.environ.get("HTTP_IF_MATCH")
    shown_by = context.rules.current
    if condition is None or shown_by is None or context.principal is None:
        return
    now = _shown_now(context, shown_by)
    body = hashlib.sha256(now.get_data()).hexdigest()
    in_served_version(context, now)
    if condition.strip() == "*" or etag_of(now, context.version or "", context.principal) in _TAG.findall(condition):
        context.expected_body = body
        return
    own_key = context.idempotency is None or context.idempotency.key.startswith(OWN_PREFIX)
    if own_key or not context.rules.takes_expected_body:
        raise Problem("precondition_failed")
    context.expected_body = STALE


def etag_of(answer: Response, version: str, principal: Principal) -> str:
    """Hash what is served."""
    seen = hashlib.sha256(_sight(version, principal.read_only, principal.granted, principal.store_id))
    seen.update(answer.get_data())
    return f'"{seen.hexdigest()[:32]}"'


@lru_cache(maxsize=1024)
def _sight(version: str, read_only: bool, granted: frozenset[str] | None, store_id: str | None) -> bytes:
    """Write down in which version and with whose eyes an answer is seen."""
    scopes = ",".join(sorted(granted)) if granted is not None else "*"
    return f"{version} {read_only} {scopes} {store_id}\n".encode()


def known_tags(context: RequestContext) -> list[str]:
    """Give the tags of If-None-Match without their quotes: of what the client has."""
    return [tag.strip('"') for tag in _strong(context.environ.get("HTTP_IF_NONE_MATCH", ""))]


def _strong(header: str) -> list[str]:
    """Give the tags of If-None-Match, which compares weakly: a proxy may have made ours weak."""
    return [tag.removeprefix("W/") for tag in _TAG.findall(header)]


def _shown_now(context: RequestContext, shown_by: object) -> Response:
    """Ask the GET view of the same path, without query parameters."""
    query = context.query
    shape = getattr(shown_by, "rules").query  # noqa: B009  # a view's attribute
    context.query = shape.read({}, "", []) if shape is not None else {}
    try:
        answer: Response = shown_by(**(request.view_args or {}))  # type: ignore[operator]  # a view
    finally:
        context.query = query
    return answer
