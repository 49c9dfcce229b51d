"""Webhooks: what is accepted, and what is said when it is not."""

from __future__ import annotations

import json

import pytest
from saathix import SignatureError, webhooks

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
OTHER = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
BODY = '{"id":"evt_1","type":"invoice.created","data":{"grand_total":220.5,"customer_phone":"+91••••43210"}}'.encode()
AT = 1782641662


def signed(body=BODY, secret=SECRET, at=AT):
    return webhooks.test_headers(body, secret, timestamp=at)


def explained(body, headers, secret=SECRET, now=AT):
    return " ".join(f"{found['code']}: {found['detail']}" for found in webhooks.doctor(body, headers, secret, now=now))


def test_a_delivery_gives_its_event():
    event = webhooks.verify(BODY, signed(), SECRET, now=AT)
    assert event["type"] == "invoice.created"
    assert not isinstance(event["data"]["grand_total"], float)


@pytest.mark.parametrize(
    "headers",
    [
        signed()["X-Billkart-Signature"],
        {"x-billkart-signature": signed()["X-Billkart-Signature"]},
        {"HTTP_X_BILLKART_SIGNATURE": signed()["X-Billkart-Signature"]},
        [(b"host", b"shop"), (b"x-billkart-signature", signed()["X-Billkart-Signature"].encode())],
    ],
    ids=["the header itself", "any case", "WSGI", "ASGI"],
)
def test_headers_of_any_framework(headers):
    assert webhooks.verify(BODY, headers, SECRET, now=AT)["id"] == "evt_1"


def test_several_secrets_and_several_signatures():
    assert webhooks.verify(BODY, signed(), [OTHER, SECRET], now=AT)
    assert webhooks.verify(BODY, signed(secret=[OTHER, SECRET]), SECRET, now=AT)
    with pytest.raises(SignatureError) as caught:
        webhooks.verify(BODY, signed(), [OTHER], now=AT)
    assert caught.value.code == "signature_mismatch"


@pytest.mark.parametrize("none", ["", [], [""], [None]])
def test_no_secret_never_verifies(none):
    with pytest.raises(ValueError, match="secret"):
        webhooks.verify(BODY, signed(), none, now=AT)


@pytest.mark.parametrize("parsed", [json.loads(BODY), [1], 5, None])
def test_a_parsed_body_is_refused_loudly(parsed):
    with pytest.raises(SignatureError, match=r"Give the raw body: request.get_data") as caught:
        webhooks.verify(parsed, signed(), SECRET, now=AT)
    assert caught.value.code == "body_parsed"


def test_tolerance_counts_both_ways():
    for now in (AT - 300, AT + 300):
        assert webhooks.check(BODY, signed(), SECRET, now=now) == AT
    for now in (AT - 301, AT + 301):
        with pytest.raises(SignatureError) as caught:
            webhooks.check(BODY, signed(), SECRET, now=now)
        assert caught.value.code == "clock_off"
    assert webhooks.check(BODY, signed(), SECRET, now=AT + 3600, tolerance=7200) == AT


def test_headers_for_a_test_are_those_of_now():
    assert webhooks.verify(BODY, webhooks.test_headers(BODY, SECRET), SECRET)["id"] == "evt_1"
    assert signed()["webhook-id"] == "evt_1"
    with pytest.raises(ValueError, match="event_id"):
        webhooks.test_headers(b"{}", SECRET)


def test_the_doctor_names_what_is_wrong():
    assert explained(BODY, signed()) == ""
    assert "clock is off by 3600 s" in explained(BODY, signed(), now=AT + 3600)
    assert "in the future" in explained(BODY, signed(), now=AT - 3600)
    assert "body_reserialised: The body was parsed and written again" in explained(
        json.dumps(json.loads(BODY), indent=1), signed()
    )
    assert "was parsed already" in explained(json.loads(BODY), signed())
    assert "line break at the end" in explained(BODY, signed(BODY + b"\n"))
    assert "Blanks" in explained(BODY + b"\r\n", signed())
    assert "blank or a line break around it" in explained(BODY, signed(), SECRET + "\n")
    assert "wrong_secret: The secret lacks its beginning; whsec_ is part of it" in explained(BODY, signed(), SECRET[6:])
    assert "signature_unknown: The signature was made with another secret" in explained(BODY, signed(), OTHER)
    assert "Does a proxy" in explained(BODY, {"Host": "x"})
    assert "t=<unix time>" in explained(BODY, "sha256=abc")
