"""Every route × every credential × whose: only the documented cells answer 2xx, and what is another's is as unknown as what is not."""

import json
import re

import pytest

from gateway.auth.scopes import PUBLISHABLE
from gateway.rules import rules_of
from tests.e2e.api_client import Api
from tests.factories import world as worlds
from tests.factories.world import World, bare_app, body_of, filled, names_in, query_of, routes_of, send

ROUTES = routes_of(bare_app())
WITH_IDS = [
    route
    for route, (path, view) in ROUTES.items()
    if set(names_in(path)) - worlds.EVERYBODYS.keys() and not rules_of(view).public
]
UNKNOWN = {
    "product_id": "prod_" + "0" * 26,
    "invoice": "inv_" + "0" * 26,
    "credit_note": "cn_" + "0" * 26,
    "customer_id": "cus_" + "0" * 26,
    "endpoint_id": "whk_" + "0" * 26,
    "delivery_id": "dlv_" + "0" * 26,
    "event_id": "evt_" + "0" * 26,
    "store_id": "store_" + "0" * 26,
    "key": "never-used",
}


@pytest.fixture(scope="module")
def three() -> tuple[World, World, World]:
    """An account, its sandbox, and another account."""
    return worlds.open_worlds()


@pytest.fixture(params=["another account's secret key", "the sandbox's secret key"])
def stranger(request, three) -> World:
    return three[2] if request.param.startswith("another") else three[1]


def called(route: str, api: Api, world: World, path: str | None = None):
    method, (address, view) = route.split()[0], ROUTES[route]
    return send(api, method, path or filled(address, world), body_of(route, view, world), query_of(route))


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("whose", ["live", "sandbox"])
def test_a_secret_key_may_do_everything_with_its_own(route, whose, three):
    own = three[0] if whose == "live" else three[1]

    answer = called(route, own.secret, own)

    assert answer.status_code in {200, 201, 202}, answer.text


@pytest.mark.parametrize("route", ROUTES)
def test_a_publishable_key_reads_what_its_scopes_name_and_writes_nothing(route, three):
    rules = rules_of(ROUTES[route][1])
    answer = called(route, three[0].publishable, three[0])

    if rules.public or (route.startswith("GET") and rules.scope in PUBLISHABLE):
        assert answer.status_code == 200, answer.text
    else:
        expected = "scope_missing" if route.startswith("GET") else "key_is_read_only"
        assert (answer.status_code, answer.json()["code"]) == (403, expected)


@pytest.mark.parametrize("route", ROUTES)
def test_without_a_key_only_what_is_public_answers(route, three):
    answer = called(route, Api(None), three[0])

    if rules_of(ROUTES[route][1]).public:
        assert answer.status_code == 200, answer.text
    else:
        assert (answer.status_code, answer.json()["code"]) == (401, "key_missing")


@pytest.mark.parametrize("route", WITH_IDS)
def test_what_is_anothers_is_as_unknown_as_what_is_not(route, three, stranger):
    owner, (address, _) = three[0], ROUTES[route]
    theirs = filled(address, owner)
    nobodys = address
    for name in names_in(address):
        nobodys = nobodys.replace(f"{{{name}}}", UNKNOWN[name])
    before = _seen_by(owner, address, theirs)

    foreign, unknown = (
        called(route, stranger.secret, stranger, theirs),
        called(route, stranger.secret, stranger, nobodys),
    )

    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    assert _said(foreign) == _said(unknown)
    assert _seen_by(owner, address, theirs) == before


@pytest.mark.parametrize("route", [route for route in ROUTES if route in worlds.REFERRING])
def test_a_body_that_names_what_is_anothers_is_refused_like_one_that_names_nothing(route, three, stranger):
    owner, path = three[0], ROUTES[route][0]
    stock = owner.secret.get("/v1/products", **{"expand[]": "stock", "limit": 5}).json()["data"]

    refused = stranger.secret.post(path, worlds.REFERRING[route](stranger, owner))

    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed"), refused.text
    after = owner.secret.get("/v1/products", **{"expand[]": "stock", "limit": 6}).json()["data"]
    assert [product for product in stock if product not in after] == []


@pytest.mark.parametrize("route", [route for route in ROUTES if route.startswith("GET") and route not in WITH_IDS])
def test_no_list_shows_what_is_anothers(route, three, stranger):
    owner, path = three[0], ROUTES[route][0]
    own = _ids(stranger.secret.get(path, **query_of(route)).text)
    theirs = _ids(owner.secret.get(path, **query_of(route)).text)

    if not rules_of(ROUTES[route][1]).public:
        assert own & theirs == set()
    filtered = stranger.secret.get(path, **{**query_of(route), "store": owner.stores[0]})
    assert filtered.status_code in {200, 400, 422}
    if filtered.status_code == 200 and "data" in filtered.json():
        assert not _ids(json.dumps(filtered.json()["data"])) & _ids(json.dumps(owner.stores))


def _seen_by(owner: World, address: str, path: str) -> str:
    """What the owner sees at the object itself; nothing when it cannot be fetched."""
    found = re.match(r"(/v1/[a-z-]+/\{[a-z_]+\})", address)
    if found is None or f"GET {found[1].replace('{', '<').replace('}', '>')}" not in ROUTES:
        return ""
    shown = owner.secret.get("/".join(path.split("/")[:4]))
    assert shown.status_code == 200, shown.text
    return re.sub(r'"failing_since":("[^"]*"|null)', "", shown.text)  # nobody receives at a webhook of these tests


def _said(answer) -> dict[str, object]:
    told = json.loads(re.sub(r"[a-z]+_[0-9A-HJKMNP-TV-Z]{26}|key-[0-9a-f]{16}|never-used", "…", answer.text))
    return {name: value for name, value in told.items() if name not in {"request_id", "instance"}}


def _ids(text: str) -> set[str]:
    return set(re.findall(r"(?:prod|inv|cus|whk|evt|store|dlv|mov|pay)_[0-9A-HJKMNP-TV-Z]{26}", text))
