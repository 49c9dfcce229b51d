"""Developers, requests: every request of the last 30 days that came with a key of the account, and why it failed if it did."""

import json
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, request, url_for

from contracts.errors import ERRORS
from gateway import services
from gateway.dashboard import bus, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import page
from gateway.dashboard.here import me
from gateway.dashboard.spans import day_named, end_of, start_of
from gateway.dashboard.words import _
from gateway.problems import Problem
from gateway.request_context import current
from gateway.storage import api_keys
from gateway.storage import request_log as stored
from kit.clock import parse_rfc3339
from kit.errors import WireError
from kit.ids import is_id
from kit.logs import masked

CLASSES = ("2", "3", "4", "5")
METHODS = ("GET", "POST", "PATCH", "DELETE")
PAGES_OF = {
    "inv": ("dashboard.invoice", "invoice_id"),
    "cn": ("dashboard.credit_note", "credit_note_id"),
    "prod": ("dashboard.product", "product_id"),
    "cus": ("dashboard.customer", "customer_id"),
    "store": ("dashboard.store", "store_id"),
    "whk": ("dashboard.webhook", "endpoint_id"),
}
"""By the prefix of an id: the page that shows what it names, and the part of its address that is the id."""


@dashboard.get("/requests")
@page("requests:read")
def request_log() -> Response:
    """List the requests that the filters find."""
    wanted = request.args.get("find", "").strip()
    if is_id("req", wanted):
        return rendering.redirect_to("dashboard.logged_request", request_id=wanted)
    filters = _filters(wanted)
    found = _found(filters)
    days = {"from": day_named("from"), "to": day_named("to")}
    return rendering.render(
        "dashboard/developers/requests.html",
        chosen={**filters, "find": wanted, **days},
        is_filtered=any(filters.values()) or any(days.values()),
        classes=CLASSES,
        methods=METHODS,
        routes=_routes(),
        codes=sorted(ERRORS),
        first_page="cursor" not in request.args,
        **found,
    )


def _found(filters: dict[str, Any]) -> dict[str, Any]:
    """Read the page that the address asks for. What the filters find little of is looked for so far and, when asked to, further."""
    parts, account_id = current().parts, me().shown_account
    since, before = _span()
    bound_to = (account_id, request.path, filters, [str(day_named("from")), str(day_named("to"))])
    place = parts.cursors.read(request.args.get("cursor"), *bound_to)
    if place is not None:
        before = (parse_rfc3339(place[0]), place[1])
    with parts.db.transaction(account_id) as tx:
        rows = stored.newest_first(tx, account_id, filters, since=since, before=before, limit=bus.PAGE_ROWS + 1)
        stopped = None
        if len(rows) <= bus.PAGE_ROWS and any(filters.values()):
            stopped = stored.end_of_scan(tx, account_id, filters, since=since, before=before)
        keys = _keys(tx)
    shown = rows[: bus.PAGE_ROWS]
    last = (shown[-1]["at"], shown[-1]["request_id"]) if len(rows) > bus.PAGE_ROWS else stopped
    after = [last[0].isoformat(), last[1]] if last else None
    return {"rows": shown, "keys": keys, "stopped": stopped, "next_cursor": parts.cursors.write(after, *bound_to)}


@dashboard.get("/requests/<request_id>")
@page("requests:read")
def logged_request(request_id: str) -> Response:
    """Look at one request: what came, what was answered, what it made."""
    account_id = me().shown_account
    if not is_id("req", request_id):
        raise Problem("not_found")
    with current().parts.db.transaction(account_id) as tx:
        row = stored.find(tx, account_id, request_id)
        keys = _keys(tx)
    if row is None:
        raise Problem(
            "not_found",
            _("The log has no such request. It keeps 30 days, and a request appears after a second or two."),
        )
    return rendering.render(
        "dashboard/developers/request.html",
        row=row,
        key=keys.get(row["key_id"]),
        told=json.loads(row["problem"]) if row["problem"] and row["problem"].endswith("}") else None,
        sent=_pretty(row["body"]),
        error=ERRORS.get(row["error_code"] or ""),
        made=page_of(row["resource_id"]),
        idempotency=_idempotency(row["idempotency_key"]),
    )


def page_of(resource_id: str | None) -> str | None:
    """Give the address of the page that shows a thing; None when there is none that the member may open."""
    endpoint, name = PAGES_OF.get((resource_id or "").partition("_")[0], ("", ""))
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **{name: resource_id})  # type: ignore[arg-type]  # no part of an address has the name of an option


def _idempotency(key: str | None) -> dict[str, Any] | None:
    """Ask what a key has made: its state, or that nobody knows it (any more)."""
    if key is None or "•" in key:
        return None
    answers = services.ask_all("find_idempotency_key", {"key": key})
    for record in answers.values():
        if isinstance(record, dict):
            return {
                "state": record["state"],
                "resource_id": record["resource_id"],
                "url": page_of(record["resource_id"]),
            }
    if any(isinstance(problem, WireError) for problem in answers.values()):
        return {"state": "unknown"}
    return {"state": "none"}


def _filters(wanted: str) -> dict[str, Any]:
    given = request.args
    status = given.get("status", "")
    return {
        "status_class": int(status) if status in CLASSES else None,
        "code": given.get("code") if given.get("code") in ERRORS else None,
        "method": given.get("method") if given.get("method") in METHODS else None,
        "route": given.get("route", "")[:200] or None,
        "key_id": given.get("key", "")[:64] or None,
        "idempotency_key": masked(wanted[:255]) or None,
    }


def _span() -> tuple[datetime, tuple[datetime, str]]:
    """Give the first moment that is asked for, and the place before which the newest row stands."""
    now = current().at
    since, until = day_named("from"), day_named("to")
    oldest = now - timedelta(days=stored.DAYS_KEPT + 1)
    first = max(start_of(since), oldest) if since else oldest
    return first, (min(end_of(until), now + timedelta(minutes=1)) if until else now + timedelta(minutes=1), "")


def _keys(tx: Any) -> dict[str, dict[str, Any]]:
    return {row["key_id"]: row for row in api_keys.list_of(tx, me().shown_account)}


def _routes() -> list[str]:
    return sorted({rule.rule for rule in current_app.url_map.iter_rules() if rule.rule.startswith("/v1/")})


def _pretty(text: str | None) -> str | None:
    """Lay a body out for reading; one that was cut is shown as it is."""
    if text is None:
        return None
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text + " …"
