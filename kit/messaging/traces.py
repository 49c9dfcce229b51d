"""The traces of events: a span of each publish, and which trace a message belongs to."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from kit import tracing
from kit.messaging.core.publisher import Outgoing
from kit.messaging.events import Event


@contextmanager
def of_publish(events: Sequence[Outgoing]) -> Iterator[Sequence[Outgoing]]:
    """Trace a publish of events, each in the trace that its envelope names; they leave with their span's header."""
    if not tracing.on:
        yield events
        return
    spans = [_begun(event) for event in events]
    try:
        yield [
            replace(event, trace=span.traceparent) if span else event for event, span in zip(events, spans, strict=True)
        ]
    finally:
        for span in spans:
            if span is not None:
                span.end()


def with_header(event: Event, message: Any) -> Event:
    """Give the event below the span that published it, which the message's header names."""
    header = (message.properties.get("application_headers") or {}).get(tracing.TRACEPARENT) if tracing.on else None
    return replace(event, trace=header) if isinstance(header, str) else event


def _begun(event: Outgoing) -> tracing.Span | None:
    trace = json.loads(event.envelope).get(tracing.TRACEPARENT)
    if trace is None:
        return None
    attributes = {"messaging.system": "rabbitmq", "messaging.message.id": event.event_id}
    return tracing.begin(f"publish {event.event_type}", tracing.PRODUCER, parent=trace, attributes=attributes)
