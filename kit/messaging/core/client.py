"""
Calls to services: one connection, many calls in flight, a deadline on each.

Answers come by RabbitMQ's direct reply-to. A service that has no queue or no consumer, a full queue and a lost connection are
told at once (Unavailable); silence ends at the deadline (DeadlineExceeded). A stock nameko service cannot answer direct
reply-to: `direct_reply=False` gives the client a reply queue of its own, bound as nameko's clients do.
"""

import itertools
import threading
import time
import uuid
from typing import Any

import amqp
from amqp import spec

from kit import metrics, tracing
from kit.errors import DeadlineExceeded, Unavailable, WireError
from kit.logs import get_logger
from kit.messaging.core import frames, wire
from kit.messaging.core.link import Link

log = get_logger(__name__)

_CONNECT_WAIT_SECONDS = 0.5
_RESTART_SECONDS = 8.0


class _Waiter:
    """One call in flight: `done` is held until an answer or a failure releases it."""

    __slots__ = ("done", "error", "reply", "service", "tag")

    def __init__(self, service: str) -> None:
        self.done = threading.Lock()
        self.done.acquire()
        self.service = service
        self.tag = 0
        self.reply: dict[str, Any] | None = None
        self.error: WireError | None = None

    def finish(self, reply: dict[str, Any] | None = None, error: WireError | None = None) -> None:
        self.reply, self.error = reply, error
        self.done.release()


