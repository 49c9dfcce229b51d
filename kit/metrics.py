"""
What a process counts and measures: every metric of the system declared once, and the registry that `GET /metrics` writes out.

A metric is owned by what asks for its children: `RPC_HANDLED.of("create_invoice", "ok")`, at the start where the labels are
known then, and the child is kept. A metric whose children nobody asked for is not shown by the process.

Labels take values from the code alone: route templates, method names, outcomes; never an account, a phone, a SKU or an id.
Counting takes no lock: a green thread is not interrupted inside it, and where threads are real (the dispatcher) one counts.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Generic, TypeVar

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from kit.errors import Refusal, WireError

Child = TypeVar("Child")
Labels = tuple[str, ...]

REGISTRY = CollectorRegistry()
MOST_CHILDREN = 2_000
"""A guard, not a size: whatever a metric would have beyond is counted under `other`."""

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
WAITS = (0.0, *SECONDS)
"""For what mostly takes no time at all."""


class Count:
    """A number that only grows."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0.0

    def add(self, more: float = 1.0) -> None:
        self.value += more


class Level:
    """A number that goes up and down."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0.0

    def add(self, more: float = 1.0) -> None:
        self.value += more

    def set(self, value: float) -> None:
        self.value = value


class Distribution:
    """How many values lay below each bound, and their sum."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Family(ABC, Generic[Child]):
    """One metric: its name, what it means, and a child for each set of label values."""

    def __init__(self, name: str, text: str, labels: Labels = (), *, registry: CollectorRegistry = REGISTRY) -> None:
        self.name, self.text, self.labels = f"saathix_{name}", text, labels
        self._registry = registry
        self._children: dict[Labels, Child] = {}
        self._is_shown = False

    def of(self, *values: str) -> Child:
        """Give the child of these label values, made when it is asked for the first time. Cheap, but keep it where you can."""
        try:
            return self._children[values]
        except KeyError:
            return self._made(values)

    def collect(self) -> Iterable[Metric]:
        """Write the metric out; what prometheus_client calls at a scrape."""
        metric = self._metric()
        for values, child in list(self._children.items()):
            self._write(metric, values, child)
        yield metric

    def describe(self) -> Iterable[Metric]:
        """Give the metric without values, for the registry's check that no name is taken twice."""
        yield self._metric()

    def _made(self, values: Labels) -> Child:
        if len(values) != len(self.labels):
            raise ValueError(f"{self.name} has the labels {self.labels}")
        if len(self._children) >= MOST_CHILDREN:
            values = ("other",) * len(self.labels)
        self.show()
        return self._children.setdefault(values, self._child())

    def show(self) -> None:
        """Let the process show the metric, also before it has a value."""
        if not self._is_shown:
            self._is_shown = True
            self._registry.register(self)

    @abstractmethod
    def _child(self) -> Child:
        """Make what counts for one set of labels."""

    @abstractmethod
    def _metric(self) -> Any:
        """Make the metric as prometheus_client writes it, without values."""

    @abstractmethod
    def _write(self, metric: Any, values: Labels, child: Child) -> None:
        """Add the values of one set of labels."""


class Counter(Family[Count]):
    """Grows from the start of the process; ask for its rate."""

    def _child(self) -> Count:
        return Count()

    def _metric(self) -> Any:
        return CounterMetricFamily(self.name, self.text, labels=self.labels)

    def _write(self, metric: Any, values: Labels, child: Count) -> None:
        metric.add_metric(values, child.value)


class Gauge(Family[Level]):
    """A state: set by the process, or measured when it is scraped (`measured_by`)."""

    def __init__(self, name: str, text: str, labels: Labels = (), *, registry: CollectorRegistry = REGISTRY) -> None:
        super().__init__(name, text, labels, registry=registry)
        self._measure: Callable[[], Mapping[Labels, float]] | None = None

    def measured_by(self, measure: Callable[[], Mapping[Labels, float]]) -> None:
        """Show what a function returns at each scrape: a value by label values. What it leaves out is not shown."""
        self._measure = measure
        self.show()

    def collect(self) -> Iterable[Metric]:
        metric = self._metric()
        for values, level in list(self._children.items()):
            self._write(metric, values, level)
        for values, value in self._measure().items() if self._measure else ():
            metric.add_metric(values, value)
        yield metric

    def _child(self) -> Level:
        return Level()

    def _metric(self) -> Any:
        return GaugeMetricFamily(self.name, self.text, labels=self.labels)

    def _write(self, metric: Any, values: Labels, child: Level) -> None:
        metric.add_metric(values, child.value)


class Histogram(Family[Distribution]):
    """How values are spread over buckets; the 99th percentile is read off them."""

    def __init__(
        self,
        name: str,
        text: str,
        labels: Labels = (),
        *,
        bounds: Sequence[float] = SECONDS,
        registry: CollectorRegistry = REGISTRY,
    ) -> None:
        super().__init__(name, text, labels, registry=registry)
        self._bounds = bounds

    def _child(self) -> Distribution:
        return Distribution(self._bounds)

    def _metric(self) -> Any:
        return HistogramMetricFamily(self.name, self.text, labels=self.labels)

    def _write(self, metric: Any, values: Labels, child: Distribution) -> None:
        bounds = [*map(str, child.bounds), "+Inf"]
        metric.add_metric(values, list(zip(bounds, accumulate(child.counts), strict=True)), sum_value=child.total)


