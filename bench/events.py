"""Where events stand: what the outboxes hold, who must apply it, and how long that took."""

import ast
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench import sql
from bench.load import percentiles
from bench.stack import SERVICES, Running

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A handler and the type of event it must have applied."""

    service: str
    handler: str
    source: str
    event_type: str


def consumers() -> list[Consumer]:
    """Read who listens to what from the services' own entrypoints, so that a silent handler is missed, not overlooked."""
    found = []
    for service in SERVICES:
        tree = ast.parse((ROOT / "services" / service / "service.py").read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for decorator in function.decorator_list:
                if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "on_event":
                    source, event_type = (str(ast.literal_eval(argument)) for argument in decorator.args)
                    found.append(Consumer(service, function.name, source, event_type))
    return found


def wait_until_applied(stack: Running, patience: float) -> float:
    """Wait until every event is sent and applied by everyone who listens; returns how long, or exits naming what is late."""
    begun = time.monotonic()
    while late := _late(stack):
        if time.monotonic() - begun > patience:
            raise SystemExit(f"events are late after {patience:.0f} s: " + "; ".join(late))
        time.sleep(0.2)
    return time.monotonic() - begun


def lags_ms(stack: Running, event_type: str, since: datetime) -> dict[str, dict[str, float]]:
    """
    Return percentiles from the making of a billing event to the last consumer's taking it, per consumer and for the last.

    `created_at` is read before the sale commits, `received_at` when a batch is opened: the first counts a few
    milliseconds too many, the second leaves out the batch's own few milliseconds.
    """
    made = dict(
        sql.rows(
            stack.owner_dsn("billing"),
            "SELECT event_id, created_at FROM outbox WHERE event_type = %(type)s AND created_at >= %(since)s",
            {"type": event_type, "since": since},
        )
    )
    last: dict[str, float] = {}
    found = {}
    for consumer in consumers():
        if (consumer.source, consumer.event_type) != ("billing", event_type):
            continue
        taken = sql.rows(
            stack.owner_dsn(consumer.service),
            "SELECT event_id, received_at FROM inbox WHERE handler = %(handler)s AND received_at >= %(since)s",
            {"handler": consumer.handler, "since": since},
        )
        lags = {event: (at - made[event]).total_seconds() * 1000 for event, at in taken if event in made}
        found[consumer.service] = percentiles(list(lags.values()))
        for event, lag in lags.items():
            last[event] = max(last.get(event, 0.0), lag)
    return {**found, "every consumer": percentiles(list(last.values()))}


def _late(stack: Running) -> list[str]:
    """What is not yet sent or not yet applied, in words."""
    listening = consumers()
    held = {service: _outbox(stack, service) for service in sorted({consumer.source for consumer in listening})}
    late = [f"{service} holds {unsent} unsent" for service, (unsent, _) in held.items() if unsent]
    due: Counter[tuple[str, str]] = Counter()
    for consumer in listening:
        due[consumer.service, consumer.handler] += held[consumer.source][1].get(consumer.event_type, 0)
    for (service, handler), expected in due.items():
        applied = _applied(stack, service, handler)
        if applied != expected:
            late.append(f"{service}.{handler} has applied {applied} of {expected} events")
    return late


def _outbox(stack: Running, service: str) -> tuple[int, dict[str, int]]:
    counts = sql.rows(
        stack.owner_dsn(service),
        "SELECT event_type, count(*), count(*) FILTER (WHERE sent_at IS NULL) FROM outbox GROUP BY event_type",
    )
    return sum(unsent for _, _, unsent in counts), {event_type: count for event_type, count, _ in counts}


def _applied(stack: Running, service: str, handler: str) -> int:
    count: int = sql.one(
        stack.owner_dsn(service),
        "SELECT count(*) FROM inbox WHERE handler = %(handler)s AND state = 'applied'",
        {"handler": handler},
    )
    return count
