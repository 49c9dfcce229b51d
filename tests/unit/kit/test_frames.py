"""What we write by hand, pyamqp reads: the frames of a publish, and a document that travels behind its JSON."""

from collections import deque
from struct import unpack_from
from types import SimpleNamespace

import pytest
from amqp.basic_message import Message
from amqp.exceptions import RecoverableConnectionError
from amqp.method_framing import frame_handler
from hypothesis import given
from hypothesis import strategies as st

from kit.messaging.core import frames, wire

FRAME_MAX = 4096


class Broker:
    """A channel whose bytes are read back as pyamqp reads them."""

    channel_id = 3

    def __init__(self):
        self.writes = []
        self.connection = SimpleNamespace(
            frame_max=FRAME_MAX, bytes_sent=0, transport=SimpleNamespace(write=self.writes.append)
        )

    def read(self):
        """Give the arguments of the method and the message."""
        got = deque()
        publish = frozenset([(60, 40)])
        on_frame = frame_handler(
            SimpleNamespace(bytes_recv=0), lambda *method: got.append(method), content_methods=publish
        )
        [data] = self.writes
        while data:
            kind, channel, size = unpack_from(">BHI", data)
            assert size <= FRAME_MAX - 8
            assert data[7 + size] == 0xCE
            on_frame((kind, channel, data[7 : 7 + size]))
            data = data[8 + size :]
        [(channel, signature, arguments, message)] = got
        assert (channel, signature) == (3, (60, 40))
        return bytes(arguments), message


short = st.text(max_size=60)


@given(
    body=st.text(max_size=3 * FRAME_MAX),
    headers=st.dictionaries(short, short | st.integers(-(2**63), 2**63 - 1), max_size=3),
    texts=st.tuples(short, short, short, short, short),
    mode=st.sampled_from([1, 2]),
)
def test_pyamqp_reads_what_was_written(body, headers, texts, mode):
    broker = Broker()
    correlation, reply_to, expiration, message_id, kind = texts

    frames.publish(
        broker,
        body.encode(),
        "exchange",
        "key",
        mandatory=True,
        delivery_mode=mode,
        headers=headers,
        correlation_id=correlation,
        reply_to=reply_to,
        expiration=expiration,
        message_id=message_id,
        kind=kind,
    )

    arguments, message = broker.read()
    assert arguments.endswith(b"\x08exchange\x03key\x01")
    assert (message.body or b"") == body.encode()
    wanted = {
        "content_type": "application/json",
        "content_encoding": "utf-8",
        "delivery_mode": mode,
        "application_headers": headers,
        "correlation_id": correlation,
        "reply_to": reply_to,
        "expiration": expiration,
        "message_id": message_id,
        "type": kind,
    }
    assert message.properties == {name: value for name, value in wanted.items() if value}
    assert broker.connection.bytes_sent == 1


def test_a_closed_channel_and_a_name_too_long_are_told():
    with pytest.raises(RecoverableConnectionError):
        frames.publish(SimpleNamespace(connection=None), b"{}", "", "key")
    with pytest.raises(ValueError, match="range"):
        frames.publish(Broker(), b"{}", "", "k" * 256)


def answered(result, *, kind):
    """Answer a call and read the answer as our client does."""
    broker = Broker()
    request = Message("{}", reply_to=wire.DIRECT_REPLY_TO, correlation_id="7", **({"type": kind} if kind else {}))
    wire.reply(broker, request, result, None)
    _, message = broker.read()
    body = message.body.decode()
    return body, wire.read_reply(SimpleNamespace(body=body, properties=message.properties))


@pytest.mark.parametrize("kind", [None, wire.APART])
@pytest.mark.parametrize(
    "result",
    [
        {"body": '{"name":"“₹”\\n"}', "created": True},
        {"body_items": "[]", "next": None},
        {"body": ""},
        {"other": 1},
        "pong",
        None,
        [],
    ],
)
def test_an_answer_is_the_same_with_its_document_apart(result, kind):
    body, answer = answered(result, kind=kind)

    assert answer == {"result": result, "error": None}
    if kind is None:
        assert body.startswith('{"result":')
        assert body.endswith('"error":null}')


def test_a_document_apart_is_not_escaped():
    body, _ = answered({"body": '{"a":"b"}', "created": True}, kind=wire.APART)

    assert body == '{"result":{"body":null,"created":true},"error":null}{"a":"b"}'


@pytest.mark.parametrize(
    ("body", "kind"), [("[]", None), ('{"result":null}', "body@15"), ("{}", "body@2"), ("{}", "body"), ("x", "body@1")]
)
def test_an_answer_that_is_none_is_told(body, kind):
    with pytest.raises(ValueError, match=r".+"):
        wire.read_reply(SimpleNamespace(body=body, properties={"type": kind} if kind else {}))
