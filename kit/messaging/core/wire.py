"""The names and forms on RabbitMQ: nameko's wire format for calls, our envelope for events."""

import json
import time
from dataclasses import dataclass
from typing import Any

from amqp import spec
from amqp.basic_message import Message

from kit import tracing
from kit.errors import WireError
from kit.messaging.core import frames
from kit.wire_json import dumps

RPC_EXCHANGE = "nameko-rpc"
DEAD_LETTERS = "dead-letters"
DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"
DEADLINE_HEADER = "x-deadline-ms"
APART = "apart"
"""The type of a request whose sender takes the answer's text apart from its JSON (see `reply`)."""
DOCUMENTS = ("body", "body_items")
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
    trace: str | None = None


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
    trace = headers.get(tracing.TRACEPARENT) if tracing.on else None
    return Request(
        method,
        body["args"],
        body["kwargs"],
        deadline if isinstance(deadline, int) else None,
        trace if isinstance(trace, str) else None,
    )


def sent_ms(message: Any, request: Request) -> int | None:
    """Say when a call was sent: the time it may live, which travels beside its deadline, before that. None when it has none."""
    lives = message.properties.get("expiration", "")
    return request.deadline_ms - int(lives) if request.deadline_ms is not None and lives.isdecimal() else None


def reply(channel: Any, message: Any, result: Any, error: dict[str, Any] | None) -> None:
    """
    Answer a call: straight back to our own clients, through nameko's exchange to stock ones. Transient, never mandatory.

    A document travels as text inside the JSON of the answer. To a client that says so (`APART`) it goes behind the JSON,
    as it is: neither side then escapes and unescapes what is only passed on. The type says which it is and where it begins.
    """
    properties = message.properties
    kind = tail = ""
    if properties.get("type") == APART and result and error is None:
        name = next(
            (name for name in DOCUMENTS if isinstance(result, dict) and isinstance(result.get(name), str)), None
        )
        if name is not None:
            tail = result[name]
            result = {**result, name: None}
            kind = name
    try:
        body = dumps({"result": result, "error": error})
    except (TypeError, ValueError):
        body = dumps({"result": None, "error": WireError("internal_error", "the result is not plain JSON").to_wire()})
        kind = tail = ""
    reply_to = properties["reply_to"]
    exchange = "" if reply_to.startswith(DIRECT_REPLY_TO) else RPC_EXCHANGE
    frames.publish(
        channel,
        (body + tail).encode(),
        exchange,
        reply_to,
        correlation_id=properties.get("correlation_id", ""),
        kind=f"{kind}@{len(body)}" if kind else "",
    )


def read_reply(message: Any) -> dict[str, Any]:
    """Read an answer, its document put back into the result; ValueError when it is no JSON."""
    body, kind = message.body, message.properties.get("type")
    if not kind:
        answer = json.loads(body)
    else:
        name, _, length = kind.partition("@")
        answer = json.loads(body[: int(length)])
    if not isinstance(answer, dict):
        raise ValueError("an answer is an object")
    if kind:
        if not isinstance(answer.get("result"), dict):
            raise ValueError("a document belongs to a result")
        answer["result"][name] = body[int(length) :]
    return answer


def dead_letter(channel: Any, message: Any, reason: str) -> None:
    """Put a message that cannot be read where a person will look."""
    headers = {"x-reason": reason, "x-origin": message.delivery_info.get("routing_key", "")}
    content_type = message.properties.get("content_type", "application/octet-stream")
    letter = Message(message.body, content_type=content_type, application_headers=headers, delivery_mode=2)
    channel.send_method(spec.Basic.Publish, "Bssbb", (0, DEAD_LETTERS, "", False, False), letter)
