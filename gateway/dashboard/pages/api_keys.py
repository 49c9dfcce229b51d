"""Settings → API: keys of the account and of its sandbox. Their secrets are shown once, in the answer that makes them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, request

from contracts.versioning import CURRENT, SERVED
from gateway.admin.keys import AdminError, create_key, revoke_key, roll_key
from gateway.auth.scopes import ALL, PUBLISHABLE
from gateway.dashboard import bus, charts, figures, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.here import actor, me
from gateway.dashboard.words import _, mark
from gateway.members import audit
from gateway.problems import Problem
from gateway.ratelimit.policy import limits_of
from gateway.request_context import current
from gateway.storage import api_keys as stored
from gateway.storage import members, request_log
from kit.db import Tx
from kit.errors import WireError
from kit.ids import derived_id

KINDS = {
    "sk_live": mark("Secret key: everything, for your server"),
    "pk_live": mark("Publishable key: reads a little, for a browser or an app"),
    "sk_test": mark("Secret key of the sandbox"),
    "pk_test": mark("Publishable key of the sandbox"),
}
OVERLAPS = {
    "0": mark("None: the old key stops at once"),
    "1": mark("1 hour"),
    "24": mark("1 day"),
    "72": mark("3 days"),
    "168": mark("7 days"),
}
LIFETIMES = {"": mark("Never"), "30": mark("In 30 days"), "90": mark("In 90 days"), "365": mark("In a year")}
LONGEST_NAME = 80
SPANS = {
    "hour": (mark("Last hour"), 60, 60),
    "day": (mark("Last 24 hours"), 24, 3600),
    "week": (mark("Last 7 days"), 28, 6 * 3600),
}
"""How far the chart of a key looks back: slots, and seconds of each."""
LABELS = 6


@dashboard.get("/settings/api")
@page("keys:read")
def api_keys() -> Response:
    """List the keys."""
    session, context = me(), current()
    accounts = _accounts()
    with context.parts.db.transaction(*accounts) as tx:
        rows = {account: [_shown(row) for row in stored.list_of(tx, account)] for account in accounts}
    live, sandbox = rows[session.own_account], rows.get(session.sandbox_account_id or "", [])
    return rendering.render("dashboard/api_keys.html", live=live, sandbox=sandbox)


@dashboard.get("/settings/api/new")
@page("keys:write")
def new_api_key() -> Response:
    """Ask what the new key may do."""
    return _new_page(Form({"kind": "sk_live" if me().livemode else "sk_test", "which": "all"}))


@dashboard.post("/settings/api")
@page("keys:write")
def make_api_key() -> Response:
    """Make a key and show its secret, this once."""
    form, context = forms.sent(many=("scopes",)), current()
    kind = form.chosen("kind", KINDS)
    lifetime = form.chosen("lifetime", LIFETIMES) if form.text("lifetime") else ""
    if len(form.text("name")) > LONGEST_NAME:
        form.faults["name"] = _("At most 80 characters.")
    chosen = form.many("scopes") if form.text("which") == "some" else None
    if chosen == []:
        form.faults["which"] = _("Tick at least one.")
    if form.text("store") and form.text("store") not in {store["id"] for store in _stores()}:
        form.faults["store"] = _("Choose one of the list.")
    form.chosen("version", SERVED)
    if not form.is_right:
        return _new_page(form, 422)

    def make(tx: Tx, key_id: str) -> str:
        return create_key(
            tx,
            me().own_account,
            kind,
            at=context.at,
            key_id=key_id,
            created_by=me().email,
            name=form.text("name") or None,
            scopes=chosen,
            store_id=form.text("store") or None,
            expires_at=context.at + timedelta(days=int(lifetime)) if lifetime else None,
            api_version=form.text("version"),
        )

    return _made_once(make, "key.created")


@dashboard.get("/settings/api/<key_id>")
@page("keys:read")
def api_key(key_id: str) -> Response:
    """Look at a key: what it may do, and how much it is used."""
    with current().parts.db.transaction(*_accounts()) as tx:
        row = _found(tx, key_id)
        spans = [(name, _(text)) for name, (text, _slots, _seconds) in SPANS.items()]
        span = request.args.get("span", "")
        over_time = _over_time(tx, row, span if span in SPANS else next(iter(SPANS)))
    shown = {"usage": _usage(row), "spans": spans, **over_time}
    return rendering.render("dashboard/api_key.html", key=_shown(row), **shown)


@dashboard.get("/settings/api/<key_id>/usage")
@page("keys:read", polls=True)
def api_key_usage(key_id: str) -> Response:
    """Look at the last minute of a key again."""
    with current().parts.db.transaction(*_accounts()) as tx:
        row = _found(tx, key_id)
    return rendering.render("dashboard/api_key_usage.html", key=_shown(row), usage=_usage(row))


@dashboard.get("/settings/api/<key_id>/roll")
@page("keys:write")
def ask_roll(key_id: str) -> Response:
    """Ask how long the old key goes on working beside the new one."""
    with current().parts.db.transaction(*_accounts()) as tx:
        row = _found(tx, key_id)
    if row["revoked_at"] is not None:
        raise Problem("not_found", _("This key is revoked. Make a new one."))
    overlaps = [(hours, _(text)) for hours, text in OVERLAPS.items()]
    return rendering.render("dashboard/api_key_roll.html", key=_shown(row), overlaps=overlaps, form=Form())


@dashboard.post("/settings/api/<key_id>/roll")
@page("keys:write")
def roll_api_key(key_id: str) -> Response:
    """Make a key like this one and show its secret, this once; the old one ends after the overlap."""
    form, context = forms.sent(), current()
    hours = form.chosen("overlap", OVERLAPS)
    if not form.is_right:
        raise Problem("not_found")

    def make(tx: Tx, new_id: str) -> str:
        row = _found(tx, key_id)
        overlap = timedelta(hours=int(hours))
        return roll_key(
            tx,
            context.parts.limiter,
            row["account_id"],
            key_id,
            at=context.at,
            overlap=overlap,
            new_key_id=new_id,
            created_by=me().email,
        )

    return _made_once(make, "key.rolled", old=key_id, overlap_hours=int(hours))


@dashboard.get("/settings/api/<key_id>/revoke")
@page("keys:write")
def ask_revoke(key_id: str) -> Response:
    """Ask whether the key is really to stop."""
    with current().parts.db.transaction(*_accounts()) as tx:
        row = _found(tx, key_id)
    return rendering.render("dashboard/api_key_revoke.html", key=_shown(row))


@dashboard.post("/settings/api/<key_id>/revoke")
@page("keys:write")
def revoke_api_key(key_id: str) -> Response:
    """Revoke a key: it is refused from the next request on, by every gateway process."""
    context = current()
    with context.parts.db.transaction(*_accounts()) as tx:
        row = _found(tx, key_id)
        if row["revoked_at"] is None:
            revoke_key(tx, context.parts.limiter, row["account_id"], key_id, at=context.at)
            audit.note(tx, actor(), "key.revoked", _name(row), at=context.at, key=key_id)
    flashes.add("good", _("%(key)s is revoked. It is refused from now on.") % {"key": _name(row)})
    return rendering.redirect_to("dashboard.api_keys")


def _made_once(make: Callable[[Tx, str], str], action: str, **facts: Any) -> Response:
    """Make a key and show it. A form sent twice finds the key of the first time, whose secret nobody can show again."""
    context = current()
    idempotency = context.idempotency
    if idempotency is None:
        raise LookupError("this page takes forms alone")
    key_id = derived_id("key", context.parts.settings.cursor_secret, me().own_account, idempotency.key)
    with context.parts.db.transaction(*_accounts()) as tx:
        members.lock_memberships(tx, me().own_account)  # one after the other
        if stored.find(tx, _accounts(), key_id) is not None:
            flashes.add(
                "warning", _("This form was sent before: its key is below. If you have lost its secret, roll it.")
            )
            return rendering.redirect_to("dashboard.api_keys")
        try:
            secret = make(tx, key_id)
        except AdminError as problem:
            raise Problem("validation_failed", str(problem)) from None
        row = _found(tx, key_id)
        audit.note(tx, actor(), action, _name(row), at=context.at, key=key_id, **facts)
    base_url = context.parts.settings.dashboard_url
    return rendering.render("dashboard/api_key_made.html", 201, key=_shown(row), secret=secret, base_url=base_url)


def _new_page(form: Form, status: int = 200) -> Response:
    shown = {
        "kinds": [(kind, _(text)) for kind, text in KINDS.items()],
        "scopes": sorted(ALL),
        "publishable": sorted(PUBLISHABLE),
        "stores": [("", _("All stores")), *((store["id"], store["name"]) for store in _stores())],
        "lifetimes": [(days, _(text)) for days, text in LIFETIMES.items()],
        "versions": [(version, version) for version in sorted(SERVED, reverse=True)],
        "version": CURRENT,
    }
    return rendering.render("dashboard/api_key_new.html", status, form=form, **shown)


def _stores() -> list[dict[str, Any]]:
    """List the stores a key can be bound to; while billing is away a key can be made all the same, for all of them."""
    try:
        return bus.listed("billing", "list_stores", {}, limit=100).items
    except WireError:
        return []


def _accounts() -> list[str]:
    session = me()
    return [session.own_account, *([session.sandbox_account_id] if session.sandbox_account_id else [])]


def _found(tx: Tx, key_id: str) -> dict[str, Any]:
    row = stored.find(tx, _accounts(), key_id)
    if row is None:
        raise Problem("not_found")
    return row


def _name(row: dict[str, Any]) -> str:
    return f"{row['prefix']}…{row['last_four']}"


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    now, ends = current().at, row["expires_at"]
    state = "revoked" if row["revoked_at"] else "expired" if ends and ends <= now else "ending" if ends else "active"
    limits = limits_of(row["kind"], row["per_minute"], row["per_second"], unlimited=row["unlimited"])
    return {
        **{name: value for name, value in row.items() if name != "digest"},
        "shown": _name(row),
        "state": state,
        "limits": limits,
    }


def _usage(row: dict[str, Any]) -> dict[str, Any] | None:
    """How many requests the key made in each second of the last minute; None while Redis, which counts them, is away."""
    limiter = current().parts.limiter
    ages = limiter.ages_of_last_minute(bytes(row["digest"]))
    if ages is None:
        return None
    limits = limits_of(row["kind"], row["per_minute"], row["per_second"], unlimited=row["unlimited"])
    counts = [0] * 60
    for age in ages:
        counts[59 - min(59, int(age / 1000))] += 1
    chart = charts.bars(
        _("Requests in each second of the last minute"),
        [_("%(num)s s ago") % {"num": 59 - second} for second in range(60)],
        [charts.Series(_("Requests"), counts)],
        first_column=_("When"),
        write=figures.number,
        write_scale=figures.number,
        limit=float(limits.per_second) if limits and max(counts) > limits.per_second / 3 else None,
        labels=[str(second - 59) if second % 10 == 9 else "" for second in range(60)],
    )
    return {"chart": chart, "minute": len(ages), "limits": limits, "second": max(counts)}


def _over_time(tx: Tx, row: dict[str, Any], span: str) -> dict[str, Any]:
    """Count the key's requests over a longer time from the request log, which has each after a second or two."""
    _text, slots, seconds = SPANS[span]
    since = current().at - timedelta(seconds=slots * seconds)
    counts, counted_from = request_log.requests_of_key(
        tx, row["account_id"], row["key_id"], since=since, slots=slots, seconds=seconds
    )
    starts = [since + timedelta(seconds=slot * seconds) for slot in range(slots)]
    write = figures.clock_time if seconds < SPANS["week"][2] else figures.moment
    short = figures.clock_time if seconds < SPANS["week"][2] else figures.day
    chart = charts.bars(
        _("Requests over time"),
        [write(start) for start in starts],
        [charts.Series(_("Requests"), counts)],
        first_column=_("From"),
        write=figures.number,
        write_scale=figures.number,
        labels=[short(start) if slot % (slots // LABELS) == 0 else "" for slot, start in enumerate(starts)],
    )
    return {"span": span, "over_time": chart, "requests": sum(counts), "counted_from": counted_from}
