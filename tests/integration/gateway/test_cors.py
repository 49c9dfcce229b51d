"""Pages of the web may read with a publishable key, and nothing else."""

import pytest

PAGE = {"Origin": "https://shop.example"}
LIST = "/v1/products"


def preflight(api, path, method="GET"):
    return api.ask("OPTIONS", path, headers={**PAGE, "Access-Control-Request-Method": method})


@pytest.fixture
def page(make_api, make_key):
    return make_api(make_key("pk_live"))


def test_a_page_may_ask_whether_it_may_read(make_api):
    answer = preflight(make_api(), LIST)

    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Max-Age"] == "86400"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(("path", "method"), [(LIST, "POST"), (LIST, "DELETE"), ("/v1/nothing", "GET"), (LIST, "")])
def test_it_may_do_nothing_else(make_api, path, method):
    answer = preflight(make_api(), path, method)

    assert answer.status_code in {404, 405}
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_options_without_a_page_behind_it_is_no_method_of_ours(make_api):
    assert make_api().ask("OPTIONS", LIST).status_code == 405


def test_a_page_sees_what_a_publishable_key_reads(page):
    answer = page.get(LIST, headers=PAGE)

    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    for name in ("ETag", "RateLimit", "Request-Id", "Retry-After"):
        assert name in answer.headers["Access-Control-Expose-Headers"]


def test_a_page_sees_why_it_was_refused(page):
    for key in (None, "pk_live_sx_nonsense"):
        answer = page.get("/v1/customers", headers=PAGE, key=key)
        assert answer.status_code in {401, 403}
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_sees_nothing_of_a_secret_key_and_of_no_write(api, page):
    for answer in (
        api.get(LIST, headers=PAGE),
        page.post(LIST, {}, headers=PAGE),
        api.get("/healthz", headers=PAGE),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers
