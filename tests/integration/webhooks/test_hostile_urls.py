"""Hostile URLs, with the real resolver: refused when they are registered, refused when they are delivered to, none reached."""

import socket
import threading

import pytest

from services.webhooks import operations
from services.webhooks.adapters.http_sender import HttpSender
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.endpoint_url import UrlPolicy
from services.webhooks.errors import ValidationFailed
from tests.factories.hostile_urls import hostile_urls
from tests.factories.webhooks import BOX

PRODUCTION = UrlGuard(UrlPolicy())


@pytest.fixture
def canary():
    """Something that listens on every address of this machine, IPv6 too, and counts who comes."""
    came = []
    listener = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    listener.settimeout(0.1)
    ending = threading.Event()

    def listen():
        while not ending.is_set():
            try:
                connection, address = listener.accept()
            except TimeoutError:
                continue
            came.append(address)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield listener.getsockname()[1], came
    ending.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize("livemode", [True, False], ids=["live", "sandbox"])
def test_none_is_reached(webhooks, canary, livemode):
    port, came = canary
    urls = hostile_urls(port)
    sender = HttpSender(PRODUCTION, total_seconds=3.0)
    reached, registered = {}, []

    for url in urls:
        answer = sender.post(url, b"{}", {}, livemode=livemode)
        if answer.error != "address_refused":
            reached[url] = answer
        try:
            webhooks.register(url, "*", guard=PRODUCTION)
            registered.append(url)
        except ValidationFailed as refused:
            assert {fault["pointer"] for fault in refused.errors} == {"/url"}

    sender.close()
    assert len(urls) >= 60
    assert (reached, registered, came) == ({}, [], [])


def test_an_endpoint_is_not_moved_to_one_of_them_either(webhooks, canary):
    port, came = canary
    endpoint = webhooks.register("https://93.184.216.34/hook", "*")

    for url in hostile_urls(port):
        with pytest.raises(ValidationFailed):
            webhooks.change(endpoint, guard=PRODUCTION, url=url)

    found = operations.get_endpoint(webhooks.db, webhooks.caller, request={"endpoint_id": endpoint["id"]}, box=BOX)
    assert "93.184.216.34" in found["body"]
    assert came == []
