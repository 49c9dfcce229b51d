"""Conditional requests: ETag and 304 on reads, If-Match and 412 on changes."""

import hashlib
import json

import pytest
from flask import Blueprint

from gateway import conditions
from gateway.answers import made, shown
from gateway.api.v1.schemas.customers import Customer
from gateway.request_context import current
from gateway.rules import body, idempotent, if_match, needs
from kit.errors import WireError

PATH = "/v1/customers/cus_1"


@pytest.fixture
def customer(api):
    """A customer found by a made-up service; `customer["name"]` changes it."""
    found = {"id": "cus_1", "phone": "+919876543210", "name": "Rahul"}
    api.parts.services.call = lambda *_, **__: {"body": json.dumps(found)}
    return found


def test_a_get_has_a_strong_etag_and_the_same_bytes_are_not_sent_twice(api, customer):
    first = api.get(PATH)
    tag = first.headers["ETag"]

    again = api.get(PATH, headers={"If-None-Match": tag})

    assert tag.startswith('"')
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Type" not in again.headers
    assert again.headers["Vary"] == "Authorization, API-Version"
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("condition", ["*", '"other", {tag}', "W/{tag}"])
def test_if_none_match_takes_lists_stars_and_weak_tags(api, customer, condition):
    tag = api.get(PATH).headers["ETag"]

    assert api.get(PATH, headers={"If-None-Match": condition.replace("{tag}", tag)}).status_code == 304


@pytest.mark.parametrize("condition", ['"other"', "nonsense", ""])
def test_another_tag_gets_the_body(api, customer, condition):
    assert api.get(PATH, headers={"If-None-Match": condition}).json["name"] == "Rahul"


def test_a_changed_object_has_another_etag(api, customer):
    tag = api.get(PATH).headers["ETag"]
    customer["name"] = "Rahul K."

    answer = api.get(PATH, headers={"If-None-Match": tag})

    assert (answer.status_code, answer.json["name"]) == (200, "Rahul K.")
    assert answer.headers["ETag"] != tag


def test_head_has_the_etag_of_get(api, customer):
    tag = api.get(PATH).headers["ETag"]

    assert api.ask("HEAD", PATH).headers["ETag"] == tag
    assert api.ask("HEAD", PATH, headers={"If-None-Match": tag}).status_code == 304


def test_the_etag_differs_by_version_and_by_what_the_key_may_see(api, make_api, make_key, customer):
    narrow = make_api(make_key(scopes=["customers:read"], limits="none"))
    narrow.parts.services.call = api.parts.services.call

    tags = {api.get(PATH, headers={"API-Version": version}).headers["ETag"] for version in ("v1.4", "v1.3")}

    assert len({*tags, narrow.get(PATH).headers["ETag"]}) == 3


def test_a_list_of_products_has_an_etag(api):
    first = api.get("/v1/products")

    assert api.get("/v1/products", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_problems_writes_and_public_answers_have_none(api):
    for answer in (
        api.get("/v1/products/prod_none"),
        api.post("/v1/customers", {"phone": "98765 43210"}),
        api.get("/healthz"),
    ):
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture
def patchable(api, customer):
    """PATCH /v1/customers/cus_1/try, whose service compares the expected body as real ones do; answers what was applied."""
    routes, applied, remembered = Blueprint("patchable", __name__, url_prefix="/v1/customers"), [], {}

    def show(customer_id):
        return shown({"body": json.dumps(customer)})

    def change(customer_id, body, expected_body):
        key = current().idempotency.key
        if key in remembered:
            return made(remembered[key], at="")
        held = hashlib.sha256(json.dumps(customer).encode()).hexdigest()
        if expected_body not in (None, held):
            raise WireError("precondition_failed")
        customer.update(body)
        applied.append(body)
        remembered[key] = {"created": False, "resource_id": "cus_1", "body": json.dumps(customer)}
        return made(remembered[key], at="")

    def change_alone(customer_id, body):
        customer.update(body)
        return made({"created": False, "resource_id": "cus_1", "body": json.dumps(customer)}, at="")

    show = needs("customers:read")(show)
    routes.get("/<customer_id>/try")(show)
    for path, view in (("try", change), ("alone", change_alone)):
        guarded = needs("customers:write")(body(Customer)(idempotent(if_match(show)(view))))
        routes.patch(f"/<customer_id>/{path}", endpoint=path)(guarded)
    api._client.application.register_blueprint(routes)
    return applied


def patch(api, tag, path="/v1/customers/cus_1/try", **headers):
    changes = {"phone": "+919876543210", "name": "Asha"}
    conditions = {"If-Match": tag} if tag else {}
    return api.ask("PATCH", path, json=changes, headers={**conditions, **headers})


@pytest.mark.parametrize("path", ["/v1/customers/cus_1/try", "/v1/customers/cus_1/alone"])
@pytest.mark.parametrize("version", ["v1.4", "v1.3"])
def test_a_change_of_the_object_that_was_read_is_made(api, customer, patchable, path, version):
    read = api.get("/v1/customers/cus_1/try", headers={"API-Version": version})

    answer = patch(api, read.headers["ETag"], path, **{"API-Version": version})

    assert (answer.status_code, answer.json["name"], customer["name"]) == (200, "Asha", "Asha")


@pytest.mark.parametrize("condition", ['"other"', "W/{tag}", "nonsense", ""])
@pytest.mark.parametrize("path", ["/v1/customers/cus_1/try", "/v1/customers/cus_1/alone"])
def test_a_change_of_another_state_is_refused(api, customer, patchable, condition, path):
    tag = api.get("/v1/customers/cus_1/try").headers["ETag"]

    for key in ({}, {"Idempotency-Key": "mine"}):
        answer = api.ask(
            "PATCH",
            path,
            json={"phone": "+919876543210", "name": "Asha"},
            headers={"If-Match": condition.replace("{tag}", tag), **key},
        )
        assert (answer.status_code, answer.json["code"]) == (412, "precondition_failed")
    assert customer["name"] == "Rahul"


def test_without_a_condition_or_with_a_star_any_state_is_changed(api, customer, patchable):
    assert patch(api, None).status_code == 200
    assert patch(api, "*").status_code == 200


def test_a_change_between_the_look_and_the_write_is_found_by_the_service(api, customer, patchable, monkeypatch):
    tag = api.get("/v1/customers/cus_1/try").headers["ETag"]
    real = conditions.etag_of

    def etag_then_a_change(*arguments):
        found = real(*arguments)
        customer["name"] = "Somebody else was faster"
        return found

    monkeypatch.setattr(conditions, "etag_of", etag_then_a_change)

    answer = patch(api, tag)

    assert (answer.status_code, answer.json["code"]) == (412, "precondition_failed")
    assert patchable == []


def test_a_repeated_change_finds_its_answer_and_not_its_own_change(api, customer, patchable):
    tag = api.get("/v1/customers/cus_1/try").headers["ETag"]

    first = patch(api, tag, **{"Idempotency-Key": "change-1"})
    again = patch(api, tag, **{"Idempotency-Key": "change-1"})

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.get_data() == first.get_data()
    assert len(patchable) == 1
