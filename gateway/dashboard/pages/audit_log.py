"""Settings → Audit log: who changed what and when, with filters."""

import json
from datetime import date
from urllib.parse import urlencode

from flask import Response, request

from gateway.dashboard import rendering, spans
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.here import me
from gateway.dashboard.words import _
from gateway.members.audit import ACTIONS
from gateway.request_context import current
from gateway.storage import audit_log as stored

ROWS = 50
FILTERS = ("action", "actor", "from", "to")


@dashboard.get("/settings/audit")
@page("audit:read")
def audit_log() -> Response:
    """Look at the audit log, the newest entries first."""
    form, account_id = Form({name: request.args.get(name, "").strip() for name in FILTERS}), me().own_account
    first, last = _day(form, "from"), _day(form, "to")
    with current().parts.db.transaction(account_id) as tx:
        rows = stored.newest_first(
            tx,
            account_id,
            action=form.text("action") or None,
            actor=form.text("actor") or None,
            since=spans.start_of(first) if first else None,
            until=spans.end_of(last) if last else None,
            before=request.args.get("before") or None,
            limit=ROWS + 1,
        )
        actors = stored.actors(tx, account_id)
    asked = {name: form.text(name) for name in FILTERS if form.text(name)}
    shown = {
        "entries": [{**row, "facts": _facts(row["facts"])} for row in rows[:ROWS]],
        "next_url": _url({**asked, "before": rows[ROWS - 1]["entry_id"]}) if len(rows) > ROWS else "",
        "first_url": _url(asked) if request.args.get("before") else "",
        "actions": [("", _("All")), *((action, action) for action in ACTIONS)],
        "actors": [("", _("Everybody")), *((actor, actor) for actor in actors)],
    }
    return rendering.render("dashboard/audit_log.html", form=form, **shown)


def _url(query: dict[str, str]) -> str:
    return f"/dashboard/settings/audit?{urlencode(query)}" if query else "/dashboard/settings/audit"


def _facts(facts: object) -> str:
    found = json.loads(facts) if isinstance(facts, str) else facts
    return ", ".join(f"{name}: {value}" for name, value in found.items()) if isinstance(found, dict) else ""


def _day(form: Form, name: str) -> date | None:
    if form.text(name) and spans.day_named(name) is None:
        form.faults[name] = _("A day such as 2026-11-22.")
    return spans.day_named(name)
