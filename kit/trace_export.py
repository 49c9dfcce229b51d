"""OpenTelemetry's SDK as `kit.tracing` uses it. Loaded by a process that exports, and by no other."""

import logging
import os
import re
import socket
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    TraceFlags,
    set_span_in_context,
)

QUEUED = 4096
"""Spans that wait for the collector; over that the newest are dropped, and work goes on."""
EVERY_MILLISECONDS = 1000
TIMEOUT_SECONDS = 3.0
CLOSING_SECONDS = 2.0

_HEADER = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")


class Exporter:
    """Makes spans and sends them in the background, a thousand milliseconds' worth at a time. A dead collector harms nothing."""

    def __init__(self, service: str, version: str, endpoint: str, share: float) -> None:
        for name in ("opentelemetry.exporter", "opentelemetry.sdk"):
            logging.getLogger(name).setLevel(logging.ERROR)  # one line a lost batch is enough
        resource = Resource.create(
            {
                "service.namespace": "saathix",
                "service.name": service,
                "service.version": version,
                "service.instance.id": f"{socket.gethostname()}:{os.getpid()}",
            }
        )
        self._provider = TracerProvider(sampler=TraceIdRatioBased(share), resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(
            BatchSpanProcessor(
                OTLPSpanExporter(address(endpoint), timeout=TIMEOUT_SECONDS, compression=Compression.Gzip),
                max_queue_size=QUEUED,
                schedule_delay_millis=EVERY_MILLISECONDS,
            )
        )
        self._tracer = self._provider.get_tracer("saathix")

    def begin(
        self, name: str, kind: str, parent: str | None, links: Sequence[str], attributes: Mapping[str, Any] | None
    ) -> Any:
        """Begin a span below a parent, given by its header."""
        above = context_of(parent) if parent else None
        return self._tracer.start_span(
            name,
            context=set_span_in_context(NonRecordingSpan(above)) if above else None,
            kind=SpanKind[kind],
            attributes=attributes,
            links=[Link(context) for header in links if (context := context_of(header))],
        )

    def close(self) -> None:
        """Send what waits, within two seconds; what is left after that is lost."""
        closing = threading.Thread(target=self._provider.shutdown, name="traces-closing", daemon=True)
        closing.start()
        closing.join(CLOSING_SECONDS)


def address(endpoint: str) -> str:
    """Give the address of traces at a collector: the endpoint itself when it names it, else its usual path."""
    return endpoint if endpoint.endswith("/v1/traces") else endpoint.rstrip("/") + "/v1/traces"


def context_of(header: str) -> SpanContext | None:
    """Read a traceparent (W3C Trace Context, 3.2); None when it is none."""
    match = _HEADER.fullmatch(header)
    if match is None:
        return None
    trace_id, span_id, flags = (int(part, 16) for part in match.groups())
    return SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags & TraceFlags.SAMPLED))
