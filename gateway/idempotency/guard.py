"""The guard that gives every write its idempotency key: the client's, or one of our own."""

from flask import request

from gateway.idempotency.fingerprint import fingerprint
from gateway.idempotency.header import OWN_PREFIX, parse
from gateway.problems import Problem
from gateway.request_context import RequestContext
from kit.caller import Idempotency


def idempotency_key(context: RequestContext) -> None:
    """Read the key. Without one we mint it, because a message on the bus can be delivered twice and its effect must not be."""
    if not context.rules.idempotent:
        return
    header = context.environ.get("HTTP_IDEMPOTENCY_KEY")
    if header is None:
        context.idempotency = Idempotency(OWN_PREFIX + context.request_id, context.request_id)
        return
    key = parse(header)
    if key is None:
        raise Problem("invalid_idempotency_key")
    print_of_request = fingerprint(
        context.environ["REQUEST_METHOD"], request.path, context.version or "", context.raw_body
    )
    context.idempotency = Idempotency(key, print_of_request)
