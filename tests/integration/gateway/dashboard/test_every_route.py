"""Every route of the dashboard × every role, and × every way to forge a form: generated from the URL map."""

import re

import pytest
from flask import Flask

from gateway.dashboard import dashboard
from gateway.dashboard.guards import PAGE_GUARDS
from gateway.members.roles import ALL, RIGHTS, ROLES
from gateway.rules import rules_of
from tests.factories.dashboard import ORIGIN, Visitor
from tests.integration.gateway.dashboard.routes import OPEN, ROUTES

LOG_OUT = "POST /dashboard/log-out"
ENDS_EVERYTHING = {LOG_OUT, "POST /dashboard/settings/security/sessions/end"}
GUARDED = [route for route, right in ROUTES.items() if right is not OPEN]
FORMS = [route for route in ROUTES if route.startswith("POST")]


def bare() -> Flask:
    app = Flask("routes", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.register_blueprint(dashboard)
    return app


def address_of(route):
    """Fill an address with ids of nothing: a route that a role may use says 404, one that it may not says 403 before."""
    return re.sub(r"<[^>]+>", "nothing_01J00000000000000000000000", route.partition(" ")[2])


def ask(visitor, route, **headers):
    method, address = route.partition(" ")[0], address_of(route)
    if method == "GET":
        return visitor.get(address, **headers)
    return visitor.post(address, {"csrf": token_of(visitor)}, **headers)


def token_of(visitor):
    return re.search(r'name="csrf" value="([0-9a-f]+)"', visitor.get("/dashboard/settings/account").text)[1]


def test_every_route_is_named_with_its_right():
    app = bare()
    found = {
        f"{method} {rule.rule}": rules_of(app.view_functions[rule.endpoint]).right
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert found == ROUTES
    assert {right for right in found.values() if right} <= ALL


def test_every_page_but_files_passes_all_guards():
    app = bare()
    other = {endpoint for endpoint, view in app.view_functions.items() if rules_of(view).guards != PAGE_GUARDS}

    assert other == {"dashboard.asset"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_has_the_right_to_and_nothing_else(member, role):
    visitor = member(role)
    for route in GUARDED:
        if route in ENDS_EVERYTHING:
            continue
        answer = ask(visitor, route)
        allowed = not ROUTES[route] or ROUTES[route] in RIGHTS[role]
        assert (answer.status != 403) is allowed, f"{role}: {route} says {answer.status}: {answer.words[:300]}"
        assert answer.status < 500, f"{role}: {route}: {answer.words[:300]}"


def test_nobody_opens_anything_but_the_log_in(app):
    visitor = Visitor(app)
    for route in GUARDED:
        method, address = route.partition(" ")[0], address_of(route)
        answer = visitor.get(address) if method == "GET" else visitor.post(address, {})
        assert answer.status == 303, route
        assert answer.location.startswith("/dashboard/log-in"), route
        part = visitor.get(address, HX_Request="true") if method == "GET" else None
        assert part is None or (part.status, "HX-Redirect" in part.response.headers) == (401, True), route


def test_a_session_that_waits_for_its_code_opens_nothing(app, member, worker):
    visitor = member("owner")
    with worker.transaction() as tx:
        tx.run("UPDATE member_sessions SET stage = 'second_factor'")
    try:
        assert {visitor.get(address_of(route)).status for route in GUARDED if route.startswith("GET")} == {303}
    finally:
        with worker.transaction() as tx:
            tx.run("UPDATE member_sessions SET stage = 'open'")


FORGERIES = {
    "no token": ({}, {}),
    "a token of nobody's": ({"csrf": "0" * 64}, {}),
    "from another site": (None, {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}),
    "from a neighbour": (None, {"Origin": "http://shop.localhost", "Sec-Fetch-Site": "same-site"}),
    "from a page without an origin": (None, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
    "from nowhere": (None, {"Origin": "", "Sec-Fetch-Site": ""}),
    "by another scheme": (None, {"Origin": ORIGIN.replace("http:", "https:"), "Sec-Fetch-Site": ""}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_form_changes_nothing(owner, forgery):
    fields, headers = FORGERIES[forgery]
    right = {"csrf": token_of(owner)}
    for route in FORMS:
        answer = owner.post(address_of(route), right if fields is None else fields, **headers)
        assert answer.status == 403, f"{route} with {forgery} says {answer.status}"
    assert owner.get("/dashboard").status == 200


def test_a_form_of_another_session_changes_nothing(member):
    first, second = member("owner"), member("owner")
    token = token_of(first)

    for route in FORMS:
        assert second.post(address_of(route), {"csrf": token}).status == 403, route


def test_no_page_can_be_framed_or_run_what_is_not_ours(owner):
    for route in ROUTES:
        if not route.startswith("GET"):
            continue
        headers = owner.get(address_of(route)).response.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy, route
        assert "default-src 'none'" in policy, route
        assert "frame-ancestors 'none'" in policy, route


def test_no_template_has_a_style_or_a_script_in_it():
    from pathlib import Path

    from gateway.dashboard import blueprint

    folder = Path(blueprint.__file__).parent / "templates"
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=|\|\s*safe\b|javascript:|https?://(?!www\.w3)"
    )
    found = [f"{file.name}: {hit[0]}" for file in folder.rglob("*.html") for hit in inline.finditer(file.read_text())]

    assert found == []
