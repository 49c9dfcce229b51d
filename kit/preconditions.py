"""A change that is meant for one state of a thing (If-Match), judged under the lock of the thing."""

import hashlib

from kit.errors import Refusal


class PreconditionFailed(Refusal):
    """The thing has changed since the client read it."""

    code = "precondition_failed"


def refuse_if_changed(expected_body: str | None, body: str) -> None:
    """
    Compare the public body as it is now, read under the lock, with the SHA-256 that the gateway handed on (None: anything goes).

    To be called inside the effect, after the idempotency key was looked up, so that a repeated request still finds its answer.
    Raises PreconditionFailed.
    """
    if expected_body is not None and hashlib.sha256(body.encode()).hexdigest() != expected_body:
        raise PreconditionFailed("the object has changed since its ETag was read")
