"""The API about itself: the shapes of problems, codes, keys of idempotency and health."""

from typing import Any

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from gateway.openapi.kinds import FLAG, TEXT, ident, many, maybe, ref, thing, words
from gateway.problems import STATUS_OF_KIND

Json = dict[str, Any]

IDEMPOTENCY_KEY = thing("What became of an Idempotency-Key.", key=TEXT, state=TEXT, resource_id=maybe(TEXT))

CATALOGUE_ENTRY = thing(
    "A code of a problem.",
    code=words(*ERRORS),
    status={"type": "integer"},
    type={"type": "string", "format": "uri"},
    title=TEXT,
    meaning=TEXT,
    what_to_do=TEXT,
    retryable=FLAG,
)

CATALOGUE_FAULT = thing("A code inside `errors[]`.", code=words(*FAULTS), meaning=TEXT, what_to_do=TEXT)

CATALOGUE = thing("Every code that a request can meet.", data=many(ref("ErrorCode")), faults=many(ref("FaultCode")))

HEALTH = thing("The process lives.", status=words("ok"))

READINESS = thing(
    "What a request can need, and whether it answers.",
    status=words("ready", "not_ready"),
    checks={"type": "object", "additionalProperties": words("ok", "unavailable")},
)

OPEN_API = thing("The document you are reading.", openapi=TEXT, info={"type": "object"}, paths={"type": "object"})

FAULT = thing(
    "One fault of a request: `pointer` says where in the body, `parameter` which one of the query.",
    ("pointer", "parameter"),
    pointer={"type": "string", "examples": ["/items/0/qty"]},
    parameter=TEXT,
    code=words(*dict.fromkeys([*FAULTS, *ERRORS])),
    detail=TEXT,
)

PROBLEM = thing(
    "A refusal or a failure (RFC 9457). `code` is stable; `retryable` says whether the same request may be sent again as it is.",
    ("errors", "violated-policies"),
    type={"type": "string", "format": "uri"},
    title=TEXT,
    status={"type": "integer", "enum": sorted(set(STATUS_OF_KIND.values()))},
    detail=TEXT,
    instance=TEXT,
    code=words(*ERRORS),
    request_id=ident("req"),
    retryable=FLAG,
    errors=many(ref("Fault")),
    **{"violated-policies": many(TEXT)},
)

ITEM_PROBLEM = {
    **PROBLEM,
    "description": "The problem with one item of a batch: pointers begin at the item.",
    "required": [name for name in PROBLEM["required"] if name not in {"instance", "request_id"}],
    "properties": {
        name: schema for name, schema in PROBLEM["properties"].items() if name not in {"instance", "request_id"}
    },
}

SHAPES: dict[str, Json] = {
    "IdempotencyKey": IDEMPOTENCY_KEY,
    "ErrorCode": CATALOGUE_ENTRY,
    "FaultCode": CATALOGUE_FAULT,
    "ErrorCatalogue": CATALOGUE,
    "Health": HEALTH,
    "Readiness": READINESS,
    "OpenApi": OPEN_API,
    "Fault": FAULT,
    "Problem": PROBLEM,
    "ItemProblem": ITEM_PROBLEM,
}
