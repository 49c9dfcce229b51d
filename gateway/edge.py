"""The outermost layer: what every answer carries, and its lines in the logs, whoever made the answer."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

from gateway import access_log, measures, traces
from gateway.cors import headers_for_pages
from gateway.ratelimit.headers import headers_of
from gateway.request_context import CONTEXT, RequestContext
from gateway.request_log.log import RequestLog
from gateway.versioning import CURRENT
from kit import tracing
from kit.clock import Clock

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]

ALWAYS: Headers = [
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("Vary", "Authorization, API-Version"),
]

_UNTRACED = nullcontext()
NOT_STORED = ("Cache-Control", "no-store")
REVALIDATED = ("Cache-Control", "private, no-cache")
"""May be kept by the client that asked, and must be asked for again with its ETag."""


class Edge:
    """WSGI around WSGI: plain lists of headers, which Flask's response would check and copy one by one."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], clock: Clock, request_log: RequestLog) -> None:
        self._inner = inner
        self._clock = clock
        self._request_log = request_log

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began = self._clock.monotonic()

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            context: RequestContext | None = environ.get(CONTEXT)
            seconds = self._clock.monotonic() - began
            if context is not None:
                headers += headers_for(context)
                access_log.note(context, status, seconds * 1000)
                self._request_log.note(context, status, seconds * 1000)
            measures.answered(environ["REQUEST_METHOD"], measures.route(), status[:3], seconds)
            if tracing.on:
                traces.note_answer(environ, status[:3])
            return start_response(status, headers, *rest)

        measures.in_flight.add(1)
        try:
            with traces.of_request(environ) if tracing.on else _UNTRACED:
                return self._inner(environ, start)
        finally:
            measures.in_flight.add(-1)


def headers_for(context: RequestContext) -> Headers:
    """Give the headers that every answer carries, and those the request has collected on its way."""
    headers = [
        *ALWAYS,
        ("Request-Id", context.request_id),
        ("API-Version", context.version or CURRENT),
        *context.headers,
    ]
    headers += headers_for_pages(context)
    if context.etag is None:
        headers.append(NOT_STORED)
    else:
        headers += (REVALIDATED, ("ETag", context.etag))
    if context.verdict is not None:
        headers += headers_of(context.verdict)
    return headers
