"""The first span of a request: below the client's traceparent if it sent one, else where the trace begins."""

from contextlib import AbstractContextManager
from typing import Any

from gateway import measures
from gateway.request_context import CONTEXT, RequestContext
from kit import tracing


def of_request(environ: dict[str, Any]) -> AbstractContextManager[Any]:
    """Trace a request. Its path is left out: there are ids, and phones, in it."""
    method = environ["REQUEST_METHOD"]
    if environ["PATH_INFO"] in measures.HEALTH:
        return tracing.untraced()
    return tracing.begin(
        method if method in measures.METHODS else "HTTP",
        tracing.SERVER,
        parent=environ.get("HTTP_TRACEPARENT"),
        attributes={"http.request.method": method, "network.protocol.version": environ["SERVER_PROTOCOL"][-3:]},
    )


def note_answer(environ: dict[str, Any], status: str) -> None:
    """Add how the request was answered, to its span."""
    span = tracing.current()
    if span is None:
        return
    template = measures.template(measures.route())
    span.name(f"{environ['REQUEST_METHOD']} {template}")
    context: RequestContext | None = environ.get(CONTEXT)
    request_id = context.request_id if context is not None else ""
    span.note({"http.route": template, "http.response.status_code": int(status), "saathix.request_id": request_id})
    if status.startswith("5"):
        span.fail(status)
