"""Conditional requests through the whole system: a product changed by several at once, and not sent twice."""

from concurrent.futures import ThreadPoolExecutor

from tests.e2e.api_client import Api


def test_of_twelve_who_change_what_they_read_one_succeeds(shop):
    product = shop.product("RICE-1KG")
    path = f"/v1/products/{product}"
    tag = shop.api.get(path).headers["ETag"]

    def rename(number):
        own = Api(shop.api.key)
        return own._send("PATCH", path, json={"name": f"Rice {number}"}, headers={"If-Match": tag})

    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(rename, range(12)))

    [changed] = [answer.json() for answer in answers if answer.status_code == 200]
    refused = [answer.json()["code"] for answer in answers if answer.status_code == 412]
    assert refused == ["precondition_failed"] * 11
    now = shop.api.get(path)
    assert now.json() == changed
    assert now.headers["ETag"] != tag


def test_a_repeated_change_is_answered_as_before_although_its_etag_is_old(shop):
    path = f"/v1/products/{shop.product('RICE-1KG')}"
    headers = {"If-Match": shop.api.get(path).headers["ETag"], "Idempotency-Key": "rename-1"}

    first, again = (shop.api._send("PATCH", path, json={"name": "Basmati"}, headers=headers) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_list_of_products_is_not_sent_twice_until_one_changes(shop):
    listed = shop.api.get("/v1/products")
    known = {"If-None-Match": listed.headers["ETag"]}

    same = shop.api._send("GET", "/v1/products", headers=known)
    shop.product("RICE-1KG")
    other = shop.api._send("GET", "/v1/products", headers=known)

    assert (same.status_code, same.content) == (304, b"")
    assert (other.status_code, len(other.json()["data"])) == (200, len(listed.json()["data"]) + 1)
