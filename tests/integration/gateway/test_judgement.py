"""In which order a request is judged, and that each refusal is a problem document."""

import json

import pytest

from contracts.errors import ERRORS
from gateway import access_log

JSON = {"Content-Type": "application/json"}
CUSTOMER = {"phone": "98765 43210"}


@pytest.fixture
def refused(api):
    """Ask, and expect a problem: its status and code."""

    def run(method, path, **options):
        answer = api.ask(method, path, **options)
        document = answer.json
        assert answer.content_type == "application/problem+json"
        assert set(document) >= {
            "type",
            "title",
            "status",
            "detail",
            "instance",
            "code",
            "request_id",
            "retryable",
        }
        assert document["status"] == answer.status_code
        assert document["request_id"] == answer.headers["Request-Id"]
        assert document["instance"] == path.partition("?")[0]
        assert document["retryable"] is ERRORS[document["code"]].retryable
        assert answer.headers["API-Version"] == "v1.4"
        return answer.status_code, document["code"]

    return run


def test_the_address_is_judged_before_the_key(refused):
    assert refused("GET", "/v1/nothing", key="nonsense") == (404, "not_found")
    assert refused("GET", "/", key="nonsense") == (404, "not_found")
    assert refused("GET", "/v1/products/", key="nonsense") == (404, "not_found")
    assert refused("GET", "/v1//products", key="nonsense") == (404, "not_found")
    assert refused("PUT", "/v1/products", key="nonsense") == (405, "method_not_allowed")


def test_405_names_the_methods_that_are_taken(api):
    answer = api.ask("DELETE", "/v1/invoices")

    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert api.ask("OPTIONS", "/healthz").headers["Allow"] == "GET, HEAD"


def test_the_key_is_judged_before_scope_version_and_body(refused, make_key):
    publishable = make_key("pk_live")
    anything = {"headers": {"API-Version": "v9"}, "data": b"{"}

    assert refused("POST", "/v1/customers", key="nonsense", **anything) == (401, "key_unknown")
    assert refused("POST", "/v1/customers", key=publishable, **anything) == (403, "key_is_read_only")
    assert refused("POST", "/v1/customers", **anything) == (400, "unsupported_version")


def test_then_media_type_size_json_schema_and_idempotency_key(refused):
    bad_key = {"Idempotency-Key": "auto:1"}
    large = b'{"name": "' + b"x" * (1024 * 1024) + b'"}'

    def post(data, **headers):
        return refused("POST", "/v1/customers", data=data, headers={**bad_key, **headers})

    assert post(b"{") == (415, "unsupported_media_type")
    assert post(b"{", **{"Content-Type": "text/plain"}) == (415, "unsupported_media_type")
    assert post(b"{", **JSON, **{"Content-Encoding": "gzip"}) == (415, "unsupported_media_type")
    assert post(large, **JSON) == (413, "body_too_large")
    assert post(b"", **JSON) == (400, "malformed_json")
    assert post(b"{", **JSON) == (400, "malformed_json")
    assert post(b'{"phone": 1, "phone": 2}', **JSON) == (400, "duplicate_key")
    assert post(b"[" * 33 + b"]" * 33, **JSON) == (400, "body_too_deep")
    assert post(b'{"phone": "12"}', **JSON) == (422, "validation_failed")
    assert post(json.dumps(CUSTOMER), **JSON) == (400, "invalid_idempotency_key")


def test_a_body_of_just_one_mebibyte_is_read(refused):
    padding = b" " * (1024 * 1024 - 2)

    assert refused("POST", "/v1/customers", data=b"{" + padding + b"}", headers=JSON) == (422, "validation_failed")


def test_a_client_that_takes_no_json_gets_406(refused, api):
    assert refused("GET", "/v1/customers", headers={"Accept": "text/html"}) == (406, "not_acceptable")
    for accepted in ("*/*", "application/json", "application/*", "text/html, application/json;q=0.5"):
        assert api.get("/v1/customers", headers={"Accept": accepted}).status_code == 200


def test_unknown_repeated_and_useless_parameters_are_all_named(api):
    answer = api.get("/v1/products?limit=0&limit=5&foo=1&updated_at[gte]=yesterday")

    assert (answer.status_code, answer.json["code"]) == (400, "invalid_query")
    assert sorted((found["parameter"], found["code"]) for found in answer.json["errors"]) == [
        ("foo", "unknown_field"),
        ("limit", "invalid_type"),
        ("limit", "out_of_range"),
        ("updated_at[gte]", "invalid_type"),
    ]
    assert api.get("/v1/products/prod_1?foo=1").json["errors"][0]["parameter"] == "foo"


@pytest.mark.parametrize("version", ["v1.4", "1.4", " v1.4 "])
def test_the_version_is_echoed(api, version):
    answer = api.get("/v1/customers", headers={"API-Version": version})

    assert (answer.status_code, answer.headers["API-Version"]) == (200, "v1.4")


def test_an_unknown_version_is_told_which_ones_are_served(api):
    for version in ("v9", "", "latest"):
        answer = api.get("/v1/customers", headers={"API-Version": version})
        assert answer.json["code"] == "unsupported_version"
        assert "v1.4" in answer.json["detail"]


def test_every_answer_carries_what_keeps_a_browser_and_a_cache_honest(api):
    for path in ("/v1/customers", "/healthz", "/v1/nothing"):
        headers = api.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert headers["Cache-Control"] == ("private, no-cache" if "ETag" in headers else "no-store")
        assert headers["Vary"] == "Authorization, API-Version"


def test_a_failure_of_ours_shows_an_id_and_no_inside(make_api, make_key, capsys):
    api = make_api(make_key(limits="none"))
    api.parts.services.call = None  # something that no code expects

    answer = api.get("/v1/customers")

    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert "NoneType" not in answer.get_data(as_text=True)
    assert answer.json["request_id"].startswith("req_")


def test_a_broker_that_is_away_is_503_at_once_and_says_when_to_try_again(make_api, make_key):
    api = make_api(make_key(limits="none"), amqp_url="amqp://guest:guest@127.0.0.1:1/")

    answer = api.get("/v1/customers")

    assert (answer.status_code, answer.json["code"]) == (503, "service_unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json["retryable"] is True


def test_a_database_that_is_away_is_503(make_parts, make_api, make_key):
    api = make_api(make_key(limits="none"))
    api.parts.key_ring._db = type(api.parts.db)("postgresql://nobody@127.0.0.1:1/none")

    assert api.get("/v1/customers").json["code"] == "service_unavailable"


def test_the_access_log_has_ids_and_neither_key_nor_phone(make_api, make_key, capsys):
    access_log.flush()  # of other tests
    capsys.readouterr()
    key = make_key(limits="none")
    api = make_api(key)

    answer = api.post("/v1/customers", CUSTOMER)
    api.get("/v1/customers?phone=%2B919876543210")
    api.get("/v1/invoices/+919876543210")

    access_log.flush()
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines() if '"gateway.access"' in line]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("POST", "/v1/customers", 201),
        ("GET", "/v1/customers", 200),
        ("GET", "/v1/invoices/••••43210", 404),
    ]
    assert lines[0]["request_id"] == answer.headers["Request-Id"]
    assert all(line["account_id"].startswith("acct_") and line["key_id"].startswith("key_") for line in lines)
    assert key not in written
    assert "98765" not in written
