"""Asking the services for the account that is looked at: the same calls as the API makes, read as Python."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import request

from gateway import services
from gateway.members import audit
from gateway.request_context import current
from gateway.storage import audit_log
from kit.errors import WireError
from kit.idempotency import KEPT_AUTO

PAGE_ROWS = 25
MOST_AT_ONCE = 8
_SENT_AGAIN = "gateway.dashboard.sent_again"
MISSING_CODES = frozenset({"not_found"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list, and the cursor of the next one."""

    items: list[dict[str, Any]]
    next_cursor: str | None


def read(service: str, method: str, request: dict[str, Any], *, seconds: float | None = None) -> Any:
    """Read something: the document that the API shows, amounts as Decimal. Raises WireError."""
    return document(services.ask(service, method, request, seconds=seconds)["body"])


def read_all(**asked: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    """Read several things at the same time: under each name the document, or the WireError of the one that failed."""
    context = current()
    caller, bus = context.caller().to_wire(), context.parts.services

    def answer_to(question: tuple[str, str, dict[str, Any]]) -> Any:
        service, method, request = question
        try:
            return _document_of(bus.call(service, method, caller=caller, request=request))
        except WireError as problem:
            return problem

    with ThreadPoolExecutor(min(len(asked), MOST_AT_ONCE)) as pool:
        return dict(zip(asked, pool.map(answer_to, asked.values()), strict=True))


def listed(service: str, method: str, filters: Mapping[str, Any], *, limit: int = PAGE_ROWS, **of: Any) -> Listed:
    """
    Read the page of a list that the address asks for (`?cursor=`).

    Cursors are signed and bound to account, address and filters; a cursor of anything else is the problem invalid_cursor.
    """
    context = current()
    wanted = {name: value for name, value in filters.items() if value is not None and value != ""}
    bound_to = (context.caller().account_id, request.path, "dashboard", wanted)
    after = context.parts.cursors.read(request.args.get("cursor"), *bound_to)
    found = services.ask(service, method, {"filters": wanted, "after": after, "limit": limit, **of})
    return Listed(document(found["body_items"]), context.parts.cursors.write(found["next"], *bound_to))


def change(service: str, method: str, request: dict[str, Any]) -> Any:
    """Change something, once for each form however often it is sent; the document after it. Raises WireError."""
    return document(write(service, method, request)["body"])


def write(service: str, method: str, request: dict[str, Any]) -> Any:
    """Change something as `change` does; the service's whole answer, which says whether it was made now."""
    answer = services.write(service, method, request)
    current().environ[_SENT_AGAIN] = bool(answer.get("replayed"))
    return answer


def note(action: str, subject: str, **facts: Any) -> None:
    """Note in the audit log what the member has just changed in a service; of a form sent again, only what is not in it yet."""
    context = current()
    session = context.session
    if session is None:
        raise LookupError("nobody is logged in")
    from gateway.dashboard.here import browser

    who = session.actor(browser().address)
    with context.parts.db.transaction(session.own_account) as tx:
        if context.environ.get(_SENT_AGAIN):
            since = context.at - KEPT_AUTO
            if audit_log.is_noted(tx, who.account_id, action, subject, member_id=who.member_id, since=since):
                return
        audit.note(tx, who, action, subject, at=context.at, **facts)


def document(text: str | bytes) -> Any:
    """Read JSON with its amounts exact."""
    return json.loads(text, parse_float=Decimal)


def _document_of(answer: Any) -> Any:
    if not isinstance(answer, dict):
        return answer
    if "body" in answer:
        return document(answer["body"])
    return document(answer["body_items"]) if "body_items" in answer else answer
