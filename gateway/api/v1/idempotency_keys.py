"""What became of an Idempotency-Key."""

from flask import Blueprint, Response

from gateway.answers import JSON
from gateway.problems import Problem
from gateway.rules import needs
from gateway.services import ask_all
from kit.errors import WireError
from kit.wire_json import dumps

idempotency_keys = Blueprint("idempotency_keys", __name__, url_prefix="/v1/idempotency-keys")


@idempotency_keys.get("/<key>")
@needs("idempotency:read")
def get_idempotency_key(key: str) -> Response:
    """Say what a key made. Each service keeps its own, so all five are asked."""
    answers = ask_all("find_idempotency_key", {"key": key})
    for record in answers.values():
        if isinstance(record, dict):
            document = {"key": key, "state": record["state"], "resource_id": record["resource_id"]}
            return Response(dumps(document).encode(), 200, content_type=JSON)
    for problem in answers.values():
        if isinstance(problem, WireError):  # one that could not be asked may have it
            raise problem
    raise Problem("not_found", "No request with this Idempotency-Key was carried out in the last 48 hours.")
