"""An OTLP/HTTP collector: takes protobuf over a real socket, unpacks it, and keeps the spans for a test to look at."""

import gzip
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Wire


@dataclass(frozen=True)
class Span:
    """A span as it arrived; ids as hex."""

    service: str
    name: str
    kind: str
    trace_id: str
    span_id: str
    parent_id: str
    links: tuple[str, ...]
    attributes: dict[str, Any]
    failed: bool
    began: int
    milliseconds: float


class Collector:
    """Listens on a free port of this machine; `with` ends it."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.requests: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def await_spans(self, enough: Callable[[list[Span]], bool], seconds: float = 15.0) -> list[Span]:
        """Wait until what has arrived is enough; AssertionError names what there is."""
        deadline = time.monotonic() + seconds
        while not enough(self.spans):
            assert time.monotonic() < deadline, sorted((span.service, span.name) for span in self.spans)
            time.sleep(0.05)
        return list(self.spans)

    def __enter__(self) -> "Collector":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            collector.requests.append({"path": self.path, "type": self.headers["Content-Type"]})
            collector.spans += _read(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _read(body: bytes) -> list[Span]:
    request = ExportTraceServiceRequest.FromString(body)
    return [
        _span(span, _values(resource.resource.attributes)["service.name"])
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def _span(span: Any, service: str) -> Span:
    return Span(
        service=service,
        name=span.name,
        kind=Wire.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        links=tuple(link.trace_id.hex() for link in span.links),
        attributes=_values(span.attributes),
        failed=span.status.code == 2,
        began=span.start_time_unix_nano,
        milliseconds=(span.end_time_unix_nano - span.start_time_unix_nano) / 1e6,
    )


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


def tree(spans: list[Span]) -> str:
    """Draw the spans of a trace, children below their parent, as a page of Jaeger does."""
    known = {span.span_id for span in spans}
    lines: list[str] = []

    def draw(parent: str, depth: int) -> None:
        for span in sorted(spans, key=lambda span: span.began):
            if (span.parent_id if span.parent_id in known else "") == parent:
                what = f"{'  ' * depth}{span.name}"
                lines.append(f"{span.service:<11} {what:<60} {span.kind.lower():<9} {span.milliseconds:8.1f} ms")
                draw(span.span_id, depth + 1)

    draw("", 0)
    return "\n".join(lines)
