"""One POST, against receivers that behave and receivers that do not."""

import time

import pytest

from services.webhooks.adapters.http_sender import HttpSender
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.endpoint_url import UrlPolicy
from tests.factories.webhooks import LOCAL
from tests.fakes import webhook_receiver as fakes
from tests.fakes.webhook_receiver import Says

BODY = '{"name":"राहुल"}'.encode()


@pytest.fixture
def hurried():
    sender = HttpSender(LOCAL, total_seconds=0.5)
    yield sender
    sender.close()


def post(sender, url, **headers):
    return sender.post(url, BODY, headers, livemode=True)


def test_the_body_goes_out_byte_for_byte(sender, receiver):
    answer = post(sender, f"{receiver.url}?a=b%20c", **{"X-Billkart-Event-Id": "evt_1"})

    [got] = receiver.requests
    assert (answer.status_code, answer.error) == (200, None)
    assert (got.path, got.body) == ("/hook?a=b%20c", BODY)
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["content-length"] == str(len(BODY))
    assert got.headers["content-type"] == "application/json"
    assert got.headers["x-billkart-event-id"] == "evt_1"
    assert got.headers["user-agent"].startswith("SaathiX-Webhooks/")


def test_connections_are_reused(sender, receiver):
    receiver.always(Says(200, b"thank you"))

    answers = [post(sender, receiver.url) for _ in range(5)]

    assert [answer.response_head for answer in answers] == ["thank you"] * 5
    assert receiver.connections == 1


def test_a_connection_that_its_receiver_closed_is_replaced(sender, receiver):
    receiver.then(Says(200, headers=(("X-Last", "1"),)), fakes.says_nothing)
    post(sender, receiver.url)

    answer = post(sender, receiver.url)

    assert answer.status_code == 200
    assert receiver.connections == 2


def test_redirects_are_not_followed(sender, receiver):
    receiver.then(Says(302, headers=(("Location", f"{receiver.url}/elsewhere"),)))

    assert post(sender, receiver.url).status_code == 302
    assert len(receiver.requests) == 1


def test_proxies_of_the_environment_are_not_asked(sender, receiver, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")

    assert post(sender, receiver.url).status_code == 200


def test_retry_after_in_seconds_is_read_and_a_date_is_not(sender, receiver):
    receiver.then(
        Says(503, headers=(("Retry-After", "120"),)),
        Says(503, headers=(("Retry-After", "Sun, 28 Jun 2026 10:14:22 GMT"),)),
        Says(503, headers=(("Retry-After", "-1"),)),
    )

    assert [post(sender, receiver.url).retry_after_seconds for _ in range(3)] == [120, None, None]


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (fakes.says_nothing, "connection_closed"),
        (fakes.hangs_up, "connection_closed"),
        (fakes.babbles, "bad_response"),
        (fakes.drips, "timed_out"),
        (Says(after_seconds=2.0), "timed_out"),
    ],
)
def test_a_receiver_that_misbehaves_is_an_error_within_the_time(hurried, receiver, behaviour, error):
    receiver.always(behaviour)
    began = time.monotonic()

    answer = post(hurried, receiver.url)

    assert (answer.status_code, answer.error) == (None, error)
    assert time.monotonic() - began < 1.5
    assert answer.latency_ms <= 700


def test_a_body_without_end_is_cut_at_4_kib(sender, receiver):
    receiver.always(fakes.never_ends)

    answer = post(sender, receiver.url)

    assert answer.status_code == 200
    assert len(answer.response_head) == 4096


def test_a_receiver_that_is_not_there(sender):
    with fakes.WebhookReceiver() as gone:
        url = gone.url

    assert post(sender, url).error == "connection_failed"


def test_an_address_is_judged_again_at_each_attempt(receiver):
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "169.254.169.254"], []])
    rebinding = HttpSender(UrlGuard(UrlPolicy(allow_local=True), lambda _host: next(answers)))
    address = f"receiver.example:{receiver.port}/"

    results = [post(rebinding, f"{scheme}://{address}") for scheme in ("http", "http", "http", "https")]
    rebinding.close()

    assert [(result.status_code, result.error) for result in results] == [
        (200, None),
        (None, "address_refused"),
        (None, "address_refused"),
        (None, "name_not_resolved"),
    ]
    assert len(receiver.requests) == 1
    assert receiver.requests[0].headers["host"] == f"receiver.example:{receiver.port}"


def test_a_receiver_that_does_not_speak_tls_gets_nothing(sender, receiver):
    tls = post(sender, receiver.url.replace("http://", "https://"))

    assert tls.error in {"tls_failed", "connection_closed"}
    assert receiver.requests == []
