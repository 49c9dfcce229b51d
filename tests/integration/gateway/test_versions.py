"""Versions through the gateway: asked for or pinned, echoed, warned of, and part of what makes two requests the same."""

import json

import pytest

from gateway import admin

OLD = {"API-Version": "v1.3"}
LIST = "/v1/customers?limit=1"


@pytest.mark.parametrize("version", ["v1.3", "1.3"])
def test_an_older_version_is_echoed_with_its_end(api, version):
    answer = api.get(LIST, headers={"API-Version": version})

    assert answer.headers["API-Version"] == "v1.3"
    assert answer.headers["Deprecation"] == "@1775001600"
    assert answer.headers["Sunset"] == "Thu, 30 Sep 2027 18:30:00 GMT"
    assert answer.json == {"items": [], "cursor": None}


def test_the_newest_version_has_no_end(api):
    headers = api.get(LIST).headers

    assert headers["API-Version"] == "v1.4"
    assert "Deprecation" not in headers
    assert "Sunset" not in headers


def test_a_key_keeps_the_version_it_was_made_with(make_api, make_key):
    api = make_api(make_key(api_version="1.3", limits="none"))

    assert api.get(LIST).json == {"items": [], "cursor": None}
    assert api.get(LIST).headers["API-Version"] == "v1.3"
    assert api.get("/v1/customers/cus_nobody").headers["API-Version"] == "v1.3"
    assert list(api.get(LIST, headers={"API-Version": "v1.4"}).json) == ["data", "has_more", "next_cursor"]


def test_a_key_of_no_version_is_not_made(make_key):
    with pytest.raises(admin.AdminError, match=r"v1\.4, v1\.3"):
        make_key(api_version="v1.2")


def test_the_newest_version_passes_as_the_bytes_of_the_service(api):
    body = '{"id":"inv_1",  "grand_total":1e0}'
    api.parts.services.call = lambda *_, **__: {"body": body}

    assert api.get("/v1/invoices/inv_1").get_data(as_text=True) == body
    assert api.get("/v1/invoices/inv_1", headers=OLD).json == {"id": "inv_1", "total": 1}


def test_a_cursor_is_for_its_version(api):
    for n in range(10, 12):
        api.post("/v1/customers", {"phone": f"98765434{n}"})
    cursor = api.get(LIST, headers=OLD).json["cursor"]

    assert api.get(f"{LIST}&cursor={cursor}", headers=OLD).status_code == 200
    assert api.get(f"{LIST}&cursor={cursor}").json["code"] == "invalid_cursor"


def test_the_same_key_in_another_version_is_another_request(api):
    def send(version):
        return api.post(
            "/v1/customers", {"phone": "98765 43210"}, headers={"API-Version": version, "Idempotency-Key": "order-9"}
        )

    assert send("v1.3").status_code == 201
    assert send("v1.4").json["code"] == "idempotency_key_reused"
    assert send("1.3").headers["Idempotent-Replayed"] == "true"


def test_problems_are_the_same_in_every_version(api):
    answers = [api.get("/v1/invoices?limit=0", headers={"API-Version": v}).json for v in ("v1.3", "v1.4")]

    for answer in answers:
        del answer["request_id"]
    assert answers[0] == answers[1]


def test_masking_comes_before_the_version(make_api, make_key):
    api = make_api(make_key("pk_live"))
    invoice = {"id": "inv_1", "customer": {"phone": "+919876543210"}, "grand_total": 5}
    api.parts.services.call = lambda *_, **__: {"body": json.dumps(invoice)}

    assert api.get("/v1/invoices/inv_1", headers=OLD).json == {
        "id": "inv_1",
        "customer": {"phone": "+91••••43210"},
        "total": 5,
    }
