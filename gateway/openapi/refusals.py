"""Which problems an operation can answer: those of its guards, by its rules, and its own."""

from typing import Any

from contracts.errors import ERRORS
from gateway.openapi.headers import ALWAYS, LIMITS, refer
from gateway.problems import STATUS_OF_KIND, type_url
from gateway.rules import Rules

Json = dict[str, Any]

_KEY = ("key_missing", "key_unknown", "key_revoked", "key_expired", "scope_missing", "quota_exceeded")
_SERVICE = ("service_unavailable", "deadline_exceeded")
_BODY = (
    "malformed_json", "duplicate_key", "body_too_deep", "body_too_large", "unsupported_media_type", "validation_failed",
)  # fmt: skip
_IDEMPOTENCY = ("invalid_idempotency_key", "idempotency_key_in_use", "idempotency_key_reused")
OTHER_STATUS = {"product_archived": 422}
"""An archived product is a fault of a sale's body; of the product in the path it is the state (409)."""
_WITH_ERRORS = {"validation_failed": ("/items/0/qty", "out_of_range", "Send 0.001 to 9999999999.999.")}
_UNREAD = {"invalid_query": {"parameter": "limit", "code": "out_of_range", "detail": "Send 1 to 100."}}


def codes_of(rules: Rules, method: str, *, in_path: bool, own: tuple[str, ...]) -> list[str]:
    """Give the codes that an operation can answer, in the order of judgement."""
    found = ["unsupported_version", "invalid_query", "not_acceptable", "internal_error", *own]
    if not rules.public:
        found += _KEY + _SERVICE
        if method != "GET":
            found.append("key_is_read_only")
    if in_path:
        found.append("not_found")
    if rules.body is not None:
        found += _BODY
    if rules.query is not None and "cursor" in rules.query.fields:
        found.append("invalid_cursor")
    if rules.idempotent:
        found += _IDEMPOTENCY
    if rules.current is not None:
        found.append("precondition_failed")
    return [code for code in ERRORS if code in found]


def responses(codes: list[str], *, in_body: bool, limited: bool) -> dict[str, Json]:
    """Describe the refusals, a response for each status with its codes."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        usual = STATUS_OF_KIND[ERRORS[code].kind]
        by_status.setdefault(OTHER_STATUS.get(code, usual) if in_body else usual, []).append(code)
    return {str(status): _response(status, named, limited) for status, named in sorted(by_status.items())}


def examples(public_url: str) -> dict[str, Json]:
    """Write a problem with each code, as it is answered."""
    found = {code: _shown(code, STATUS_OF_KIND[entry.kind], public_url) for code, entry in ERRORS.items()}
    for code, status in OTHER_STATUS.items():
        found[_name(code, status)] = _shown(code, status, public_url)
    return {name: {"summary": value["title"], "value": value} for name, value in found.items()}


def _name(code: str, status: int) -> str:
    """Name an example: the code, with the status where it is not the usual one."""
    return code if status == STATUS_OF_KIND[ERRORS[code].kind] else f"{code}.{status}"


def _shown(code: str, status: int, public_url: str) -> Json:
    entry = ERRORS[code]
    document: Json = {
        "type": type_url(public_url, code),
        "title": entry.title,
        "status": status,
        "detail": entry.meaning,
        "instance": "/v1/invoices",
        "code": code,
        "request_id": "req_01HZK9V7PMQF8T2YB3D4E5G6H7",
        "retryable": entry.retryable,
    }
    if code in _WITH_ERRORS:
        document["errors"] = [dict(zip(("pointer", "code", "detail"), _WITH_ERRORS[code], strict=True))]
    if code in _UNREAD:
        document["errors"] = [_UNREAD[code]]
    if code == "quota_exceeded":
        document["violated-policies"] = ["minute"]
    return document


def _response(status: int, codes: list[str], limited: bool) -> Json:
    names = list(ALWAYS) + (list(LIMITS) if limited and status != 401 else [])
    if status == 401:
        names.append("WWW-Authenticate")
    if status in {409, 429, 503}:
        names.append("Retry-After")
    meanings = "\n".join(f"- [`{code}`](/docs/errors/{code}): {ERRORS[code].meaning}" for code in codes)
    narrowed = {"properties": {"code": {"enum": codes}, "status": {"const": status}}}
    return {
        "description": meanings,
        "headers": refer(*names),
        "content": {
            "application/problem+json": {
                "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]},
                "examples": {code: {"$ref": f"#/components/examples/{_name(code, status)}"} for code in codes},
            }
        },
    }
