"""Developers, webhooks: the endpoints of the account, each with its settings, its secret and its replays."""

from typing import Any

from flask import Response, request

from contracts.public.webhook_types import PUBLIC_TYPES
from contracts.versioning import CURRENT, SERVED
from gateway import services
from gateway.api.v1.schemas.webhooks import Replay, WebhookChanges, WebhookEndpoint
from gateway.dashboard import bus, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.deliveries import deliveries_of
from gateway.dashboard.words import _, ngettext
from kit.errors import WireError

MANY = ("events",)
MOST_LISTED = 100
LONGEST_NUMBER = 19
"""Digits: more are no sequence of an event, and Python reads no number of thousands."""


@dashboard.get("/webhooks")
@page("webhooks:read")
def webhooks() -> Response:
    """List the endpoints."""
    found = bus.listed("webhooks", "list_endpoints", {}, limit=MOST_LISTED)
    return rendering.render("dashboard/developers/webhooks.html", endpoints=found.items)


@dashboard.get("/webhooks/new")
@page("webhooks:write")
def new_webhook() -> Response:
    """Ask for the address and the events."""
    return _endpoint_page(Form({"events": ["invoice.*"], "api_version": CURRENT}), None)


@dashboard.post("/webhooks")
@page("webhooks:write")
def create_webhook() -> Response:
    """Register it; the secret is on this page and on no other."""
    form = forms.sent(many=MANY)
    wanted = forms.read_shape(form, WebhookEndpoint(), {**_named(form), "api_version": form.text("api_version")})
    if not form.is_right:
        return _endpoint_page(form, None, 422)
    try:
        made = services.write("webhooks", "register_endpoint", wanted)
    except WireError as problem:
        form.refused(problem)
        return _endpoint_page(form, None, 422)
    endpoint = bus.document(made["body"])
    if not made["created"]:
        flashes.add("warning", _("There is a webhook with this address and these events already. This is it."))
        return rendering.redirect_to("dashboard.webhook", endpoint_id=endpoint["id"])
    if not made.get("replayed"):
        bus.note("webhook.created", endpoint["id"], url=endpoint["url"], events=" ".join(endpoint["events"]))
    return _secret_page(made, is_new=True)


@dashboard.get("/webhooks/<endpoint_id>")
@page("webhooks:read")
def webhook(endpoint_id: str) -> Response:
    """Look at an endpoint and what was sent to it."""
    endpoint = _endpoint(endpoint_id)
    shown = deliveries_of(endpoint_id)
    return rendering.render("dashboard/developers/webhook.html", endpoint=endpoint, **shown)


@dashboard.get("/webhooks/<endpoint_id>/edit")
@page("webhooks:write")
def edit_webhook(endpoint_id: str) -> Response:
    """Ask what to change."""
    endpoint = _endpoint(endpoint_id)
    values = {
        "url": endpoint["url"],
        "description": endpoint["description"] or "",
        "events": endpoint["events"],
        "headers": "\n".join(f"{name}: {value}" for name, value in endpoint["headers"].items()),
    }
    return _endpoint_page(Form(values), endpoint)


@dashboard.post("/webhooks/<endpoint_id>/edit")
@page("webhooks:write")
def change_webhook(endpoint_id: str) -> Response:
    """Change it. A header whose value is still hidden stays; one whose line is gone goes."""
    form, endpoint = forms.sent(many=MANY), _endpoint(endpoint_id)
    named = _named(form)
    named["headers"] = _changes_of(named["headers"] or {}, endpoint["headers"])
    changes = forms.read_shape(form, WebhookChanges(), named)
    if not form.is_right:
        return _endpoint_page(form, endpoint, 422)
    try:
        _change(endpoint_id, changes)
    except WireError as problem:
        form.refused(problem)
        return _endpoint_page(form, endpoint, 422)
    flashes.add("good", _("Saved."))
    return rendering.redirect_to("dashboard.webhook", endpoint_id=endpoint_id)


@dashboard.post("/webhooks/<endpoint_id>/status")
@page("webhooks:write")
def switch_webhook(endpoint_id: str) -> Response:
    """Disable an endpoint, or enable it again."""
    enabled = forms.sent().text("status") == "enabled"
    _change(endpoint_id, {"status": "enabled" if enabled else "disabled"})
    flashes.add("good", _("Enabled: what happens from now on is sent.") if enabled else _("Disabled: nothing is sent."))
    return rendering.redirect_to("dashboard.webhook", endpoint_id=endpoint_id)


@dashboard.get("/webhooks/<endpoint_id>/rotate")
@page("webhooks:write")
def rotate_webhook_secret(endpoint_id: str) -> Response:
    """Ask whether the secret shall be replaced."""
    return rendering.render("dashboard/developers/webhook_rotate.html", endpoint=_endpoint(endpoint_id))


@dashboard.post("/webhooks/<endpoint_id>/rotate")
@page("webhooks:write")
def give_webhook_secret(endpoint_id: str) -> Response:
    """Make another secret and show it this once."""
    made = services.write("webhooks", "rotate_secret", {"endpoint_id": endpoint_id})
    if not made.get("replayed"):
        bus.note("webhook.secret_rotated", endpoint_id)
    return _secret_page(made, is_new=False)


@dashboard.post("/webhooks/<endpoint_id>/test")
@page("webhooks:write")
def test_webhook(endpoint_id: str) -> Response:
    """Send a ping, and show how it goes."""
    delivery = bus.change("webhooks", "ping_endpoint", {"endpoint_id": endpoint_id})
    bus.note("webhook.tested", endpoint_id, delivery=delivery["id"])
    return rendering.redirect_to("dashboard.delivery", endpoint_id=endpoint_id, delivery_id=delivery["id"])


