"""What fuzzing has found once stays found: each of these was a server error or an answer that the document did not promise."""

import pytest

from tests.e2e.api_client import open_shop


@pytest.fixture(scope="module")
def api():
    return open_shop().api


def test_a_number_with_an_exponent_inside_a_batch_is_that_items_fault_also_under_a_key(api):
    bad = '{"sku": "A", "name": "A", "rate": 1e2, "gst_rate": 5}'

    answer = api.post("/v1/products/batch", f'{{"products": [{bad}]}}', key="exponents")

    assert answer.status_code == 200, answer.text
    assert answer.json()["data"][0]["error"]["errors"][0]["code"] == "invalid_number"


@pytest.mark.parametrize("path", ["/v1/products/batch", "/v1/invoices/batch", "/v1/invoices/preview"])
def test_a_fixed_word_of_a_path_is_no_id(api, path):
    refused = api.get(path)

    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")


def test_an_older_version_may_be_asked_for_outside_v1(api):
    assert api._send("GET", "/openapi.json", headers={"API-Version": "v1.3"}).status_code == 200
