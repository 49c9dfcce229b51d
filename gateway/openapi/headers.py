"""Headers: those that every answer carries and those that a few do, and those that a request may send."""

from typing import Any

from contracts.versioning import CURRENT, SERVED

Json = dict[str, Any]


def _header(description: str, *, required: bool = False, **schema: Any) -> Json:
    found: Json = {"description": description, "schema": {"type": "string", **schema}}
    return {**found, "required": True} if required else found


HEADERS: dict[str, Json] = {
    "Request-Id": _header(
        "Names this request in our logs; send it to us when you ask.", required=True, pattern="^req_[0-9A-Z]{26}$"
    ),
    "API-Version": _header("The version that this answer is written in.", required=True, enum=list(SERVED)),
    "RateLimit-Policy": _header('The key\'s quotas: `"minute";q=600;w=60, "second";q=60;w=1`.'),
    "RateLimit": _header("What is left of each (`r`) and in how many seconds there is room again (`t`)."),
    "X-RateLimit-Limit": _header("Requests in any minute.", type="integer"),
    "X-RateLimit-Remaining": _header("Requests left in this minute.", type="integer"),
    "X-RateLimit-Reset": _header("When there is room again, in seconds of Unix time.", type="integer"),
    "Location": _header("Where the new object is.", format="uri-reference"),
    "Idempotent-Replayed": _header(
        "`true` when this is the stored answer of an earlier request with the same key.", enum=["true"]
    ),
    "ETag": _header("Names these bytes; send it as If-None-Match to spare them, or as If-Match with a change."),
    "Link": _header('The next page: `<…>; rel="next"`. Absent on the last.'),
    "WWW-Authenticate": _header("How to authenticate.", required=True),
    "Retry-After": _header("Seconds to wait; never early.", type="integer", minimum=0),
}

ALWAYS = ("Request-Id", "API-Version")
LIMITS = ("RateLimit-Policy", "RateLimit", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")

PARAMETERS: dict[str, Json] = {
    "ApiVersion": {
        "name": "API-Version",
        "in": "header",
        "description": f"The version to be answered in; absent: the one the key was made with. This document describes {CURRENT}; "
        f"served are {', '.join(SERVED)}.",
        "schema": {"type": "string", "enum": [CURRENT]},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Up to 255 printable characters of your choice, such as a UUID. The same key with the same request gets the "
        "same answer for 48 hours, and nothing is done twice.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[!#-~]([ -~]*[!-~])?$"},
        "example": "till-1-0001",
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "ETags that you have: if one is current, 304 without a body.",
        "schema": {"type": "string"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag that your change is based on: 412 when the object has changed since.",
        "schema": {"type": "string"},
    },
}


def refer(*names: str) -> Json:
    """Refer to headers by name."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
