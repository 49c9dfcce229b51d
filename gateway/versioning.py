"""In which version of the API a request is answered: the guard that settles it, and the ways up and down (`contracts/versioning`)."""

import json
from email.utils import format_datetime

from flask import Response, request

from contracts import versioning
from contracts.versioning import CURRENT, SERVED, Version
from gateway.problems import Problem
from gateway.request_context import RequestContext
from kit.wire_json import dumps

JSON = "application/json"


def served_version(context: RequestContext) -> None:
    """Take the version of the API-Version header (`v1.4`, also `1.4`), else the one the key was made with."""
    asked = context.environ.get("HTTP_API_VERSION")
    if asked is None:
        asked = context.principal.api_version if context.principal else CURRENT
    if asked == CURRENT:
        context.version = CURRENT
        return
    version = versioning.version_named(asked.strip())
    if version is None:
        raise Problem("unsupported_version", f"Versions served: {', '.join(SERVED)}.")
    context.version = version.name
    context.headers += _warnings(version)


def raised_body(context: RequestContext) -> None:
    """Bring the body of an older version up to the newest, the only one that schemas and services know."""
    if context.version != CURRENT and isinstance(context.raw_body, dict):
        context.raw_body = versioning.up(context.version or CURRENT, resource(), context.raw_body)


def in_served_version(context: RequestContext, answer: Response) -> None:
    """Bring a JSON answer down to the version of the request. The newest passes as the bytes the service wrote."""
    if context.version == CURRENT or context.version is None or answer.mimetype != JSON:
        return
    document = json.loads(answer.get_data())
    answer.set_data(dumps(versioning.down(context.version, resource(), document)).encode())


def resource() -> str:
    """Name the resource of the request in hand: the first word of its path after `/v1`; outside v1 there is none."""
    return "".join(request.path.split("/")[2:3])


def _warnings(version: Version) -> list[tuple[str, str]]:
    """Write `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) of a version that will go."""
    headers = []
    if version.deprecated:
        headers.append(("Deprecation", f"@{int(version.deprecated.timestamp())}"))
    if version.sunset:
        headers.append(("Sunset", format_datetime(version.sunset, usegmt=True)))
    return headers