@dashboard.get("/webhooks/<endpoint_id>/delete")
@page("webhooks:write")
def ask_to_delete_webhook(endpoint_id: str) -> Response:
    """Ask whether it shall be deleted."""
    return rendering.render("dashboard/developers/webhook_delete.html", endpoint=_endpoint(endpoint_id))


@dashboard.post("/webhooks/<endpoint_id>/delete")
@page("webhooks:write")
def delete_webhook(endpoint_id: str) -> Response:
    """Delete it, and what waits for it."""
    gone = bus.change("webhooks", "delete_endpoint", {"endpoint_id": endpoint_id, "expected_body": None})
    bus.note("webhook.deleted", endpoint_id, url=gone["url"])
    flashes.add("good", _("Deleted."))
    return rendering.redirect_to("dashboard.webhooks")


@dashboard.get("/webhooks/<endpoint_id>/replay")
@page("webhooks:write")
def replay_webhook(endpoint_id: str) -> Response:
    """Ask for the range of events to send again."""
    return _replay_page(Form({"from": request.args.get("from", "")}), endpoint_id)


@dashboard.post("/webhooks/<endpoint_id>/replay")
@page("webhooks:write")
def replay_webhook_events(endpoint_id: str) -> Response:
    """Count them first; send them when that is confirmed."""
    form = forms.sent(many=MANY)
    wanted = forms.read_shape(form, Replay(), _range_of(form))
    if not form.is_right:
        return _replay_page(form, endpoint_id, status=422)
    confirmed = form.text("confirmed") == "1"
    try:
        told = bus.change("webhooks", "replay_events", {"endpoint_id": endpoint_id, **wanted, "dry_run": not confirmed})
    except WireError as problem:
        form.refused(problem)
        return _replay_page(form, endpoint_id, status=422)
    count = told["events_count"]
    if not confirmed:
        return _replay_page(form, endpoint_id, count=count)
    bus.note("webhook.replayed", endpoint_id, events=count)
    flashes.add(
        "good", ngettext("%(num)s event is sent again.", "%(num)s events are sent again.", count) % {"num": count}
    )
    return rendering.redirect_to("dashboard.webhook", endpoint_id=endpoint_id)


def _endpoint(endpoint_id: str) -> dict[str, Any]:
    found: dict[str, Any] = bus.read("webhooks", "get_endpoint", {"endpoint_id": endpoint_id})
    return found


def _change(endpoint_id: str, changes: dict[str, Any]) -> None:
    request_ = {"endpoint_id": endpoint_id, "changes": changes, "expected_body": None}
    bus.change("webhooks", "change_endpoint", request_)
    bus.note("webhook.changed", endpoint_id, what=" ".join(sorted(changes)))


def _named(form: Form) -> dict[str, Any]:
    """Give the fields of the form as a body of the API."""
    form.values.setdefault("events", [])
    return {
        "url": form.text("url") or None,
        "events": form.many("events"),
        "description": form.text("description") or None,
        "headers": lines_of_headers(form, "headers"),
    }


def lines_of_headers(form: Form, name: str) -> dict[str, str] | None:
    """Read lines of `Name: value`; a line that is none is a fault of the field."""
    headers: dict[str, str] = {}
    for line in form.raw(name).splitlines():
        if not line.strip():
            continue
        header, colon, value = line.partition(":")
        if not colon or not header.strip():
            form.faults.setdefault(name, _("Write one header a line, its name, a colon and its value."))
        headers[header.strip()] = value.strip()
    return headers or None


def _changes_of(given: dict[str, str], there: dict[str, str]) -> dict[str, str | None] | None:
    changes: dict[str, str | None] = {name: value for name, value in given.items() if value != there.get(name)}
    changes.update((name, None) for name in there if name not in given)
    return changes


def _range_of(form: Form) -> dict[str, Any]:
    """Give the range of the form as a body of the API: days are India's, from their first to their last second."""
    body: dict[str, Any] = {"events": form.many("events") or None}
    if form.text("from"):
        body["from"] = f"{form.text('from')}T00:00:00+05:30"
    if form.text("to"):
        body["to"] = f"{form.text('to')}T23:59:59+05:30"
    for name in ("from_sequence", "to_sequence"):
        if text := form.text(name):
            body[name] = int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else text
    return body


def _endpoint_page(form: Form, endpoint: dict[str, Any] | None, status: int = 200) -> Response:
    shown = {"types": event_kinds(), "versions": [(version, version) for version in SERVED], "endpoint": endpoint}
    return rendering.render("dashboard/developers/webhook_form.html", status, form=form, **shown)


def _secret_page(made: dict[str, Any], *, is_new: bool) -> Response:
    endpoint = bus.document(made["body"])
    secret = None if made.get("replayed") else endpoint["secret"]
    return rendering.render("dashboard/developers/webhook_secret.html", endpoint=endpoint, secret=secret, is_new=is_new)


def _replay_page(form: Form, endpoint_id: str, *, count: int | None = None, status: int = 200) -> Response:
    shown = {"types": event_kinds(), "endpoint": _endpoint(endpoint_id), "count": count}
    return rendering.render("dashboard/developers/webhook_replay.html", status, form=form, **shown)


def event_kinds() -> list[tuple[str, list[str]]]:
    """Give the types of events by their kind, as forms offer them."""
    kinds: dict[str, list[str]] = {}
    for name in PUBLIC_TYPES:
        if "." in name:
            kinds.setdefault(name.partition(".")[0] + ".*", []).append(name)
    return list(kinds.items())
