"""The client by itself: what is sent, what is kept, and what is said when something is wrong."""

from __future__ import annotations

import os
import pickle
import socket
import threading
import time
from decimal import Decimal
from typing import Any

import pytest
import saathix
from saathix import SaathiX

SALE = {"items": [{"sku": "MAGGI-70G", "qty": 2}]}


def test_a_sale_is_sent_as_the_api_takes_it(server, client_of):
    client_of(server.url).invoices.create(items=[{"sku": "A", "qty": Decimal("1.250"), "rate": Decimal("68.50")}])
    [asked] = server.asked
    assert (asked["method"], asked["path"]) == ("POST", "/v1/invoices")
    assert asked["body"] == b'{"items":[{"sku":"A","qty":1.250,"rate":68.50}]}'
    headers = asked["headers"]
    assert headers["Authorization"] == "Bearer sk_test_sx_only_for_tests"
    assert headers["API-Version"] == "v1.4"
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"].startswith(f"saathix-python/{saathix.VERSION} Python/3.")
    assert len(headers["Idempotency-Key"]) == 36


def test_a_key_of_ones_own_is_sent_as_it_is(server, client_of):
    client_of(server.url).invoices.create(idempotency_key="till-1-0001", **SALE)
    assert server.asked[0]["headers"]["Idempotency-Key"] == "till-1-0001"


def test_every_write_has_a_new_key(server, client_of):
    client = client_of(server.url)
    for _ in range(3):
        client.invoices.create(**SALE)
    assert len({asked["headers"]["Idempotency-Key"] for asked in server.asked}) == 3


def test_what_is_not_named_is_not_sent_and_none_clears(server, client_of):
    client = client_of(server.url)
    client.products.update("prod_1", barcode=None, if_match='"v1"')
    client.products.retrieve("prod_1", expand=["stock"])
    client.products.retrieve("prod_1")
    patched, expanded, plain = server.asked
    assert (patched["method"], patched["body"]) == ("PATCH", b'{"barcode":null}')
    assert patched["headers"]["If-Match"] == '"v1"'
    assert expanded["query"] == [("expand[]", "stock")]
    assert plain["query"] == []
    assert plain["headers"]["Idempotency-Key"] is None


def test_an_id_is_one_segment_of_the_path(server, client_of):
    client_of(server.url).idempotency_keys.retrieve("till 1/0001?x")
    assert server.asked[0]["path"] == "/v1/idempotency-keys/till%201%2F0001%3Fx"


@pytest.mark.parametrize("wrong", ["", " ", ".", "..", None, 5])
def test_no_id_is_refused_before_anything_is_sent(wrong, server, client_of):
    with pytest.raises(ValueError, match="product_id"):
        client_of(server.url).products.archive(wrong)
    assert server.asked == []


def test_connections_are_kept(server, client_of):
    client = client_of(server.url)
    for _ in range(20):
        client.customers.retrieve("cus_1")
    assert (len(server.asked), server.connections) == (20, 1)


def test_a_kept_connection_that_the_server_closed_is_replaced_without_a_retry(server, client_of):
    server.answers = [{"hangs_up": True}, {}]
    client = client_of(server.url, max_retries=0)
    client.customers.retrieve("cus_1")
    time.sleep(0.2)
    client.invoices.create(**SALE)
    assert (len(server.asked), server.connections) == (2, 2)


def test_threads_share_a_client_and_its_connections(server, client_of):
    client = client_of(server.url)
    begun = threading.Barrier(8)
    failures: list[Exception] = []

    def work() -> None:
        begun.wait()
        try:
            for _ in range(25):
                client.invoices.create(**SALE)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len({asked["headers"]["Idempotency-Key"] for asked in server.asked}) == 200
    assert server.connections <= 8


def test_a_forked_process_opens_connections_of_its_own(server, client_of):
    client = client_of(server.url)
    client.customers.retrieve("cus_1")
    before = client._http()._ready()
    os_pid = os.getpid
    try:
        os.getpid = lambda: os_pid() + 1
        assert client._http()._ready() is not before
    finally:
        os.getpid = os_pid
    before.close()


def test_other_options_share_the_connections(server, client_of):
    client = client_of(server.url)
    patient = client.with_options(timeout=90, max_retries=5)
    client.customers.retrieve("cus_1")
    patient.customers.retrieve("cus_1")
    assert (client.timeout, patient.timeout, patient.customers._client) == (30.0, 90, patient)
    assert server.connections == 1
    with pytest.raises(TypeError, match="api_key"):
        client.with_options(api_key="x")


def test_hooks_see_every_attempt(server, client_of, slept):
    server.answers = [{"status": 503, "headers": {"Content-Type": "text/html"}, "body": "<html>"}, {}]
    seen: list[Any] = []
    client = client_of(
        server.url,
        on_request=lambda method, url, attempt: seen.append((method, url.rpartition("/")[2], attempt)),
        on_response=lambda method, url, answer, seconds: seen.append((getattr(answer, "status", answer), seconds >= 0)),
    )
    client.invoices.create(**SALE)
    assert seen == [("POST", "invoices", 1), (503, True), ("POST", "invoices", 2), (200, True)]


