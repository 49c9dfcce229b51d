"""The receiving end of calls: takes requests off `rpc-<service>`, answers on the same channel, then acknowledges."""

from collections.abc import Callable
from typing import Any

from amqp import AMQPError
from amqp.exceptions import PreconditionFailed

from kit import metrics
from kit.errors import WireError
from kit.logs import get_logger
from kit.messaging.core import frames, wire
from kit.messaging.core.link import Link
from kit.messaging.core.publisher import consumer_tag, declare_dead_letters

log = get_logger(__name__)

Handle = Callable[[wire.Request, Any], None]
TOO_LATE = "*"
"""The method under which late calls are counted: nobody looks into them any more."""


class Server:
    """
    Consumes one service's calls, at most `prefetch` unanswered at a time.

    `handle(request, message)` must lead to one `answer(message, …)`. What cannot be read goes to the dead letters; what comes
    after its deadline is refused, because its caller has gone. `ping` is answered here, whatever the service does.

    The queue is not durable. In a cluster it lives on one node, and a durable one would be out of reach until that node is
    back; this one is gone with its node, each server is told, and the first declares it on a node that lives. What waited in it
    is lost, as calls may be: their callers ask again with their key.
    """

    def __init__(self, url: str, service: str, prefetch: int, handle: Handle) -> None:
        self._service, self._prefetch, self._handle = service, prefetch, handle
        self._link = Link(url, f"{service}-rpc", self._opened)
        self._tag = consumer_tag()
        self._channel: Any = None
        self._stopping = False
        self._queue_wait = metrics.RPC_QUEUE_WAIT_SECONDS.of()

    def start(self) -> None:
        self._link.start()

    def cancel(self) -> None:
        """Take no more calls; those taken are still answered."""
        self._stopping = True
        channel = self._channel
        if channel is not None and self._link.ready.is_set():
            try:
                channel.basic_cancel(self._tag, nowait=True)
            except Exception as problem:  # without a broker there is nothing to cancel
                log.info("cancel_failed", error=str(problem))

    def stop(self) -> None:
        self._link.stop()

    @property
    def ready(self) -> bool:
        return self._link.ready.is_set()

    def answer(self, message: Any, result: Any, error: dict[str, Any] | None) -> None:
        """Answer a call and acknowledge it. When the connection is gone the broker hands the call out again."""
        try:
            wire.reply(message.channel, message, result, error)
            frames.ack(message.channel, message.delivery_tag)
        except Exception as problem:  # a lost connection in any of its forms
            log.warning("answer_lost", error=f"{type(problem).__name__}: {problem}")

    def _opened(self, connection: Any) -> None:
        channel = connection.channel()
        declare_dead_letters(channel)
        channel.exchange_declare(wire.RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
        self._declare_queue(connection)
        channel.basic_qos(0, self._prefetch, False)
        self._channel = channel
        self._consume(channel)

    def _declare_queue(self, connection: Any) -> None:
        """Declare the queue, on a channel of its own: a refusal closes the channel."""
        queue = wire.rpc_queue(self._service)
        with connection.channel() as channel:
            try:
                channel.queue_declare(queue, durable=False, auto_delete=False, arguments={"x-queue-type": "classic"})
                channel.queue_bind(queue, wire.RPC_EXCHANGE, f"{self._service}.*")
            except PreconditionFailed:  # an earlier release's, or a stock nameko's: it serves as well
                log.warning("rpc_queue_durable", queue=queue)

    def _consume(self, channel: Any) -> None:
        if not self._stopping:
            queue = wire.rpc_queue(self._service)
            channel.basic_consume(queue, self._tag, callback=self._received, on_cancel=self._cancelled)

    def _cancelled(self, _tag: str) -> None:
        """
        The queue has gone with its node: make it anew, on the same connection, so that calls in work are still answered.

        Runs in the connection's reader, which may wait for the broker. When that fails the connection is opened afresh.
        """
        log.warning("rpc_queue_gone", queue=wire.rpc_queue(self._service))
        channel = self._channel
        try:
            self._declare_queue(channel.connection)
            self._consume(channel)
        except (AMQPError, OSError) as problem:
            log.warning("rpc_queue_not_made", error=f"{type(problem).__name__}: {problem}")
            self._link.cut()

    def _received(self, message: Any) -> None:
        try:
            request = wire.read_request(message)
        except wire.Malformed as problem:
            log.warning("call_malformed", reason=str(problem))
            wire.dead_letter(message.channel, message, str(problem))
            if message.properties.get("reply_to"):
                self.answer(message, None, WireError("internal_error", "the call cannot be read").to_wire())
            else:
                frames.ack(message.channel, message.delivery_tag)
            return
        now = wire.now_ms()
        sent = wire.sent_ms(message, request)
        if sent is not None:
            self._queue_wait.observe(max(0, now - sent) / 1000)
        if request.deadline_ms is not None and now > request.deadline_ms:
            metrics.RPC_HANDLED.of(TOO_LATE, "deadline").add()
            self.answer(message, None, WireError("deadline_exceeded", "the call came after its deadline").to_wire())
        elif request.method == "ping":
            self.answer(message, "pong", None)
        else:
            self._handle(request, message)
