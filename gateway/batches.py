"""The answer to a batch: a result for each item, in the order of the request."""

import json
from collections.abc import Sequence
from typing import Any

from flask import Response

from gateway import problems
from gateway.answers import JSON
from gateway.api.v1.schemas.batch import Item
from gateway.problems import Problem
from gateway.request_context import current
from kit.errors import WireError
from kit.wire_json import dumps

STATUS = {"created": 201, "updated": 200}


def batch(result: dict[str, Any], items: Sequence[Item]) -> Response:
    """
    Answer `{"data": [{"index", "status", "resource" | "error"}]}` from the service's results and from what was wrong already.

    Nothing in it is of this request alone, so that a repeated key gets the same bytes.
    """
    context = current()
    if result.get("replayed"):
        context.headers.append(("Idempotent-Replayed", "true"))
    results = json.loads(result["body"])["results"]
    data = [_entry(told, item) for told, item in zip(results, items, strict=True)]
    return Response(dumps({"data": data}).encode(), 200, content_type=JSON)


def _entry(told: dict[str, Any], item: Item) -> dict[str, Any]:
    if item.faults:
        problem = Problem("validation_failed", errors=item.faults)
    elif "error" in told:
        problem = problems.from_wire(WireError(**told["error"]))
    else:
        return {"index": told["index"], "status": STATUS[told["status"]], "resource": told["resource"]}
    error = problems.document(problem, current().parts.settings.public_url)
    return {"index": told["index"], "status": problem.status, "error": error}
