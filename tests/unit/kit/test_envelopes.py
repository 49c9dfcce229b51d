"""What comes off the bus is refused when it could not be handled: it would be handed out again for ever."""

import json
from types import SimpleNamespace

import pytest

from kit import tracing
from kit.messaging.core import wire
from kit.messaging.events import Event

ENVELOPE = {
    "id": "evt_1",
    "type": "thing.done",
    "version": 1,
    "occurred_at": "2026-06-28T10:14:22Z",
    "account_id": "acct_1",
    "livemode": True,
    "data": {},
}


def test_an_envelope_is_read_as_it_was_written():
    event = Event.from_json(ENVELOPE | {"traceparent": "00-1-1-01"})

    assert Event.from_json(json.loads(event.to_json())) == event


@pytest.mark.parametrize(
    "wrong",
    [
        {"account_id": "no account"},
        {"account_id": "acct_1,acct_2"},
        {"account_id": "a" * 65},
        {"id": "evt_\x00"},
        {"id": "evt_\ud800"},
        {"traceparent": ["00-1-1-01"]},
        {"data": []},
    ],
    ids=str,
)
def test_an_event_that_no_inbox_could_hold_is_none(wrong):
    with pytest.raises(ValueError, match="an envelope"):
        Event.from_json(ENVELOPE | wrong)


def test_a_trace_that_is_no_text_is_left_out(monkeypatch):
    monkeypatch.setattr(tracing, "on", True)
    message = SimpleNamespace(
        body='{"args": [], "kwargs": {}}',
        properties={
            "reply_to": "r",
            "content_type": "application/json",
            "application_headers": {tracing.TRACEPARENT: 7},
        },
        delivery_info={"routing_key": "billing.ping"},
    )

    assert wire.read_request(message).trace is None
