"""Messages that a careless or hostile sender puts on the bus."""

import json

JSON = {"content_type": "application/json", "reply_to": "r"}

MALFORMED = {
    "no reply_to": (json.dumps({"args": [], "kwargs": {}}).encode(), {"content_type": "application/json"}),
    "odd content type": (b"\x80\x04K\x01.", {**JSON, "content_type": "application/x-python-serialize"}),
    "no JSON": (b"{", JSON),
    "wrong shape": (b'{"args": 1}', JSON),
    "ten megabytes": (b'"' + b"x" * 10_000_000 + b'"', JSON),
}
"""Calls that cannot be read: body and properties."""

_ENVELOPE = {
    "id": "evt_1",
    "type": "t",
    "version": 1,
    "occurred_at": "2026-06-28T10:14:22Z",
    "livemode": True,
    "data": {},
}

UNREADABLE_EVENTS = (
    b"{",
    b"[]",
    json.dumps({"id": "evt_1"}).encode(),
    b"\x00" * 64,
    json.dumps(_ENVELOPE | {"account_id": "no account"}).encode(),
)