class Client:
    """Calls `service.method(**kwargs)`; returns its result or raises a WireError. Safe for any number of threads."""

    def __init__(self, url: str, *, name: str = "client", direct_reply: bool = True) -> None:
        self._direct_reply = direct_reply
        self._reply_to = wire.DIRECT_REPLY_TO
        self._numbers = itertools.count(1)
        self._prefix = uuid.uuid4().hex[:12]
        self._waiting: dict[str, _Waiter] = {}
        self._unconfirmed: dict[int, str] = {}
        self._published = 0
        self._publishing = threading.Lock()
        self._channel: Any = None
        self._presence = _Presence()
        self._link = Link(url, name, self._opened, self._lost, self._presence.tick)
        self._link.start()

    def call(self, service: str, method: str, *, timeout: float = 10.0, **kwargs: Any) -> Any:
        """Call a method and wait for its result, `timeout` seconds at most."""
        began = time.monotonic()
        problem: BaseException | None = None
        try:
            with tracing.span(f"{service}.{method}", tracing.CLIENT):
                return self._call(service, method, timeout, kwargs)
        except BaseException as raised:
            problem = raised
            raise
        finally:
            metrics.RPC_CALLS.of(service, method, metrics.outcome_of(problem)).add()
            metrics.RPC_CALL_SECONDS.of(service, method).observe(time.monotonic() - began)
            del problem  # breaks the circle of frame and traceback

    def _call(self, service: str, method: str, timeout: float, kwargs: dict[str, Any]) -> Any:
        if not self._link.ready.is_set() and not self._link.ready.wait(min(timeout, _CONNECT_WAIT_SECONDS)):
            raise Unavailable("the message broker cannot be reached")
        if self._link.blocked:
            raise Unavailable("the message broker takes no messages now")
        if self._presence.is_absent(service):
            raise Unavailable(f"the {service} service is not running")
        correlation = f"{self._prefix}-{next(self._numbers)}"
        waiter = self._waiting[correlation] = _Waiter(service)
        try:
            self._publish(waiter, correlation, service, method, timeout, kwargs)
            if not waiter.done.acquire(timeout=timeout):
                raise DeadlineExceeded(f"the {service} service has not answered within {timeout:g} s")
        finally:
            self._waiting.pop(correlation, None)
        if waiter.error is not None:
            raise waiter.error
        assert waiter.reply is not None
        if waiter.reply.get("error"):
            raise WireError.from_wire(waiter.reply["error"])
        return waiter.reply.get("result")

    @property
    def connected(self) -> bool:
        """Whether the broker is there and takes messages."""
        return self._link.ready.is_set() and not self._link.blocked

    def close(self) -> None:
        """Close the connection; calls in flight end as Unavailable."""
        self._link.stop()

    def _publish(
        self, waiter: _Waiter, correlation: str, service: str, method: str, timeout: float, kwargs: dict[str, Any]
    ) -> None:
        self._presence.watch(service)
        milliseconds = int(timeout * 1000)
        body = wire.request_body((), kwargs).encode()
        headers: dict[str, str | int] = {wire.DEADLINE_HEADER: wire.now_ms() + milliseconds}
        if (trace := tracing.traceparent()) is not None:
            headers[tracing.TRACEPARENT] = trace
        try:
            with self._publishing:  # the broker counts messages in the order they are written
                channel = self._channel
                if channel is None:
                    raise Unavailable("the message broker cannot be reached")
                self._published += 1
                self._unconfirmed[self._published] = correlation
                frames.publish(
                    channel,
                    body,
                    wire.RPC_EXCHANGE,
                    f"{service}.{method}",
                    mandatory=True,
                    headers=headers,
                    correlation_id=correlation,
                    reply_to=self._reply_to,
                    expiration=str(milliseconds),
                    kind=wire.APART,
                )
        except (OSError, amqp.AMQPError, AttributeError) as problem:  # AttributeError: collected under our hands
            raise Unavailable("the connection to the message broker was lost") from problem

    def _opened(self, connection: Any) -> None:
        channel = connection.channel()
        channel.exchange_declare(wire.RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
        if self._direct_reply:
            queue = wire.DIRECT_REPLY_TO
        else:
            self._reply_to = uuid.uuid4().hex
            queue = channel.queue_declare(f"rpc.reply-{self._reply_to}", exclusive=True, auto_delete=True).queue
            channel.queue_bind(queue, wire.RPC_EXCHANGE, self._reply_to)
        channel.basic_consume(queue, no_ack=True, callback=self._answered)
        channel.confirm_select()
        channel.events["basic_ack"].add(self._confirmed)
        channel.events["basic_nack"].add(self._refused)
        channel.events["basic_return"].add(self._returned)
        with self._publishing:  # a message is counted on the channel that it is written to
            self._published = 0
            self._unconfirmed.clear()
            self._channel = channel
        self._presence.opened(connection)

    def _answered(self, message: Any) -> None:
        waiter = self._waiting.pop(message.properties.get("correlation_id"), None)
        if waiter is None:
            return  # its caller has given up
        try:
            reply = wire.read_reply(message)
        except ValueError:
            waiter.finish(error=WireError("internal_error", "an answer that is not JSON"))
            return
        waiter.finish(reply=reply)

    def _confirmed(self, tag: int, multiple: bool) -> None:
        for _ in self._settled(tag, multiple):
            pass

    def _refused(self, tag: int, multiple: bool) -> None:
        for correlation in self._settled(tag, multiple):
            waiter = self._waiting.pop(correlation, None)
            if waiter is not None:
                waiter.finish(error=Unavailable(f"the {waiter.service} service has more work than it can take"))

    def _settled(self, tag: int, multiple: bool) -> list[str]:
        if not multiple:
            correlation = self._unconfirmed.pop(tag, None)
            return [correlation] if correlation else []
        tags = list(itertools.takewhile(lambda t: t <= tag, self._unconfirmed))
        return [self._unconfirmed.pop(t) for t in tags]

    def _returned(self, _exception: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        waiter = self._waiting.pop(message.properties.get("correlation_id"), None)
        if waiter is not None:
            waiter.finish(error=Unavailable(f"the {waiter.service} service is not running"))

    def _lost(self) -> None:
        self._channel = None
        self._presence.lost()
        for correlation in list(self._waiting):
            waiter = self._waiting.pop(correlation, None)
            if waiter is not None:
                waiter.finish(error=Unavailable("the connection to the message broker was lost"))


class _WatchChannel(amqp.Channel):
    """A channel on which the answer to a passive declare is an event, so that nobody waits for it."""

    def _setup_listeners(self) -> None:
        super()._setup_listeners()
        self._callbacks[spec.Queue.DeclareOk] = self._on_declared

    def _on_declared(self, queue: str, _messages: int, consumers: int) -> None:
        for callback in self.events["declared"]:
            callback(queue, consumers)


class _Presence:
    """
    Which services have had nobody consuming their queue for longer than a restart takes.

    A queue outlives its service: a call made while the only replica restarts waits there, and the new process takes it. A call
    to a service that stays away would wait for its deadline. Asking the broker several times a second for the number of
    consumers turns that into an immediate refusal; what was already waiting is answered when it is back.
    """

    def __init__(self) -> None:
        self._watched: list[str] = []
        self._absent_since: dict[str, float] = {}
        self._channel: Any = None
        self._turn = 0

    def watch(self, service: str) -> None:
        if service not in self._watched:
            self._watched.append(service)

    def is_absent(self, service: str) -> bool:
        since = self._absent_since.get(service)
        return since is not None and time.monotonic() - since > _RESTART_SECONDS

    def opened(self, connection: Any) -> None:
        self._channel = _WatchChannel(connection)
        self._channel.open()
        self._channel.events["declared"].add(self._declared)

    def lost(self) -> None:
        self._channel = None
        self._absent_since.clear()

    def tick(self) -> None:
        if self._channel is None or not self._watched:
            return
        self._turn += 1  # one service a tick: a queue that does not exist closes the channel for the rest of a burst
        queue = wire.rpc_queue(self._watched[self._turn % len(self._watched)])
        self._channel.send_method(spec.Queue.Declare, "BsbbbbbF", (0, queue, True, False, False, False, False, {}))

    def _declared(self, queue: str, consumers: int) -> None:
        service = queue.removeprefix("rpc-")
        if consumers:
            if self._absent_since.pop(service, None) is not None:
                log.info("service_present", target=service)
        elif service not in self._absent_since:
            log.warning("service_absent", target=service)
            self._absent_since[service] = time.monotonic()
