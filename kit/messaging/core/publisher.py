"""Publishes events: persistent, mandatory, confirmed. What is not confirmed was not sent, and its sender keeps it."""

import itertools
import threading
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kit import tracing
from kit.logs import get_logger
from kit.messaging.core import frames, wire
from kit.messaging.core.link import Link

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event to publish: its id, its type (the routing key) and its envelope as JSON text."""

    event_id: str
    event_type: str
    envelope: str
    trace: str | None = None


class Publisher:
    """
    One connection for the events of one service.

    `queues` are the (event type, queue name) pairs of every handler, declared before anything is published: an event that
    nobody has a queue for would vanish.
    """

    def __init__(self, url: str, service: str, queues: Sequence[tuple[str, str]]) -> None:
        self._exchange = wire.events_exchange(service)
        self._queues = queues
        self._link = Link(url, f"{service}-events", self._opened, self._lost)
        self._channel: Any = None
        self._published = 0
        self._waiting: dict[int, str] = {}
        self._confirmed: set[str] = set()
        self._returned: set[str] = set()
        self._all_settled = threading.Event()

    def start(self) -> None:
        self._link.start()

    def stop(self) -> None:
        self._link.stop()

    @property
    def ready(self) -> bool:
        """Whether the broker is there and takes messages."""
        return self._link.ready.is_set() and not self._link.blocked

    def publish(self, events: Iterable[Outgoing], *, timeout: float = 2.0) -> set[str]:
        """Publish these and return the ids that RabbitMQ has confirmed. One caller at a time (the relay)."""
        channel = self._channel
        if channel is None:
            return set()
        self._confirmed, self._returned = set(), set()
        self._all_settled.clear()
        try:
            for event in events:
                self._published += 1
                self._waiting[self._published] = event.event_id
                frames.publish(
                    channel,
                    event.envelope.encode(),
                    self._exchange,
                    event.event_type,
                    mandatory=True,
                    delivery_mode=2,
                    headers=_headers(event),
                    message_id=event.event_id,
                )
        except Exception as problem:  # a lost connection in any of its forms: the events stay in the outbox
            log.warning("publish_failed", error=f"{type(problem).__name__}: {problem}")
            self._link.cut()
            return self._confirmed - self._returned
        if self._waiting and not self._all_settled.wait(timeout):
            log.warning("confirms_missing", count=len(self._waiting))
            self._link.cut()
        if self._returned:
            log.error("events_unroutable", count=len(self._returned), exchange=self._exchange)
        return self._confirmed - self._returned

    def _opened(self, connection: Any) -> None:
        channel = connection.channel()
        channel.exchange_declare(self._exchange, "topic", durable=True, auto_delete=False)
        for event_type, queue in self._queues:
            declare_event_queue(channel, self._exchange, event_type, queue)
        channel.confirm_select()
        channel.events["basic_ack"].add(self._acked)
        channel.events["basic_nack"].add(self._nacked)
        channel.events["basic_return"].add(self._came_back)
        self._published = 0
        self._waiting.clear()
        self._channel = channel

    def _lost(self) -> None:
        self._channel = None
        self._waiting.clear()
        self._all_settled.set()

    def _acked(self, tag: int, multiple: bool) -> None:
        self._confirmed.update(self._settle(tag, multiple))

    def _nacked(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple)

    def _came_back(self, _exception: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        self._returned.add(message.properties.get("message_id", ""))

    def _settle(self, tag: int, multiple: bool) -> list[str]:
        tags = list(itertools.takewhile(lambda t: t <= tag, self._waiting)) if multiple else [tag]
        settled = [self._waiting.pop(t) for t in tags if t in self._waiting]
        if not self._waiting:
            self._all_settled.set()
        return settled


def _headers(event: Outgoing) -> dict[str, str | int]:
    if event.trace is None:
        return {"event_id": event.event_id}
    return {"event_id": event.event_id, tracing.TRACEPARENT: event.trace}


def declare_dead_letters(channel: Any) -> None:
    """Declare where messages that cannot be read wait for a person."""
    channel.exchange_declare(wire.DEAD_LETTERS, "fanout", durable=True, auto_delete=False)
    channel.queue_declare(wire.DEAD_LETTERS, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
    channel.queue_bind(wire.DEAD_LETTERS, wire.DEAD_LETTERS)


def declare_event_queue(channel: Any, exchange: str, event_type: str, queue: str) -> None:
    """Declare a handler's queue: a quorum queue, so that an event outlives a node; what kills 20 readers is a dead letter."""
    arguments = {"x-queue-type": "quorum", "x-dead-letter-exchange": wire.DEAD_LETTERS, "x-delivery-limit": 20}
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind(queue, exchange, event_type)


def consumer_tag() -> str:
    """Make a consumer tag of our own, so that a cancel need not wait for the broker."""
    return f"saathix-{uuid.uuid4().hex[:12]}"
