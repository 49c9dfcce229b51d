"""The receiving end of events: one connection that never publishes, a channel for each handler's queue, batches."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kit.logs import get_logger
from kit.messaging.core import frames, wire
from kit.messaging.core.link import Link
from kit.messaging.core.publisher import consumer_tag, declare_dead_letters, declare_event_queue

log = get_logger(__name__)

BATCH = 100
# What arrives together is applied, and synced to disk, together: a busy queue may gather longer than a quiet one.
_GATHER_SECONDS, _BUSY_GATHER_SECONDS = 0.02, 0.25
_BUSY_FROM = 4


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler's queue: the service whose events it takes, their type, and the queue's name."""

    source: str
    event_type: str
    queue: str


class Queue:
    """What has arrived for one handler and waits: `take` blocks for the next batch, `acknowledge` settles one."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self._messages: deque[Any] = deque()
        self._something = threading.Event()
        self._busy = False

    def arrived(self, message: Any) -> None:
        self._messages.append(message)
        self._something.set()

    def wake(self) -> None:
        """End a `take` that waits, so that its thread can stop."""
        self._something.set()

    def forget(self) -> None:
        """The connection is gone: what waits will be delivered again."""
        self._messages.clear()

    def take(self) -> list[Any]:
        """Wait for messages and return what is there, up to a hundred; empty when woken for another reason. One taker."""
        self._something.wait()
        if len(self._messages) < BATCH:
            time.sleep(_BUSY_GATHER_SECONDS if self._busy else _GATHER_SECONDS)
        self._something.clear()
        taken = [self._messages.popleft() for _ in range(min(BATCH, len(self._messages)))]
        self._busy = len(taken) >= _BUSY_FROM
        if self._messages:
            self._something.set()
        return taken

    @staticmethod
    def acknowledge(messages: Sequence[Any]) -> None:
        """Acknowledge a batch; when its connection is gone it will be delivered again, and the inbox knows it."""
        try:
            frames.ack(messages[-1].channel, messages[-1].delivery_tag, multiple=True)
        except Exception as problem:  # a lost connection in any of its forms
            log.info("acknowledge_lost", error=f"{type(problem).__name__}: {problem}")


class Consumer:
    """Consumes the queues of a service's handlers."""

    def __init__(self, url: str, service: str) -> None:
        self._link = Link(url, f"{service}-consumer", self._opened, self._lost)
        self._queues: list[Queue] = []
        self._stopping = False

    def subscribe(self, subscription: Subscription) -> Queue:
        """Add a handler's queue; before `start`."""
        queue = Queue(subscription)
        self._queues.append(queue)
        return queue

    def start(self) -> None:
        self._link.start()

    def stop(self) -> None:
        self._stopping = True
        self._link.stop()
        for queue in self._queues:
            queue.wake()

    @property
    def ready(self) -> bool:
        return self._link.ready.is_set()

    def _opened(self, connection: Any) -> None:
        for queue in self._queues:
            subscription = queue.subscription
            exchange = wire.events_exchange(subscription.source)
            channel = connection.channel()
            declare_dead_letters(channel)
            channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
            declare_event_queue(channel, exchange, subscription.event_type, subscription.queue)
            channel.basic_qos(0, BATCH, False)
            channel.basic_consume(subscription.queue, consumer_tag(), callback=queue.arrived)

    def _lost(self) -> None:
        for queue in self._queues:
            queue.forget()
