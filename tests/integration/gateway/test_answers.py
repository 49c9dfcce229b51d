"""Answers through the real bus: made and found things, repeated keys, pages, and what the gateway says of itself."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.errors import ERRORS
from contracts.faults import FAULTS

CUSTOMER = {"phone": "98765 43210", "name": "Rahul K."}


def test_a_made_thing_is_201_with_its_place_and_a_changed_one_200(api):
    made = api.post("/v1/customers", CUSTOMER)
    changed = api.post("/v1/customers", {**CUSTOMER, "name": "Rahul Kumar"})

    assert (made.status_code, made.headers["Location"]) == (201, f"/v1/customers/{made.json['id']}")
    assert (changed.status_code, changed.json["id"]) == (200, made.json["id"])
    assert "Location" not in changed.headers
    assert api.get(made.headers["Location"]).json["name"] == "Rahul Kumar"


@pytest.mark.parametrize("key", ["order-1", '"order-1"'])
def test_the_same_key_and_request_give_the_same_bytes(api, key):
    first = api.post("/v1/customers", CUSTOMER, headers={"Idempotency-Key": "order-1"})
    again = api.post(
        "/v1/customers",
        headers={"Idempotency-Key": key, "Content-Type": "application/json"},
        data='{ "name": "Rahul K.",  "phone": "98765 43210" }',
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_data() == first.get_data()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]


def test_the_same_key_and_another_request_are_refused(api):
    headers = {"Idempotency-Key": "order-2"}
    api.post("/v1/customers", CUSTOMER, headers=headers)

    refused = api.post("/v1/customers", {**CUSTOMER, "name": "Somebody"}, headers=headers)

    assert (refused.status_code, refused.json["code"]) == (422, "idempotency_key_reused")


def test_a_refused_request_leaves_its_key_free(api):
    headers = {"Idempotency-Key": "order-3"}

    assert api.post("/v1/customers", {"phone": "12"}, headers=headers).status_code == 422
    assert api.post("/v1/customers", CUSTOMER, headers=headers).status_code == 201


def test_without_a_key_every_request_is_its_own(api):
    answers = [api.post("/v1/customers", CUSTOMER) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert all("Idempotent-Replayed" not in answer.headers for answer in answers)


def test_one_key_sent_at_once_makes_one_thing(api):
    def send(_):
        return api.post("/v1/customers", CUSTOMER, headers={"Idempotency-Key": "order-4"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(16)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_data() for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1


def test_a_key_can_be_looked_up(api):
    made = api.post("/v1/customers", CUSTOMER, headers={"Idempotency-Key": "order-5"})

    found = api.get("/v1/idempotency-keys/order-5")

    assert (found.status_code, found.json) == (
        200,
        {"key": "order-5", "state": "completed", "resource_id": made.json["id"]},
    )


def test_pages_go_through_all_of_a_list_once_newest_first(api):
    made = [api.post("/v1/customers", {"phone": f"98765432{n}"}).json["id"] for n in range(10, 17)]

    seen, path, pages = [], "/v1/customers?limit=3", 0
    while path:
        answer = api.get(path)
        seen += [customer["id"] for customer in answer.json["data"]]
        pages += 1
        path = None
        if answer.json["has_more"]:
            path = answer.headers["Link"].removeprefix("<http://localhost").removesuffix('>; rel="next"')
            assert path == f"/v1/customers?limit=3&cursor={answer.json['next_cursor']}"

    assert sorted(seen) == sorted(made)
    assert len(seen) == len(made)
    assert pages == 3
    assert answer.json["next_cursor"] is None


def test_a_list_that_grows_between_pages_repeats_and_loses_nothing(api):
    made = [api.post("/v1/customers", {"phone": f"98765433{n}"}).json["id"] for n in range(10, 16)]
    first = api.get("/v1/customers?limit=2").json
    api.post("/v1/customers", {"phone": "9876543399"})

    rest = api.get(f"/v1/customers?limit=100&cursor={first['next_cursor']}").json

    seen = [customer["id"] for customer in first["data"] + rest["data"]]
    assert sorted(seen) == sorted(made)


def test_a_cursor_is_for_its_filters_and_its_account(api, make_api, make_key):
    for n in range(10, 13):
        api.post("/v1/customers", {"phone": f"98765434{n}"})
    cursor = api.get("/v1/customers?limit=1").json["next_cursor"]

    for path in (f"/v1/customers?cursor={cursor}&q=x", f"/v1/products?cursor={cursor}", "/v1/customers?cursor=abc"):
        refused = api.get(path)
        assert (refused.status_code, refused.json["code"]) == (400, "invalid_cursor")
    assert make_api(make_key("sk_test")).get(f"/v1/customers?cursor={cursor}").json["code"] == "invalid_cursor"
    assert api.get(f"/v1/customers?limit=2&cursor={cursor}").status_code == 200


def test_what_is_not_there_is_404(api):
    for path in ("/v1/customers/cus_nobody", "/v1/products/prod_none", "/v1/idempotency-keys/never"):
        answer = api.get(path)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_the_catalogue_lists_every_error_without_a_key(make_api):
    listed = make_api().get("/v1/errors").json

    assert [entry["code"] for entry in listed["data"]] == list(ERRORS)
    assert [entry["code"] for entry in listed["faults"]] == list(FAULTS)
    assert {entry["status"] for entry in listed["data"]} <= set(range(400, 505))


def test_it_is_alive_and_names_what_it_needs(make_api):
    api = make_api()

    assert api.get("/healthz").json == {"status": "ok"}
    checks = api.get("/readyz").json["checks"]
    assert list(checks) == [
        "database",
        "rabbitmq",
        "redis",
        "catalog",
        "billing",
        "customers",
        "reporting",
        "webhooks",
        "receipts",
    ]
    assert {checks[name] for name in ("database", "rabbitmq", "redis", "customers")} == {"ok"}


def test_it_is_not_ready_without_redis(make_api, private_redis):
    api = make_api(redis_url=private_redis.url)
    private_redis.kill()

    answer = api.get("/readyz")

    assert (answer.status_code, answer.json["status"]) == (503, "not_ready")
    assert answer.json["checks"]["redis"] == "unavailable"


def test_a_head_request_has_the_headers_and_no_body(api):
    answer = api.ask("HEAD", "/v1/customers")

    assert (answer.status_code, answer.get_data()) == (200, b"")


def test_a_publishable_key_sees_of_the_customer_only_the_masked_phone(make_api, make_key):
    api = make_api(make_key("pk_live"))
    invoice = {"id": "inv_1", "customer": {"id": "cus_1", "phone": "+919876543210", "name": "Rahul"}}
    api.parts.services.call = lambda *_, **__: {"body": json.dumps(invoice)}

    assert api.get("/v1/invoices/inv_1").json["customer"] == {"id": None, "phone": "+91••••43210", "name": None}
