"""The catalogue of errors, made from the code that raises them."""

from flask import Blueprint, Response

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from gateway.answers import JSON
from gateway.problems import STATUS_OF_KIND, type_url
from gateway.request_context import current
from gateway.rules import public
from kit.wire_json import dumps

errors = Blueprint("errors", __name__, url_prefix="/v1/errors")


@errors.get("")
@public
def list_errors() -> Response:
    """List every code, what it means and what to do."""
    public_url = current().parts.settings.public_url
    document = {
        "data": [
            {
                "code": entry.code,
                "status": STATUS_OF_KIND[entry.kind],
                "type": type_url(public_url, entry.code),
                "title": entry.title,
                "meaning": entry.meaning,
                "what_to_do": entry.what_to_do,
                "retryable": entry.retryable,
            }
            for entry in ERRORS.values()
        ],
        "faults": [
            {"code": entry.code, "meaning": entry.meaning, "what_to_do": entry.what_to_do} for entry in FAULTS.values()
        ],
    }
    return Response(dumps(document).encode(), 200, content_type=JSON)
