"""One JSON line a request: which, by whom, how it ended and how long it took. Never a key, a phone or a query."""

from flask import Response, request

from gateway.request_context import RequestContext
from kit.logs import get_logger

log = get_logger("gateway.access")


def note(context: RequestContext, response: Response, seconds: float) -> None:
    """Write the line."""
    principal = context.principal
    log.info(
        "request",
        request_id=context.request_id,
        method=request.method,
        path=request.path,
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
        account_id=principal.account_id if principal else None,
        key_id=principal.key_id if principal else None,
    )
