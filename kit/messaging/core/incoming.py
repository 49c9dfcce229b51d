"""
Frames on their way in (AMQP 0-9-1, 2.3.5 and 4.2): deliveries and confirms are read here, all else by pyamqp.

pyamqp takes a frame with three cuts of its buffer, a message with three objects and its properties with a general reader;
that is half of what a call costs the process that answers it. Of a text that is not UTF-8 the wrong bytes are left out: what
stood for them could make it too long for the answer, and a call that cannot be answered would never be acknowledged.
"""

from collections.abc import Callable
from functools import lru_cache
from struct import Struct
from typing import Any

from amqp.basic_message import Message
from amqp.exceptions import UnexpectedFrame

from kit.logs import get_logger

log = get_logger(__name__)

_METHOD, _HEADER, _BODY = 1, 2, 3
_CONTENT = (_HEADER, _BODY)
_FRAME = Struct(">BHI")
_FRAME_HEAD, _FRAME_END = 7, 0xCE
_DELIVER, _ACK = b"\x00\x3c\x00\x3c", b"\x00\x3c\x00\x50"
_TAG = Struct(">QB")
_SIZE_AND_FLAGS = Struct(">QH")
_SIZE_AT, _PROPERTIES_AT = 4, 14
_NUMBER = Struct(">q")
_LENGTH = Struct(">I")
_AT_A_TIME = 65_536
_PROPERTIES = (
    (0x8000, "content_type", "text"),
    (0x4000, "content_encoding", "text"),
    (0x2000, "application_headers", "table"),
    (0x1000, "delivery_mode", "octet"),
    (0x0800, "priority", "octet"),
    (0x0400, "correlation_id", "text"),
    (0x0200, "reply_to", "text"),
    (0x0100, "expiration", "text"),
    (0x0080, "message_id", "text"),
    (0x0040, "timestamp", "number"),
    (0x0020, "type", "text"),
    (0x0010, "user_id", "text"),
    (0x0008, "app_id", "text"),
    (0x0004, "cluster_id", "text"),
)
_UNUSUAL = 0x0003


class Delivery:
    """A message as it was delivered: what the code around it reads of pyamqp's."""

    __slots__ = ("body", "channel", "delivery_info", "delivery_tag", "properties", "receive", "size")

    def __init__(self, channel: Any, receive: Callable[[Any], None] | None, tag: int, info: dict[str, Any]) -> None:
        self.channel = channel
        self.receive = receive
        self.delivery_tag = tag
        self.delivery_info = info
        self.properties: dict[str, Any] = {}
        self.body: Any = b""
        self.size = 0


