"""A new secret, and the old one for another 24 hours."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from kit.caller import Idempotency
from kit.clock import SystemClock
from services.webhooks import operations
from services.webhooks.domain.signature import SignatureMismatch, verify
from tests.factories.webhooks import BOX, an_invoice_event


def verifies(webhooks, sent, secret):
    try:
        verify(secret, sent.headers["x-billkart-signature"], sent.body, now=int(webhooks.clock.now().timestamp()))
    except SignatureMismatch:
        return False
    return True


@pytest.fixture
def sent_at(webhooks, receiver, dispatch):
    """Send an event now and give what the receiver got."""

    def send():
        webhooks.hears(an_invoice_event())
        dispatch()
        return receiver.requests[-1]

    return send


def test_for_24_hours_both_secrets_verify_and_then_the_new_one_alone(webhooks, receiver, sent_at, clock):
    made = webhooks.register(receiver.url, "*")
    rotated = webhooks.rotate(made)

    during = sent_at()
    clock.move(timedelta(hours=24, seconds=1))
    after = sent_at()

    assert rotated["secret"] != made["secret"]
    assert rotated["previous_secret_expires_at"] == "2026-06-29T10:14:22Z"
    assert webhooks.endpoint(made)["secret"] is None
    assert [verifies(webhooks, after, secret) for secret in (rotated["secret"], made["secret"])] == [True, False]
    assert during.headers["x-billkart-signature"].count("v1=") == 2
    assert after.headers["x-billkart-signature"].count("v1=") == 1


def test_somebody_else_s_library_believes_either_secret_while_both_live(webhooks, receiver, sent_at, clock):
    clock.move(SystemClock().now() - clock.now())
    made = webhooks.register(receiver.url, "*")
    rotated = webhooks.rotate(made)

    sent = sent_at()

    for secret in (made["secret"], rotated["secret"]):
        Webhook(secret).verify(sent.body, sent.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 43 + "=").verify(sent.body, sent.headers)


def test_rotated_twice_nobody_who_lags_behind_is_cut_off(webhooks, receiver, sent_at, clock):
    made = webhooks.register(receiver.url, "*")
    once = webhooks.rotate(made)
    clock.move(timedelta(hours=1))
    twice = webhooks.rotate(made)

    sent = sent_at()

    assert all(verifies(webhooks, sent, endpoint["secret"]) for endpoint in (made, once, twice))


def test_the_same_key_gets_the_same_secret(webhooks, receiver):
    made = webhooks.register(receiver.url, "*")
    request = {"endpoint_id": made["id"]}
    first, again = (
        operations.rotate_secret(
            webhooks.db, webhooks.clock, webhooks.caller, Idempotency("key", "print"), request=request, box=BOX
        )
        for _ in range(2)
    )

    assert again == {**first, "replayed": True}
    assert not first["created"]
