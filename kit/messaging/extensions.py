"""What a service's class declares: entrypoints for calls and events, providers for database, clock, settings, bus and relay."""

import inspect
import threading
import time
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any

from eventlet.event import Event as Once
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import DependencyProvider, Entrypoint, SharedExtension

from kit import clock as clocks
from kit import health, tracing
from kit.caller import Caller, Idempotency
from kit.db import Database, Tx
from kit.db.group import GroupCommit
from kit.db.patience import WORKER_SECONDS
from kit.errors import Refusal, WireError
from kit.housekeeping import Housekeeper
from kit.logs import get_logger
from kit.messaging import backlog, inbox, outbox
from kit.messaging.container import SPAN
from kit.messaging.core import Client, wire
from kit.messaging.core.consumer import Consumer, Queue, Subscription
from kit.messaging.core.publisher import Publisher
from kit.messaging.core.server import Server
from kit.messaging.events import Event
from kit.messaging.handling import Handling, read_envelope, read_message, wire_error
from kit.messaging.relay import Relay
from kit.outage import Outage

log = get_logger(__name__)

_RETRY_SECONDS = 1.0


class ServiceDatabase(SharedExtension):
    """The service's database, once per process: as the service role, and as the worker role for relay and retries."""

    db: Database
    worker_db: Database

    def setup(self) -> None:
        settings = self.container.config["settings"]
        name = self.container.service_name
        size = getattr(settings, "database_pool_size", 6)
        self.db = Database(settings.database_url, size=size, application=name)
        worker = f"{name}-worker"
        self.worker_db = Database(
            settings.worker_database_url, size=3, application=worker, patience_seconds=WORKER_SECONDS
        )
        self.housekeeper = Housekeeper(self.worker_db)
        health.process.need_database("database", self.db)

    def start(self) -> None:
        self.housekeeper.start()

    def stop(self) -> None:
        self.housekeeper.stop()
        self.db.close()
        self.worker_db.close()


class DatabaseProvider(DependencyProvider):
    """`self.db`: the service's own database."""

    database = ServiceDatabase()

    def get_dependency(self, worker_ctx: Any) -> Database:
        return self.database.db


class ReaderProvider(DependencyProvider):
    """`self.db`: a service's database for a process that only reads it; it has no worker role, and tidies nothing."""

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.db = Database(settings.database_url, size=4, application=self.container.service_name)
        health.process.need_database("database", self.db)

    def stop(self) -> None:
        self.db.close()

    def get_dependency(self, worker_ctx: Any) -> Database:
        return self.db


class ClockProvider(DependencyProvider):
    """`self.clock`: the machine's clock, or the one the container was configured with."""

    def setup(self) -> None:
        self.clock = self.container.config.get("clock") or clocks.SystemClock()

    def get_dependency(self, worker_ctx: Any) -> clocks.Clock:
        return self.clock


class SettingsProvider(DependencyProvider):
    """`self.settings`: the frozen dataclass the process was started with."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.container.config["settings"]


class GroupProvider(DependencyProvider):
    """
    `sales = GroupProvider(bill_group)`: calls that wait are run together, in one transaction.

    `run(db, clock, settings, items)` returns one outcome an item; see kit.db.group.
    """

    database = ServiceDatabase()

    def __init__(self, run: Callable[..., Sequence[Any]]) -> None:
        super().__init__()
        self._run_items = run

    def start(self) -> None:
        settings = self.container.config["settings"]
        clock = self.container.config.get("clock") or clocks.SystemClock()
        run = partial(self._run_items, self.database.db, clock, settings)
        self.group: GroupCommit[Any] = GroupCommit(run, limit=getattr(settings, "max_group", 64))

    def get_dependency(self, worker_ctx: Any) -> GroupCommit[Any]:
        return self.group


class BusProvider(DependencyProvider):
    """`self.bus`: calls to other services, `bus.call(service, method, caller=…, request=…)`."""

    def setup(self) -> None:
        self.client = Client(self.container.config["settings"].amqp_url, name=f"{self.container.service_name}-client")

    def stop(self) -> None:
        self.client.close()

    def get_dependency(self, worker_ctx: Any) -> "Bus":
        return Bus(self.client)


class Bus:
    """The client with its arguments put into wire form."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def call(
        self,
        service: str,
        method: str,
        *,
        caller: Caller,
        request: dict[str, Any],
        idempotency: Idempotency | None = None,
        timeout: float = 8.0,
    ) -> Any:
        """Call a service on behalf of a caller; raises WireError."""
        arguments: dict[str, Any] = {"caller": caller.to_wire(), "request": request}
        if idempotency is not None:
            arguments["idempotency"] = idempotency.to_wire()
        return self._client.call(service, method, timeout=timeout, **arguments)


