"""Calls and events on their way into a service: read from the message, measured, traced, and answered."""

import json
import time
from dataclasses import replace
from typing import Any

from kit import metrics, tracing
from kit.caller import Caller, Idempotency
from kit.errors import Refusal, WireError
from kit.logs import get_logger
from kit.messaging import traces
from kit.messaging.core import wire
from kit.messaging.events import Event

log = get_logger(__name__)


class Handling:
    """One call from its message to its answer: how long it takes, how it ends, and its span."""

    __slots__ = ("_began", "_method", "span")

    def __init__(self, method: str, request: wire.Request) -> None:
        self._method = method
        self._began = time.monotonic()
        self.span: tracing.Span | None = None
        if tracing.on:
            self.span = tracing.begin(f"handle {method}", tracing.SERVER, parent=request.trace)

    def bound(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Read caller and idempotency key; ValueError when one is none."""
        bound = dict(kwargs)
        if "caller" in bound:
            bound["caller"] = Caller.from_wire(bound["caller"])
            if self.span is not None:
                bound["caller"] = replace(bound["caller"], trace=self.span.traceparent)
        if bound.get("idempotency") is not None:
            bound["idempotency"] = Idempotency.from_wire(bound["idempotency"])
        return bound

    def ended(self, problem: BaseException | None) -> None:
        """Count it, and end its span."""
        metrics.RPC_HANDLED.of(self._method, metrics.outcome_of(problem)).add()
        metrics.RPC_HANDLE_SECONDS.of(self._method).observe(time.monotonic() - self._began)
        if self.span is not None:
            if problem is not None:
                self.span.fail(tracing.why_of(problem))
            self.span.end()


def wire_error(problem: BaseException) -> WireError:
    """Give what crosses the bus for what was raised: of anything unexpected, nothing but that it was."""
    if isinstance(problem, WireError):
        return problem
    if isinstance(problem, Refusal):
        return WireError(problem.code, problem.detail, problem.errors, problem.facts)
    return WireError("internal_error", "the service failed; its log has the reason under the request id")


def read_message(message: Any) -> Event | None:
    """Read an event; what is none goes to the dead letters."""
    try:
        return traces.with_header(Event.from_json(wire.read_json(message)), message)
    except (wire.Malformed, ValueError) as problem:
        log.error("event_malformed", error=str(problem))
        message.channel.basic_reject(message.delivery_tag, requeue=False)
        return None


def read_envelope(text: str) -> Event:
    """Read an event from the text that was kept of it."""
    return Event.from_json(json.loads(text))