def outcome_of(problem: BaseException | None) -> str:
    """Give the outcome under which a call is counted, by how it ended."""
    if problem is None:
        return "ok"
    if isinstance(problem, WireError):
        return _OUTCOMES.get(problem.code, "refused")
    return "refused" if isinstance(problem, Refusal) else "failed"


_OUTCOMES = {"service_unavailable": "unavailable", "deadline_exceeded": "deadline", "internal_error": "failed"}


def of_process(service: str, version: str) -> None:
    """Show the process itself: which service in which version, its memory, CPU time and open files."""
    BUILD_INFO.of(service, version).set(1)
    ProcessCollector(registry=REGISTRY)


BUILD_INFO = Gauge("build_info", "Always 1: which service in which version.", ("service", "version"))

# The gateway.
HTTP_REQUESTS = Counter(
    "http_requests_total",
    "Requests answered. The route is its template, such as /v1/invoices/{invoice}; unknown: no such address; malformed: no HTTP.",
    ("method", "route", "status"),
)
HTTP_SECONDS = Histogram(
    "http_request_duration_seconds", "From the head of a request to its answer, without the network.", ("route",)
)
HTTP_IN_FLIGHT = Gauge("http_requests_in_flight", "Requests being answered now.")
RATE_LIMIT_REFUSALS = Counter(
    "rate_limit_refusals_total",
    "429 answers by what stood against the request: minute and second of the key, or bad-keys of the address.",
    ("limit",),
)
REDIS_FALLBACK = Gauge(
    "redis_fallback", "1 while Redis is left alone and this process counts limits by itself, else 0."
)
REQUEST_LOG_DROPPED = Counter(
    "request_log_rows_dropped_total",
    "Requests that the request log has no row of: too many waited (full), PostgreSQL would not take them (refused), or it "
    "was away when the process ended (lost).",
    ("reason",),
)

# Calls on the bus. Outcomes: ok; refused (by a rule of the service, a 4xx); unavailable (no broker, no service, no database);
# deadline (no answer in time); failed (an error of ours, a 500).
RPC_CALLS = Counter("rpc_calls_total", "Calls made to a service, at the caller.", ("service", "method", "outcome"))
RPC_CALL_SECONDS = Histogram(
    "rpc_call_duration_seconds", "From a call to its answer, at the caller.", ("service", "method")
)
RPC_HANDLED = Counter("rpc_handled_total", "Calls answered, at the service.", ("method", "outcome"))
RPC_HANDLE_SECONDS = Histogram(
    "rpc_handle_duration_seconds", "From taking a call up to its answer, at the service.", ("method",)
)
RPC_QUEUE_WAIT_SECONDS = Histogram(
    "rpc_queue_wait_seconds",
    "From the caller's publish to the service taking the call up, in whole milliseconds.",
    bounds=WAITS,
)
SALES_GROUP_SIZE = Histogram(
    "sales_group_size", "Sales that shared a transaction.", bounds=(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
)

# The database, in every process that has one.
DB_POOL_WAIT_SECONDS = Histogram(
    "db_pool_wait_seconds", "How long a transaction waited for a free connection.", bounds=WAITS
)
DB_POOL_CONNECTIONS = Gauge(
    "db_pool_connections", "Connections of the process: busy, idle (open), free (may still be opened).", ("state",)
)

# Events. Those read from the database are the same in every replica of a service: take the max, not the sum.
OUTBOX_UNSENT = Gauge(
    "outbox_unsent", "Committed events not yet confirmed by RabbitMQ, 100000 at most. Of the database."
)
OUTBOX_OLDEST_SECONDS = Gauge(
    "outbox_oldest_unsent_seconds", "Age of the oldest unsent event; 0 when there is none. Of the database."
)
OUTBOX_PUBLISHED = Counter("outbox_published_total", "Events that RabbitMQ has confirmed.")
EVENTS_APPLIED = Counter("events_applied_total", "Events applied for the first time.", ("handler",))
INBOX_DUPLICATES = Counter(
    "inbox_duplicates_total", "Events that came again and had no effect, as they must.", ("handler",)
)
EVENT_RETRIES = Counter("event_retries_total", "Attempts at an event that had failed before.", ("handler",))
DEAD_EVENTS = Gauge("dead_events", "Events given up after their last attempt. Of the database.", ("handler",))

# Webhook deliveries, at the dispatcher. Outcomes of an attempt: delivered; retried (it failed, another will follow); failed
# (the last one, or the receiver said 410).
DELIVERIES = Counter("deliveries_total", "Attempts at a webhook delivery.", ("outcome",))
DELIVERY_SECONDS = Histogram("delivery_duration_seconds", "How long an attempt took, the receiver's time included.")
DELIVERIES_DUE = Gauge(
    "deliveries_due", "Deliveries whose time has come and that nobody sends yet, 100000 at most. Of the database."
)
DELIVERIES_OLDEST_DUE_SECONDS = Gauge(
    "deliveries_oldest_due_seconds", "How long the oldest of them has been due; 0 when there is none. Of the database."
)
ENDPOINTS_PAUSED = Gauge("endpoints_paused", "Endpoints that rest because they keep failing. Of the database.")

# Retention, wherever it runs; the tables are those of docs/operations/retention.md.
HOUSEKEEPING_ROWS = Counter(
    "housekeeping_rows_deleted_total",
    "Rows (of event_partitions: whole days) deleted because they are old.",
    ("table",),
)
