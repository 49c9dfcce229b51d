"""Answers: the JSON that a service wrote, passed on as bytes, and nothing shaped twice."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.sansio.utils import get_current_url

from gateway import privacy
from gateway.request_context import current
from gateway.services import ask

JSON = "application/json"


def shown(result: dict[str, Any]) -> Response:
    """Answer a read with the body the service made."""
    return Response(result["body"].encode(), 200, content_type=JSON)


def saved_as(result: dict[str, Any], content_type: str) -> Response:
    """Answer a read with a file, which a browser saves under the name that the service gave it."""
    answer = Response(result["body"].encode(), 200, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{result["file_name"]}"'
    return answer


def made(result: dict[str, Any], *, at: str | None = None) -> Response:
    """Answer a write: 201 and where the new thing is (if it has an address), or 200 for one that was there; the same again for a repeated key."""
    context = current()
    context.resource_id = result["resource_id"]
    if result["created"] and at is not None:
        context.headers.append(("Location", f"{at}/{result['resource_id']}"))
    if result.get("replayed"):
        context.headers.append(("Idempotent-Replayed", "true"))
    return Response(result["body"].encode(), 201 if result["created"] else 200, content_type=JSON)


def masked_for_publishable(answer: Response) -> Response:
    """Hide the customer from a publishable key, all but the masked phone."""
    principal = current().principal
    if principal is not None and principal.read_only:
        answer.set_data(privacy.without_customer(answer.get_data()))
    return answer


def page(service: str, method: str, query: dict[str, Any], **of: str) -> Response:
    """Answer one page of a list (`of` what it belongs to); the cursor is for this account, address, version and these filters."""
    context = current()
    caller = context.caller()
    filters = {name: value for name, value in query.items() if name not in {"limit", "cursor"} and value is not None}
    bound_to = (caller.account_id, request.path, context.version, filters)
    after = context.parts.cursors.read(query["cursor"], *bound_to)
    result = ask(service, method, {"filters": filters, "after": after, "limit": query["limit"], **of})
    cursor = context.parts.cursors.write(result["next"], *bound_to)
    if cursor is None:
        end = '"has_more":false,"next_cursor":null'
    else:
        end = f'"has_more":true,"next_cursor":"{cursor}"'  # of letters that need no escaping
        context.headers.append(("Link", f'<{_next_url(cursor)}>; rel="next"'))
    return Response(f'{{"data":{result["body_items"]},{end}}}'.encode(), 200, content_type=JSON)


def _next_url(cursor: str) -> str:
    parameters = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{_address(request.scheme, request.host, request.path)}?{urlencode([*parameters, ('cursor', cursor)])}"


@lru_cache(maxsize=1024)
def _address(scheme: str, host: str, path: str) -> str:
    return get_current_url(scheme, host, "/", path)
