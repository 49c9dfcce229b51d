"""The names and forms on RabbitMQ: nameko's wire format for calls, our envelope for events."""

import json
import time
from dataclasses import dataclass
from typing import Any

from amqp import spec
from amqp.basic_message import Message

from kit.errors import WireError
from kit.wire_json import dumps

RPC_EXCHANGE = "nameko-rpc"
DEAD_LETTERS = "dead-letters"
DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"
DEADLINE_HEADER = "x-deadline-ms"
MAX_BODY_BYTES = 4 * 1024 * 1024


class Malformed(Exception):
    """A message that cannot be read: it goes to the dead letters, and nobody dies of it."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came off the queue."""

    method: str
    args: list[Any]
    kwargs: dict[str, Any]
    deadline_ms: int | None


def rpc_queue(service: str) -> str:
    """Name the queue of a service's calls."""
    return f"rpc-{service}"


def events_exchange(service: str) -> str:
    """Name the exchange of a service's events."""
    return f"{service}.events"


def event_queue(source: str, event_type: str, service: str, method: str) -> str:
    """Name the queue of one handler. The handler's method is part of it: renaming one is a migration."""
    return f"evt-{source}-{event_type}--{service}.{method}"


def now_ms() -> int:
    """Return the wall time in milliseconds, for deadlines that cross processes."""
    return time.time_ns() // 1_000_000


def send(
    channel: Any, body: str | bytes, exchange: str, routing_key: str, *, mandatory: bool = False, **properties: Any
) -> None:
    """
    Publish without waiting for anything.

    pyamqp's own basic_publish first drains the connection, which must not happen beside the thread that reads it.
    """
    message = Message(body, content_type="application/json", content_encoding="utf-8", **properties)
    channel.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, routing_key, mandatory, False), message)


def request_body(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Write a call as nameko does."""
    return dumps({"args": args, "kwargs": kwargs})


def read_json(message: Any) -> Any:
    """Read a message's JSON; Malformed when it is too large, of another content type, or no JSON."""
    body = message.body
    if len(body) > MAX_BODY_BYTES:
        raise Malformed(f"a body of {len(body)} bytes")
    if message.properties.get("content_type") != "application/json":
        raise Malformed("the content type is not application/json")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Malformed("the body is not JSON") from problem


def read_request(message: Any) -> Request:
    """Read a call; Malformed when it is none."""
    if not message.properties.get("reply_to"):
        raise Malformed("a call without reply_to")
    body = read_json(message)
    if not isinstance(body, dict) or not isinstance(body.get("args"), list) or not isinstance(body.get("kwargs"), dict):
        raise Malformed("a call has a list of args and an object of kwargs")
    headers = message.properties.get("application_headers") or {}
    deadline = headers.get(DEADLINE_HEADER)
    method = message.delivery_info["routing_key"].partition(".")[2]
    return Request(method, body["args"], body["kwargs"], deadline if isinstance(deadline, int) else None)


def reply(channel: Any, message: Any, result: Any, error: dict[str, Any] | None) -> None:
    """Answer a call: straight back to our own clients, through nameko's exchange to stock ones. Transient, never mandatory."""
    try:
        body = dumps({"result": result, "error": error})
    except (TypeError, ValueError):
        body = dumps({"result": None, "error": WireError("internal_error", "the result is not plain JSON").to_wire()})
    reply_to = message.properties["reply_to"]
    exchange = "" if reply_to.startswith(DIRECT_REPLY_TO) else RPC_EXCHANGE
    correlation = message.properties.get("correlation_id", "")
    send(channel, body, exchange, reply_to, correlation_id=correlation, delivery_mode=1)


def dead_letter(channel: Any, message: Any, reason: str) -> None:
    """Put a message that cannot be read where a person will look."""
    headers = {"x-reason": reason, "x-origin": message.delivery_info.get("routing_key", "")}
    content_type = message.properties.get("content_type", "application/octet-stream")
    letter = Message(message.body, content_type=content_type, application_headers=headers, delivery_mode=2)
    channel.send_method(spec.Basic.Publish, "Bssbb", (0, DEAD_LETTERS, "", False, False), letter)
