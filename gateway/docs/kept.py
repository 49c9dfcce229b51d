"""Answers that are the same for everybody and change with a release alone: made once a process, with ETag and gzip."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, current_app, request

from contracts.versioning import CURRENT
from gateway.request_context import current

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_NAME = "gateway.docs.kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes to serve, plain and compressed."""

    plain: bytes
    compressed: bytes
    content_type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, content_type: str) -> "Kept":
        """Keep a body."""
        return cls(body, gzip.compress(body, mtime=0), content_type, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def kept(name: str, make: Callable[[], Kept]) -> Kept:
    """Give what is kept by a name, made the first time it is asked for."""
    store: dict[str, Kept] = current_app.extensions.setdefault(_NAME, {})
    if name not in store:
        store[name] = make()
    return store[name]


def serve(body: Kept) -> Response:
    """Answer it, or 304 to a client that has it."""
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    context = current()
    context.version, context.etag = CURRENT, body.etag  # the documentation is that of the newest version
    if body.etag in request.headers.get("If-None-Match", ""):
        answer = Response(status=304)
        del answer.headers["Content-Type"]
        return answer
    answer = Response(body.compressed if zipped else body.plain, 200, content_type=body.content_type)
    answer.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Vary"] = "Accept-Encoding"
    if zipped:
        answer.headers["Content-Encoding"] = "gzip"
    return answer
