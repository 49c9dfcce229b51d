"""The doctor of signatures: each mistake by its name."""

import json
from datetime import timedelta

import pytest

from services.webhooks.domain.doctor import Complaint, Known, KnownSecret, diagnose
from services.webhooks.domain.signature import secret_from, signed_headers
from tests.factories.webhooks import AT, SECRET

BODY = '{"id":"evt_1","data":{"customer_phone":"+91••••43210","grand_total":220}}'
OTHER, OLD = secret_from(b"\x01" * 32), secret_from(b"\x02" * 32)
SECRETS = [KnownSecret("whk_1", SECRET, True), KnownSecret("whk_1", OLD, False), KnownSecret("whk_2", OTHER, True)]
PROOF = {name.lower(): value for name, value in signed_headers(
    [SECRET], "evt_1", int(AT.timestamp()), BODY.encode(), attempt=1
).items()}  # fmt: skip
STANDARD = {name: value for name, value in PROOF.items() if name.startswith("webhook-")}


def findings(body=BODY, headers=PROOF, secret=SECRET, after_seconds=1, kind="text", **known):
    complaint = Complaint(body, kind, headers, secret, AT + timedelta(seconds=after_seconds))
    facts = {"livemode": True, "secrets": SECRETS, "bodies": [BODY], "livemode_of_given": True, **known}
    return diagnose(complaint, Known(**facts), "evt_1").findings


def codes(*arguments, **changes):
    return [finding.code for finding in findings(*arguments, **changes)]


@pytest.mark.parametrize("headers", [PROOF, STANDARD], ids=["ours", "Standard Webhooks"])
def test_what_is_right_has_no_finding(headers):
    assert codes(headers=headers) == codes(headers=headers, secret=None) == []
    assert codes(headers=headers, bodies=[]) == []


@pytest.mark.parametrize("headers", [PROOF, STANDARD], ids=["ours", "Standard Webhooks"])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (json.dumps(json.loads(BODY)), "body_reserialised"),
        (json.dumps(json.loads(BODY), separators=(",", ":")), "body_reserialised"),
        (json.dumps(json.loads(BODY), sort_keys=True, ensure_ascii=False, separators=(",", ":")), "body_reserialised"),
        (BODY + "\n", "body_altered"),
        (BODY.replace("220", "221"), "body_altered"),
        (BODY[:30], "body_truncated"),
        ("[" * 100_000, "body_altered"),
        ("", "body_truncated"),
    ],
)
def test_a_body_that_is_not_what_was_sent(headers, body, code):
    assert codes(body, headers=headers) == [code]


def test_it_says_where_the_body_differs():
    [found] = findings(BODY.replace("220", "221"))

    assert f"from character {BODY.index('220') + 2} on" in found.detail


def test_a_parsed_body():
    [found] = findings(None, kind="an object")

    assert found.code == "body_parsed"
    assert "an object" in found.detail


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        (f" {SECRET}\n", "strip"),
        (SECRET.removeprefix("whsec_"), "lacks its beginning"),
        (OTHER, "that of whk_2"),
        (OLD, "an old secret of whk_1"),
        (secret_from(b"\x09" * 32), "no secret of this account"),
    ],
)
def test_another_secret_and_whose_it_is(secret, words):
    [found] = findings(secret=secret)

    assert found.code == "wrong_secret"
    assert words in found.detail


def test_live_and_test_mixed_up():
    assert codes(secret=secret_from(b"\x09" * 32), livemode_of_given=False) == ["test_secret_on_live"]
    assert codes(secret=secret_from(b"\x09" * 32), livemode=False, livemode_of_given=True) == ["live_secret_on_test"]


@pytest.mark.parametrize(
    ("after", "words"), [(301, "301 s ago"), (-301, "301 s in the future"), (90_000, "90000 s ago")]
)
def test_a_clock_that_is_off(after, words):
    [found] = findings(after_seconds=after)

    assert found.code == "clock_off"
    assert words in found.detail
    assert codes(after_seconds=300) == codes(after_seconds=-300) == []


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "header_missing"),
        ({"webhook-id": "evt_1"}, "header_missing"),
        ({"x-billkart-signature": ""}, "header_malformed"),
        ({"x-billkart-signature": "5f" * 32}, "header_malformed"),
        ({"x-billkart-signature": "t=now,v1=" + "5f" * 32}, "header_malformed"),
        ({"x-billkart-signature": "t=1,v1=5f"}, "header_malformed"),
        ({"x-billkart-signature": "t=1"}, "header_malformed"),
        ({"x-billkart-signature": "t=999999999999,v1=" + "5f" * 32}, "header_malformed"),
        ({**STANDARD, "webhook-timestamp": "now"}, "header_malformed"),
        ({**STANDARD, "webhook-signature": "v1,???"}, "header_malformed"),
    ],
)
def test_headers_that_hold_no_signature(headers, code):
    assert codes(headers=headers) == [code]


def test_a_signature_that_nobody_here_made():
    forged = {"x-billkart-signature": f"t={int(AT.timestamp())},v1={'5f' * 32}"}

    assert codes(headers=forged) == ["signature_unknown"]
    assert "not known here" in findings(headers=forged, bodies=[])[0].detail