class Incoming:
    """What arrives on one connection, taken apart and handed to the callbacks of its channels."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        transport = connection.transport
        self._receive = transport._quick_recv
        self._bytes, transport._read_buffer = bytes(transport._read_buffer), b""
        self._at = 0
        self._partial: dict[int, Delivery] = {}
        self._pieces: dict[int, list[bytes]] = {}
        # pyamqp waits inside a callback when the broker has closed a channel that it opens again
        connection.drain_events = self.drain

    def drain(self, timeout: float | None = None) -> None:  # pyamqp's signature
        """Read what is there, waiting for it if need be, and dispatch every whole frame. OSError when the connection is closed."""
        if not self._dispatch():
            data = self._receive(_AT_A_TIME)
            if not data:
                raise OSError("the broker closed the connection")
            self._bytes, self._at = self._bytes[self._at :] + data, 0
            self._dispatch()

    def _dispatch(self) -> bool:
        """Hand out the whole frames. A callback may wait and so come here again: the position is kept before each."""
        began = self._at
        while True:
            data, at = self._bytes, self._at
            if len(data) - at < _FRAME_HEAD:
                break
            kind, number, size = _FRAME.unpack_from(data, at)
            start = at + _FRAME_HEAD
            end = start + size
            if end >= len(data):
                break
            if data[end] != _FRAME_END:
                raise UnexpectedFrame(f"a frame of {size} bytes without its end")
            self._at = end + 1
            self._frame(kind, number, data[start:end])
        return self._at != began

    def _frame(self, kind: int, number: int, payload: bytes) -> None:
        if kind == _METHOD:
            signature = payload[:4]
            if signature == _DELIVER:
                self._connection.bytes_recv += 1  # what the heartbeat looks at
                self._partial[number] = self._delivery(number, payload)
                return
            if signature == _ACK:
                self._connection.bytes_recv += 1
                tag, multiple = _TAG.unpack_from(payload, 4)
                for confirmed in self._connection.channels[number].events["basic_ack"]:
                    confirmed(tag, bool(multiple))
                return
        elif kind in _CONTENT and number in self._partial:
            self._connection.bytes_recv += 1
            self._content(kind, number, payload)
            return
        self._connection.on_inbound_frame((kind, number, payload))

    def _delivery(self, number: int, payload: bytes) -> Delivery:
        consumer, at = _text(payload, 4)
        tag, redelivered = _TAG.unpack_from(payload, at)
        exchange, at = _text(payload, at + _TAG.size)
        routing_key, _ = _text(payload, at)
        channel = self._connection.channels[number]
        info = {"exchange": exchange, "routing_key": routing_key, "redelivered": bool(redelivered)}
        return Delivery(channel, channel.callbacks.get(consumer), tag, info)

    def _content(self, kind: int, number: int, payload: bytes) -> None:
        message = self._partial[number]
        if kind == _HEADER:
            message.size, flags = _SIZE_AND_FLAGS.unpack_from(payload, _SIZE_AT)
            message.properties = properties(payload, flags)
            if message.size:
                return
        elif len(payload) == message.size:
            message.body = payload
        else:
            pieces = self._pieces.setdefault(number, [])
            pieces.append(payload)
            if sum(map(len, pieces)) < message.size:
                return
            message.body = b"".join(self._pieces.pop(number))
        del self._partial[number]
        _decode(message)
        if message.receive is None:  # of a consumer that was cancelled meanwhile
            message.channel.basic_reject(message.delivery_tag, requeue=True)
        else:
            message.receive(message)


def properties(payload: bytes, flags: int) -> dict[str, Any]:
    """Read the properties of a content header; kinds of values that we never send are left to pyamqp."""
    if flags & _UNUSUAL:
        return _by_library(payload)
    found: dict[str, Any] = {}
    at = _PROPERTIES_AT
    for name, kind in _fields(flags):
        if kind == "text":
            end = at + 1 + payload[at]
            found[name] = payload[at + 1 : end].decode(errors="ignore")
            at = end
        elif kind == "octet":
            found[name] = payload[at]
            at += 1
        elif kind == "number":
            return _by_library(payload)
        else:
            end = at + 4 + _LENGTH.unpack_from(payload, at)[0]
            table = _table(payload, at + 4, end)
            if table is None:
                return _by_library(payload)
            found[name] = table
            at = end
    return found


@lru_cache(maxsize=256)
def _fields(flags: int) -> tuple[tuple[str, str], ...]:
    return tuple((name, kind) for flag, name, kind in _PROPERTIES if flags & flag)


def _table(payload: bytes, at: int, end: int) -> dict[str, Any] | None:
    table: dict[str, Any] = {}
    while at < end:
        name, at = _text(payload, at)
        kind = payload[at]
        if kind == 0x6C:  # l
            table[name] = _NUMBER.unpack_from(payload, at + 1)[0]
            at += 9
        elif kind == 0x53:  # S
            start = at + 5
            at = start + _LENGTH.unpack_from(payload, at + 1)[0]
            table[name] = payload[start:at].decode(errors="ignore")
        else:
            return None
    return table


def _text(payload: bytes, at: int) -> tuple[str, int]:
    end = at + 1 + payload[at]
    return payload[at + 1 : end].decode(errors="ignore"), end


def _by_library(payload: bytes) -> dict[str, Any]:
    message = Message()
    try:
        message.inbound_header(payload)
    except Exception as problem:  # a property of a kind that nobody knows: without any, the message is a dead letter
        log.warning("properties_unreadable", error=f"{type(problem).__name__}: {problem}")
        return {}
    return dict(message.properties)


def _decode(message: Delivery) -> None:
    """Make text of a body that says it is text; what it is not stays bytes, for whoever reads it to refuse."""
    encoding = message.properties.get("content_encoding")
    if encoding:
        try:
            message.body = message.body.decode(encoding)
        except (LookupError, ValueError) as problem:
            log.info("body_not_text", encoding=encoding, error=type(problem).__name__)
