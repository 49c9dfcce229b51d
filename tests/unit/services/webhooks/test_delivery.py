"""What an attempt makes of its delivery."""

from datetime import timedelta

import pytest

from services.webhooks.domain.delivery import Answer, outcome_of
from tests.factories.webhooks import AT, a_due


def became(answer, **due):
    outcome = outcome_of(a_due(**due), answer, sent_at=AT, now=AT, jitter=0.0)
    again = (outcome.next_attempt_at - AT).total_seconds() if outcome.next_attempt_at else None
    return outcome.status, again


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_2xx_is_success(status):
    assert became(Answer(5, status)) == ("delivered", None)


@pytest.mark.parametrize(
    "answer", [Answer(5, 199), Answer(5, 302), Answer(5, 404), Answer(5, 500), Answer(5, error="timed_out")]
)
def test_anything_else_is_tried_again(answer):
    assert became(answer) == ("pending", 253)


def test_the_sixth_failure_is_the_last():
    assert became(Answer(5, 500), attempt=5) == ("pending", 253 * 4**4)
    assert became(Answer(5, 500), attempt=6) == ("failed", None)


def test_gone_ends_it_at_once():
    outcome = outcome_of(a_due(), Answer(5, 410), sent_at=AT, now=AT, jitter=0.0)

    assert (outcome.status, outcome.endpoint_is_gone) == ("failed", True)


@pytest.mark.parametrize(("status", "pause"), [(429, 3600), (503, 3600), (500, 253)])
def test_retry_after_counts_with_429_and_503(status, pause):
    assert became(Answer(5, status, retry_after_seconds=3600)) == ("pending", pause)


def test_the_24_hours_count_from_the_first_attempt():
    began = AT - timedelta(hours=23)

    assert became(Answer(5, 500), attempt=5, first_attempt_at=began) == ("pending", 3570)