class OutboxRelay(DependencyProvider):
    """`relay = OutboxRelay(queues)`: publishes what the service's transactions put into the outbox."""

    database = ServiceDatabase()

    def __init__(self, queues: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._queues = queues

    def start(self) -> None:
        url = self.container.config["settings"].amqp_url
        publisher = Publisher(url, self.container.service_name, self._queues)
        self.relay = Relay(self.database.worker_db, publisher)
        health.process.need("rabbitmq_events", lambda: publisher.ready)
        backlog.show_outbox(self.database.worker_db)
        outbox.wake_on_commit(self.relay.wake)
        self.relay.start()

    def stop(self) -> None:
        self.relay.stop()

    def get_dependency(self, worker_ctx: Any) -> Relay:
        return self.relay


class RpcServer(SharedExtension):
    """The service's one consumer of calls."""

    def __init__(self) -> None:
        super().__init__()
        self.entrypoints: dict[str, Rpc] = {}

    def setup(self) -> None:
        settings = self.container.config["settings"]
        prefetch = self.container.config.get("prefetch", self.container.max_workers)
        self.server = Server(settings.amqp_url, self.container.service_name, prefetch, self._dispatch)

    def start(self) -> None:
        health.process.need("rabbitmq", lambda: self.server.ready)
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def _dispatch(self, request: wire.Request, message: Any) -> None:
        entrypoint = self.entrypoints.get(request.method)
        if entrypoint is None:
            error = {"exc_type": "MethodNotFound", "exc_path": "nameko.exceptions.MethodNotFound"}
            self.server.answer(message, None, {**error, "exc_args": [request.method], "value": request.method})
        else:
            entrypoint.receive(request, message)


class Rpc(Entrypoint):
    """
    A method that other processes call.

    `caller` and `idempotency` arrive as objects. A Refusal or WireError crosses the bus as a WireError; anything else is
    logged here and crosses as internal_error, without a word of its text.
    """

    rpc_server = RpcServer()

    def __init__(self) -> None:
        super().__init__(expected_exceptions=(Refusal, WireError))

    def setup(self) -> None:
        self.rpc_server.entrypoints[self.method_name] = self
        # nameko's own check reads the method's signature anew at every call
        self._signature = inspect.signature(getattr(self.container.service_cls, self.method_name))
        parameters = list(self._signature.parameters.values())[1:]
        self._names = {parameter.name for parameter in parameters}
        self._needed = {parameter.name for parameter in parameters if parameter.default is parameter.empty}

    def stop(self) -> None:
        self.rpc_server.server.cancel()

    def receive(self, request: wire.Request, message: Any) -> None:
        """Start a worker for the call, or answer at once when its arguments do not fit."""
        handling = Handling(self.method_name, request)
        try:
            kwargs = handling.bound(request.kwargs)
            if request.args or not self._needed <= kwargs.keys() <= self._names:
                self._signature.bind(None, *request.args, **kwargs)
            self.container.spawn_worker(
                self,
                request.args,
                kwargs,
                context_data={SPAN: handling.span},
                handle_result=partial(self._answer, message, handling),
            )
        except ContainerBeingKilled:
            message.channel.basic_reject(message.delivery_tag, requeue=True)
        except Exception as problem:  # whatever a sender puts into a call, it must not end the connection's reader
            handling.ended(problem)
            log.warning("call_refused", method=self.method_name, error=f"{type(problem).__name__}: {problem}")
            self.rpc_server.server.answer(message, None, WireError("internal_error", "wrong arguments").to_wire())

    def _answer(
        self, message: Any, handling: Handling, _worker_ctx: Any, result: Any, exc_info: Any
    ) -> tuple[Any, Any]:
        problem = exc_info[1] if exc_info else None
        self.rpc_server.server.answer(message, result, wire_error(problem).to_wire() if problem else None)
        handling.ended(problem)
        return result, exc_info


class EventConsumer(SharedExtension):
    """The service's one consumer of events, and the thread that tries postponed ones again."""

    database = ServiceDatabase()

    def __init__(self) -> None:
        super().__init__()
        self.handlers: dict[str, EventHandler] = {}
        self._stopping = threading.Event()

    @cached_property
    def consumer(self) -> Consumer:
        """Made on first use: nameko sets up the handlers, which subscribe to it, in no order."""
        return Consumer(self.container.config["settings"].amqp_url, self.container.service_name)

    def start(self) -> None:
        health.process.need("rabbitmq_handlers", lambda: self.consumer.ready)
        backlog.show_dead(self.database.worker_db, list(self.handlers))
        self.consumer.start()
        threading.Thread(target=self._retry, name="inbox-retries", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        self.consumer.stop()

    def _retry(self) -> None:
        clock, outage = clocks.SystemClock(), Outage(log, "retries")
        while not self._stopping.wait(_RETRY_SECONDS):
            try:
                for row in inbox.due(self.database.worker_db, list(self.handlers), clock.now()):
                    apply = self.handlers[row["handler"]].run
                    inbox.try_again(self.database.db, row, apply, read_envelope, clock.now())
                outage.back()
            except WireError as problem:
                outage.away(problem.detail)
            except Exception as problem:  # retries must outlive any surprise
                log.error("retries_failed", error=f"{type(problem).__name__}: {problem}", exc_info=True)


class EventHandler(Entrypoint):
    """A method that takes batches of one type of event: `method(self, tx, events)`, in one transaction, each event once."""

    events = EventConsumer()

    def __init__(self, source: str, event_type: str) -> None:
        super().__init__()
        self._source, self._event_type = source, event_type
        self._stopping = False

    def setup(self) -> None:
        self.events.handlers[self.method_name] = self
        inbox.show(self.method_name)
        service = self.container.service_name
        queue = wire.event_queue(self._source, self._event_type, service, self.method_name)
        self._queue = self.events.consumer.subscribe(Subscription(self._source, self._event_type, queue))

    def start(self) -> None:
        self._outage = Outage(log, "handler", handler=self.method_name)
        self._thread = threading.Thread(target=self._work, name=f"on-{self.method_name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._queue.wake()
        self._thread.join(timeout=20.0)

    def run(self, tx: Tx, events: list[Event]) -> None:
        """Run the method in a nameko worker and raise what it raises."""
        outcome = Once()

        def finished(_worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            outcome.send(exc_info[1] if exc_info else None)
            return result, exc_info

        self.container.spawn_worker(
            self, (tx, events), {}, context_data={SPAN: tracing.current()}, handle_result=finished
        )
        problem = outcome.wait()
        if problem is not None:
            raise problem

    def _work(self) -> None:
        while not self._stopping:
            messages = self._queue.take()
            if messages:
                self._settle(messages)

    def _settle(self, messages: list[Any]) -> None:
        read = [(message, event) for message in messages if (event := read_message(message)) is not None]
        if read and self._applied([event for _, event in read]):
            Queue.acknowledge([message for message, _ in read])

    def _applied(self, events: list[Event]) -> bool:
        """Apply a batch, however long the database is away; False when the broker will hand it out again instead."""
        database = self.events.database.db
        while not self._stopping:
            try:
                with tracing.shared(f"handle {self.method_name}", tracing.CONSUMER, [event.trace for event in events]):
                    inbox.apply_batch(database, self.method_name, events, self.run, clocks.SystemClock().now())
                self._outage.back()
                return True
            except WireError as problem:
                self._outage.away(problem.detail)
            except Exception as problem:  # a handler's thread must outlive any surprise
                log.error("handler_failed", handler=self.method_name, error=str(problem), exc_info=True)
            if not self.events.consumer.ready:
                return False
            time.sleep(_RETRY_SECONDS)
        return False


rpc = Rpc.decorator
on_event = EventHandler.decorator
