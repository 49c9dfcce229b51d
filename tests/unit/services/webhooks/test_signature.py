"""Signatures: ours, and the Standard Webhooks' as somebody else's library checks them."""

import datetime
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.webhooks.domain.signature import (
    SignatureMismatch,
    billkart_signature,
    secret_from,
    signed_headers,
    standard_signature,
    verify,
)
from tests.factories.webhooks import SECRET

VECTORS = json.loads((Path(__file__).resolve().parents[4] / "sdks" / "vectors" / "webhooks.json").read_text())
BODY = '{"data":{"customer_phone":"+91••••43210"}}'.encode()
T = 1_782_641_662
OTHER_SECRET = secret_from(b"\x01" * 32)


def test_a_secret_shows_its_32_bytes_in_base64():
    assert secret_from(bytes(range(32))) == "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_ours_is_keyed_with_the_secret_as_it_is_shown():
    expected = hmac.new(SECRET.encode(), f"{T}.".encode() + BODY, hashlib.sha256).hexdigest()

    assert billkart_signature([SECRET], T, BODY) == f"t={T},v1={expected}"


def test_while_a_rotated_secret_lives_either_verifies():
    header = billkart_signature([OTHER_SECRET, SECRET], T, BODY)

    assert header.count("v1=") == 2
    assert verify(SECRET, header, BODY, now=T) == verify(OTHER_SECRET, header, BODY, now=T) == T


@pytest.mark.parametrize("vector", VECTORS["signed"], ids=lambda vector: vector["why"])
def test_signed_vectors(vector):
    body = vector["body"].encode()

    assert billkart_signature(vector["secrets"], vector["timestamp"], body) == vector["x_billkart_signature"]
    assert standard_signature(vector["secrets"], vector["id"], vector["timestamp"], body) == vector["webhook_signature"]


@pytest.mark.parametrize("vector", VECTORS["verified"], ids=lambda vector: vector["why"])
def test_verified_vectors(vector):
    arguments = (vector["secret"], vector["x_billkart_signature"], vector["body"].encode())

    if vector["valid"]:
        verify(*arguments, now=vector["now"])
    else:
        with pytest.raises(SignatureMismatch):
            verify(*arguments, now=vector["now"])


def at_time(monkeypatch, moment):
    """Let the foreign library believe that it is this time."""

    class Frozen(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(moment, tz)

    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Frozen)


def test_the_foreign_library_verifies_a_delivery(monkeypatch):
    at_time(monkeypatch, T)
    headers = signed_headers([SECRET], "evt_01J00000000000000000000EV1", T, BODY, attempt=1)

    assert Webhook(SECRET).verify(BODY, headers) == {"data": {"customer_phone": "+91••••43210"}}


def test_the_foreign_library_refuses_another_secret_another_body_and_another_time(monkeypatch):
    at_time(monkeypatch, T)
    headers = signed_headers([SECRET], "evt_01J00000000000000000000EV1", T, BODY, attempt=1)
    reserialised = json.dumps(json.loads(BODY)).encode()

    for secret, body in ((OTHER_SECRET, BODY), (SECRET, reserialised)):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, headers)
    at_time(monkeypatch, T + 301)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, headers)


def test_every_header_of_a_delivery():
    headers = signed_headers([SECRET], "evt_1", T, BODY, attempt=3)

    assert headers["X-Billkart-Event-Id"] == headers["webhook-id"] == "evt_1"
    assert headers["X-Billkart-Delivery-Attempt"] == "3"
    assert headers["webhook-timestamp"] == str(T)
    assert headers["X-Billkart-Signature"].startswith(f"t={T},v1=")
    assert headers["webhook-signature"].startswith("v1,")
