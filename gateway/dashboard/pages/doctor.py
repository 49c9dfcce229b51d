"""Developers, doctor: why a delivery cannot be verified."""

import json

from flask import Response

from gateway.dashboard import bus, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.webhooks import lines_of_headers
from gateway.dashboard.words import _, mark
from kit.errors import WireError

LONGEST_SECRET = 256

TITLES = {
    "header_missing": mark("The signature is missing"),
    "header_malformed": mark("The signature cannot be read"),
    "signature_unknown": mark("Nobody here made this signature"),
    "wrong_secret": mark("The wrong secret"),
    "test_secret_on_live": mark("A sandbox secret on a live delivery"),
    "live_secret_on_test": mark("A live secret on a sandbox delivery"),
    "body_reserialised": mark("The body was written again"),
    "body_altered": mark("The body was changed"),
    "body_truncated": mark("The body is cut off"),
    "body_parsed": mark("The body was parsed"),
    "clock_off": mark("The clock is off"),
}


@dashboard.get("/doctor")
@page("webhooks:read")
def doctor() -> Response:
    """Ask for what the receiver got."""
    return rendering.render("dashboard/developers/doctor.html", form=Form(), diagnosis=None, titles=TITLES)


@dashboard.post("/doctor")
@page("webhooks:read")
def diagnose() -> Response:
    """Say what is wrong with it."""
    form = forms.sent()
    form.needs("body", "headers")
    headers = _headers(form)
    secret = form.text("secret")
    if len(secret) > LONGEST_SECRET:
        form.faults["secret"] = _("A secret begins with whsec_ and is shorter than this.")
    diagnosis = None
    if form.is_right:
        try:
            diagnosis = bus.read(
                "webhooks",
                "diagnose_signature",
                {
                    "body": form.raw("body").replace(
                        "\r\n", "\n"
                    ),  # a browser sends every line break as two characters
                    "headers": headers,
                    "secret": secret or None,
                    "received_at": None,
                },
            )
        except WireError as problem:
            form.refused(problem)
    form.values.pop("secret", None)  # it is not written into a page again
    return rendering.render(
        "dashboard/developers/doctor.html",
        200 if form.is_right else 422,
        form=form,
        diagnosis=diagnosis,
        titles=TITLES,
    )


def _headers(form: Form) -> dict[str, str]:
    """Read the headers as lines, or as the JSON object that a framework prints."""
    text = form.text("headers")
    if text.startswith("{"):
        try:
            return {str(name): str(value) for name, value in json.loads(text).items()}
        except ValueError:
            form.faults["headers"] = _("This is no JSON object. Lines of Name: value will do too.")
            return {}
    return lines_of_headers(form, "headers") or {}
