"""Every answer of a tour over the whole API, and every problem met on it, is as the OpenAPI document says, to the field."""

import pytest

from gateway.auth.scopes import PUBLISHABLE
from gateway.rules import rules_of
from tests.contract.http.openapi import Judge, make_document
from tests.e2e.api_client import Api
from tests.factories import world as worlds
from tests.factories.world import World, bare_app, body_of, filled, query_of, routes_of, send

ROUTES = routes_of(bare_app())
WITH_BODY = [route for route, (_, view) in ROUTES.items() if rules_of(view).body is not None]
WITH_KEY = [route for route, (_, view) in ROUTES.items() if rules_of(view).idempotent]
GUARDED = [route for route, (_, view) in ROUTES.items() if not rules_of(view).public]
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(make_document())


@pytest.fixture(scope="module")
def world() -> World:
    return worlds.open_worlds()[0]


@pytest.fixture
def told(judge):
    """Call a route, and hold the answer against the document: `told(route, api, path, …)` gives the answer."""

    def call(route: str, api: Api, path: str, **options):
        method = route.split()[0]
        answer = send(api, method, path, **options)
        assert judge.faults(method, ROUTES[route][0], answer) == []
        return answer

    return call


@pytest.mark.parametrize("route", ROUTES)
def test_what_goes_well(route, told, world):
    address, view = ROUTES[route]

    answer = told(route, world.secret, filled(address, world), body=body_of(route, view, world), query=query_of(route))

    assert answer.status_code in {200, 201, 202}, answer.text


@pytest.mark.parametrize("route", [route for route in GUARDED if route.startswith("GET")])
def test_what_is_known_already(route, told, world):
    path = filled(ROUTES[route][0], world)
    tag = told(route, world.secret, path, query=query_of(route)).headers["ETag"]

    again = told(route, world.secret, path, query=query_of(route), **{"If-None-Match": tag})

    assert again.status_code in {200, 304}  # 200: a report or a list that moved on meanwhile


@pytest.mark.parametrize("route", WITH_KEY)
def test_what_is_asked_again(route, told, world):
    address, view = ROUTES[route]
    path, body, key = filled(address, world), body_of(route, view, world), f"tour {route}"
    first = told(route, world.secret, path, body=body, **{"Idempotency-Key": key})

    again = told(route, world.secret, path, body=body, **{"Idempotency-Key": key})

    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert again.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("route", ROUTES)
def test_problems_of_any_request(route, told, world):
    address, view = ROUTES[route]
    path, body = filled(address, world), body_of(route, view, world)

    def code(**options) -> str:
        return told(route, world.secret, path, **{"body": body, **options}).json()["code"]

    assert code(query={"nonsense": "1"}) == "invalid_query"
    assert code(query=query_of(route), Accept="application/xml") == "not_acceptable"
    assert code(query=query_of(route), **{"API-Version": "v0.1"}) == "unsupported_version"


@pytest.mark.parametrize("route", GUARDED)
def test_problems_of_keys(route, told, world):
    path = filled(ROUTES[route][0], world)

    assert told(route, Api(None), path).json()["code"] == "key_missing"
    assert told(route, Api("sk_live_sx_nonsense"), path).json()["code"] in {"key_unknown", "quota_exceeded"}
    if not route.startswith("GET"):
        assert told(route, world.publishable, path).json()["code"] == "key_is_read_only"
    elif rules_of(ROUTES[route][1]).scope not in PUBLISHABLE:
        assert told(route, world.publishable, path).json()["code"] == "scope_missing"


@pytest.mark.parametrize("route", WITH_BODY)
def test_problems_of_bodies(route, told, judge, world):
    method, (address, _) = route.split()[0], ROUTES[route]
    path = filled(address, world)

    def code(data: bytes | str, **headers: str) -> str:
        answer = world.secret._send(method, path, data=data, headers={**JSON, **headers})
        assert judge.faults(method, address, answer) == []
        return str(answer.json()["code"])

    assert code("{") == "malformed_json"
    assert code('{"a": 1, "a": 2}') == "duplicate_key"
    assert code("[" * 40 + "]" * 40) == "body_too_deep"
    assert code(" " * 1_100_000) == "body_too_large"
    assert code("{}", **{"Content-Type": "text/plain"}) == "unsupported_media_type"
    assert code('{"no such field": 1}') == "validation_failed"


@pytest.mark.parametrize("route", WITH_KEY)
def test_problems_of_idempotency_keys(route, told, world):
    address, view = ROUTES[route]
    path, body = filled(address, world), body_of(route, view, world)

    assert told(route, world.secret, path, body=body, **{"Idempotency-Key": "auto:1"}).json()["code"] == (
        "invalid_idempotency_key"
    )


@pytest.mark.parametrize(
    "route", [route for route, (path, _) in ROUTES.items() if "_id}" in path or "{invoice" in path]
)
def test_problems_of_paths(route, told, world):
    address, view = ROUTES[route]
    path = "/".join("no-such-id" if part.startswith("{") else part for part in address.split("/"))

    answer = told(route, world.secret, path, body=body_of(route, view, world), query=query_of(route))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
