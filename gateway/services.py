"""The gateway's only way to a service: one call on the bus, with the caller, the deadline and, for a write, the idempotency key."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gateway.request_context import current
from kit import tracing
from kit.errors import WireError
from kit.messaging.core import Client

NAMES = ("catalog", "billing", "customers", "reporting", "webhooks")
BESIDE = ("receipts",)
"""What works beside the services: without it the API still takes every sale."""
PING_SECONDS = 1.0


class Services:
    """A thin client: names, deadline, nothing else."""

    def __init__(self, client: Client, *, deadline_seconds: float) -> None:
        self._client = client
        self._deadline_seconds = deadline_seconds

    def call(self, service: str, method: str, *, seconds: float | None = None, **arguments: Any) -> Any:
        """Call and wait, as long as usual or so many seconds; WireError when the service refuses, is away, or is late."""
        return self._client.call(service, method, timeout=seconds or self._deadline_seconds, **arguments)

    def is_ready(self, service: str) -> bool:
        """Say whether a service answers."""
        try:
            return bool(self._client.call(service, "ping", timeout=PING_SECONDS) == "pong")
        except WireError:
            return False

    @property
    def connected(self) -> bool:
        """Whether the broker is there and takes messages."""
        return self._client.connected

    def close(self) -> None:
        """Leave the bus."""
        self._client.close()


def ask(service: str, method: str, request: dict[str, Any], *, seconds: float | None = None) -> Any:
    """Read something for the caller of the request in hand."""
    context = current()
    caller = context.caller().to_wire()
    return context.parts.services.call(service, method, seconds=seconds, caller=caller, request=request)


def ask_all(method: str, request: dict[str, Any]) -> dict[str, Any]:
    """Read the same from every service, at the same time: the answer, or the WireError, of each."""
    context = current()
    arguments = {"caller": context.caller().to_wire(), "request": request}

    span = tracing.current()

    def answer_of(service: str) -> Any:
        tracing.adopt(span)
        try:
            return context.parts.services.call(service, method, **arguments)
        except WireError as problem:
            return problem

    with ThreadPoolExecutor(len(NAMES)) as pool:
        return dict(zip(NAMES, pool.map(answer_of, NAMES), strict=True))


def write(service: str, method: str, request: dict[str, Any]) -> Any:
    """Change something for the caller of the request in hand, once, under its idempotency key."""
    context = current()
    if context.idempotency is None:
        raise LookupError(f"{service}.{method} is a write: its view must be @idempotent")
    return context.parts.services.call(
        service,
        method,
        caller=context.caller().to_wire(),
        request=request,
        idempotency=context.idempotency.to_wire(),
    )