def test_any_request_can_be_made(server, client_of):
    server.answers = [{"status": 304, "headers": {"ETag": '"v1"', "Request-Id": "req_1"}, "body": ""}]
    answer = client_of(server.url).request(
        "GET", "/v1/new-thing", query={"a": [1, True]}, headers={"If-None-Match": '"v1"'}, also=(304,)
    )
    assert (answer.status, answer.etag, answer.request_id, answer.replayed) == (304, '"v1"', "req_1", False)
    assert server.asked[0]["query"] == [("a", "1"), ("a", "true")]


def test_files_come_as_bytes_and_pages_as_text(server, client_of):
    server.answers = [{"body": "%PDF-1.7"}]
    client = client_of(server.url)
    assert client.invoices.receipt("inv_1", format="pdf") == b"%PDF-1.7"
    assert client.invoices.receipt("inv_1", paper="80mm") == "%PDF-1.7"
    assert dict(server.asked[1]["query"]) == {"format": "html", "paper": "80mm"}
    assert client.reports.sales(from_="2026-06-01", to="2026-06-30", format="csv") == "%PDF-1.7"


def test_not_ready_is_an_answer(server, client_of):
    server.answers = [{"status": 503, "body": '{"status":"not_ready","checks":{"redis":"unavailable"}}'}]
    assert client_of(server.url).system.ready()["status"] == "not_ready"


def test_netrc_does_not_replace_the_key(server, client_of, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client_of(server.url).customers.retrieve("cus_1")
    assert server.asked[0]["headers"]["Authorization"].startswith("Bearer sk_test_")


def test_no_server_says_so(client_of):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(saathix.ApiConnectionError, match=r"Nothing listens at http://127.0.0.1") as caught:
        client_of(f"http://127.0.0.1:{port}", max_retries=0).products.list()
    assert not isinstance(caught.value, saathix.ApiTimeoutError)


def test_a_name_that_does_not_exist_says_so(client_of):
    with pytest.raises(saathix.ApiConnectionError, match=r"no host of that name|took no connection"):
        client_of("http://api.saathix.invalid", max_retries=0).products.list()


def test_an_answer_cut_short_is_a_broken_connection(server, client_of):
    server.answers = [{"body": '{"id":"inv_1"', "length": 500}]
    with pytest.raises(saathix.ApiConnectionError, match="broke before the whole answer"):
        client_of(server.url, max_retries=0).invoices.create(**SALE)


def test_a_server_without_tls_says_so(server, client_of):
    with pytest.raises(saathix.ApiConnectionError, match="No secure connection"):
        client_of(server.url.replace("http:", "https:")).products.list()
    assert server.connections == 1, "trying again would not help"


def test_no_key_says_where_to_put_it(monkeypatch):
    monkeypatch.delenv("SAATHIX_SECRET_KEY", raising=False)
    with pytest.raises(saathix.SaathiXError, match="SAATHIX_SECRET_KEY"):
        SaathiX()
    with pytest.raises(saathix.SaathiXError, match="strip it"):
        SaathiX("sk_test_x\n")


def test_key_and_address_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("SAATHIX_SECRET_KEY", "sk_test_sx_of_environment")
    monkeypatch.setenv("SAATHIX_BASE_URL", "http://127.0.0.1:9/")
    assert SaathiX().base_url == "http://127.0.0.1:9"
    monkeypatch.delenv("SAATHIX_BASE_URL")
    assert SaathiX().base_url == "https://api.saathix.com"


@pytest.mark.parametrize("wrong", ["api.saathix.com", "ftp://x", "https://", "https://x?y=1", "https://me:secret@x"])
def test_a_base_url_that_is_none_is_refused(wrong):
    with pytest.raises(saathix.SaathiXError, match="base_url"):
        SaathiX("sk_test_x", base_url=wrong)


def test_the_key_is_not_shown():
    shown = repr(SaathiX("sk_live_sx_abcdefghijklmnopqrstuvwxyz"))
    assert "abcdefgh" not in shown
    assert "wxyz" in shown


def test_errors_travel_between_processes(server, client_of):
    server.answers = [{"status": 404, "body": '{"code":"not_found","detail":"no such product","request_id":"req_1"}'}]
    with pytest.raises(saathix.NotFoundError) as caught:
        client_of(server.url).products.retrieve("prod_1")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (str(again), again.request_id, again.body) == (str(caught.value), "req_1", caught.value.body)


@pytest.mark.parametrize("wrong", [Decimal("NaN"), float("nan"), float("inf")])
def test_what_is_no_number_is_not_sent(wrong, server, client_of):
    with pytest.raises(ValueError, match=r"amount|JSON"):
        client_of(server.url).invoices.create(items=[{"sku": "A", "qty": wrong}])
    assert server.asked == []


def test_a_float_of_money_is_not_turned_into_paise():
    with pytest.raises(TypeError, match="float"):
        saathix.money.to_paise(68.5)
