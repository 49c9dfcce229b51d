"""
Traces: one trace id from a request through calls, transactions and events to the webhook, exported over OTLP/HTTP.

Off unless SAATHIX_OTLP_ENDPOINT is set: then nothing of OpenTelemetry is imported, `on` is False, and a hook costs the look at
it. The context travels as W3C traceparent, in the headers of requests and messages and in the envelope of an event.

A group of sales, or a batch of events, belongs to many traces and has one transaction. Each trace gets a span of it; the first
carries the transaction, and links say so.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kit.logs import get_logger, name_trace
from kit.settings import env

if TYPE_CHECKING:
    from kit.trace_export import Exporter

log = get_logger(__name__)

TRACEPARENT = "traceparent"
"""The header's name, in HTTP and on the bus."""
SERVER, CLIENT, PRODUCER, CONSUMER, INTERNAL = "SERVER", "CLIENT", "PRODUCER", "CONSUMER", "INTERNAL"

on = False
"""Whether spans are made. Read it as `tracing.on`: it is set when the process starts."""


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError("is a number from 0 to 1")
    return share


@dataclass(frozen=True)
class Settings:
    """Where traces go, and which share of them."""

    endpoint: str | None = env("SAATHIX_OTLP_ENDPOINT", str, None)
    share: float = env("SAATHIX_TRACE_SHARE", _share, 1.0)
    """Of the traces; by the trace id, so every process decides alike, whatever a client's header asks for."""


class Span:
    """Something that takes time, in a trace. `with` makes it the current one and ends it, as failed when an exception passes."""

    __slots__ = ("_before", "made", "traceparent")

    def __init__(self, made: Any) -> None:
        self.made = made
        context = made.get_span_context()
        self.traceparent = f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
        """The header that makes another span its child."""
        self._before: Any = None

    @property
    def trace_id(self) -> str:
        return self.traceparent[3:35]

    def note(self, attributes: Mapping[str, str | int | float | bool]) -> None:
        """Add attributes."""
        self.made.set_attributes(attributes)

    def name(self, name: str) -> None:
        """Give it the name that only showed now."""
        self.made.update_name(name)

    def fail(self, why: str) -> None:
        """Mark it as failed: a code, or the name of an exception. Never a text that could hold data."""
        from opentelemetry.trace import Status, StatusCode  # a span exists, so it is loaded

        self.made.set_status(Status(StatusCode.ERROR, why))

    def end(self) -> None:
        self.made.end()

    def __enter__(self) -> "Span":
        self._before = _current.set(self)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        _current.reset(self._before)
        if problem is not None:
            self.fail(why_of(problem))
        self.end()


_exporter: "Exporter | None" = None
_current: ContextVar[Span | None] = ContextVar("span", default=None)
_nothing: AbstractContextManager[None] = nullcontext()


def start(service: str, version: str, settings: Settings) -> None:
    """Begin to make spans, if there is an endpoint to send them to."""
    global on, _exporter  # noqa: PLW0603  # the process has one, from its start to its end
    if settings.endpoint is None or _exporter is not None:
        return
    from kit.trace_export import Exporter  # only a process that traces pays for OpenTelemetry

    _exporter = Exporter(service, version, settings.endpoint, settings.share)
    on = True
    name_trace(lambda: here.trace_id if (here := _current.get()) else None)
    log.info("tracing_started", endpoint=settings.endpoint, share=settings.share)


def stop() -> None:
    """Send what waits, two seconds at most, and make no more spans."""
    global on, _exporter  # as above
    exporter, _exporter, on = _exporter, None, False
    if exporter is not None:
        exporter.close()


def current() -> Span | None:
    """Give the span of what this thread is doing."""
    return _current.get() if on else None


def traceparent() -> str | None:
    """Give the header of the current span."""
    return here.traceparent if on and (here := _current.get()) else None


def adopt(span: Span | None) -> None:
    """Make a span current in a thread that begins; it is ended elsewhere."""
    _current.set(span)


def begin(
    name: str,
    kind: str = INTERNAL,
    *,
    parent: Span | str | None = None,
    links: Sequence[str] = (),
    attributes: Mapping[str, Any] | None = None,
) -> Span:
    """Begin a span, below a parent or the current one, else a trace of its own. Only while `on`; whoever begins it ends it."""
    assert _exporter is not None, "look at tracing.on first"
    above = parent or _current.get()
    header = above.traceparent if isinstance(above, Span) else above
    return Span(_exporter.begin(name, kind, header, links, attributes))


def span(
    name: str, kind: str = INTERNAL, *, parent: Span | str | None = None, **more: Any
) -> AbstractContextManager[Span | None]:
    """Trace a block, below a parent or the current span; without either, or while tracing is off, nothing."""
    return begin(name, kind, parent=parent, **more) if on and (parent or _current.get()) else _nothing


def untraced() -> AbstractContextManager[None]:
    """Trace nothing of a block, also not what it would begin by itself."""
    return _nothing


def shared(name: str, kind: str, parents: Sequence[str | None]) -> AbstractContextManager[None]:
    """
    Trace a block that works for several traces at once, by the headers of those it works for; while tracing is off, nothing.

    The first trace's span is the current one, so what is done in the block is its; the others' link to it, and it to them.
    """
    headers = list(dict.fromkeys(parent for parent in parents if parent)) if on else []
    return _shared(name, kind, headers, len(parents)) if headers else _nothing


@contextmanager
def _shared(name: str, kind: str, headers: list[str], size: int) -> Iterator[None]:
    count = {"saathix.shared_by": size}
    carrier = begin(name, kind, parent=headers[0], links=headers[1:], attributes=count)
    others = [begin(name, kind, parent=header, links=[carrier.traceparent], attributes=count) for header in headers[1:]]
    try:
        with carrier:
            yield
    except BaseException as problem:
        for other in others:
            other.fail(why_of(problem))
        raise
    finally:
        for other in others:
            other.end()


def why_of(problem: BaseException) -> str:
    """Name a problem without its text: its code of the catalogue, or its class."""
    return str(getattr(problem, "code", None) or type(problem).__name__)
