"""Send one delivery once."""

import random

from kit.clock import Clock
from services.webhooks.adapters.http_sender import HttpSender
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.domain.delivery import Answer, Due, Outcome, outcome_of
from services.webhooks.domain.endpoint import living
from services.webhooks.domain.signature import signed_headers
from services.webhooks.wire import payload


def attempt_delivery(due: Due, clock: Clock, *, sender: HttpSender, box: SecretBox) -> Outcome:
    """
    Sign the stored body, in the version of the endpoint, with its secret and those that still live; send it with the endpoint's
    own headers, and decide what becomes of the delivery. The attempt is on record already.
    """
    sent_at = clock.now()
    if due.body is None:
        return outcome_of(due, Answer(0, error="event_expired"), sent_at=sent_at, now=sent_at, jitter=0.0)
    body = payload(due.body, due.api_version)
    secrets = [box.open(due.sealed_secret), *(box.open(old["sealed"]) for old in living(due.old_secrets, sent_at))]
    proof = signed_headers(secrets, due.event_id, int(sent_at.timestamp()), body, attempt=due.attempt)
    headers = box.open_headers(due.sealed_headers) | proof
    answer = sender.post(due.url, body, headers, livemode=due.livemode)
    jitter = random.uniform(-1, 1)  # spreads retries, protects nothing
    return outcome_of(due, answer, sent_at=sent_at, now=clock.now(), jitter=jitter)
