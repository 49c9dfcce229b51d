"""What pyamqp or a broker writes, we read by hand: deliveries and confirms, however the bytes are cut."""

from struct import pack
from types import SimpleNamespace

import pytest
from amqp.basic_message import Message
from amqp.exceptions import UnexpectedFrame
from amqp.serialization import dumps
from hypothesis import given
from hypothesis import strategies as st

from kit.messaging.core.incoming import Incoming

PIECE = 300


def frame(kind, payload, channel=3):
    return pack(">BHI", kind, channel, len(payload)) + payload + b"\xce"


def delivery(body, tag=7, consumer="c", routing_key="billing.create_invoice", **properties):
    """Give the frames of a delivery as pyamqp serialises its parts, the body in pieces."""
    method = pack(">HH", 60, 60) + dumps("sLbss", (consumer, tag, False, "nameko-rpc", routing_key))
    header = pack(">HxxQ", 60, len(body)) + Message(**properties)._serialize_properties()
    pieces = [body[start : start + PIECE] for start in range(0, len(body), PIECE)]
    return frame(1, method) + frame(2, header) + b"".join(frame(3, piece) for piece in pieces)


class Broker:
    """A connection with one channel, whose bytes come in the chunks they are given in."""

    def __init__(self, chunks):
        self.chunks = list(chunks)
        self.got, self.confirmed, self.others, self.rejected = [], [], [], []
        channel = SimpleNamespace(
            callbacks={"c": self.got.append},
            events={"basic_ack": {lambda *confirmed: self.confirmed.append(confirmed)}},
            basic_reject=lambda tag, requeue: self.rejected.append((tag, requeue)),
        )
        transport = SimpleNamespace(_quick_recv=lambda _: self.chunks.pop(0) if self.chunks else b"", _read_buffer=b"")
        self.connection = SimpleNamespace(
            transport=transport, channels={3: channel}, bytes_recv=0, on_inbound_frame=self.others.append
        )
        self.incoming = Incoming(self.connection)

    def read_all(self):
        with pytest.raises(OSError, match="closed"):
            while True:
                self.incoming.drain()
        return self.got


def in_chunks(data, cuts):
    ends = sorted({min(cut, len(data)) for cut in cuts} | {len(data)})
    chunks = [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return [chunk for chunk in chunks if chunk]


short = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=30)


@given(
    bodies=st.lists(st.text(max_size=2 * PIECE), min_size=1, max_size=3),
    headers=st.dictionaries(
        short, short | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.lists(short, max_size=2), max_size=3
    ),
    texts=st.dictionaries(st.sampled_from(["correlation_id", "reply_to", "expiration", "message_id", "type"]), short),
    cuts=st.lists(st.integers(1, 2000), max_size=12),
)
def test_deliveries_are_read_however_their_bytes_are_cut(bodies, headers, texts, cuts):
    properties = {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 2, **texts}
    properties["application_headers"] = headers
    data = b"".join(delivery(body.encode(), tag, **properties) for tag, body in enumerate(bodies))

    broker = Broker(in_chunks(data, cuts))
    read = broker.read_all()

    assert [message.body or "" for message in read] == bodies
    assert [message.delivery_tag for message in read] == list(range(len(bodies)))
    assert all(message.delivery_info["routing_key"] == "billing.create_invoice" for message in read)
    assert all(message.properties == properties for message in read)
    assert broker.others == []
    assert broker.connection.bytes_recv >= 2 * len(bodies)


def test_confirms_reach_the_channel_and_all_else_goes_to_pyamqp():
    ack = frame(1, pack(">HHQB", 60, 80, 9, 1))
    returned = frame(1, pack(">HH", 60, 50) + b"rest") + frame(2, b"header") + frame(8, b"", channel=0)

    broker = Broker([ack + returned])
    broker.read_all()

    assert broker.confirmed == [(9, True)]
    assert [(kind, channel) for kind, channel, _ in broker.others] == [(1, 3), (2, 3), (8, 0)]


def test_a_callback_that_waits_gets_the_frames_behind_its_own():
    """pyamqp opens a channel again within the callback that tells of its closing, and drains meanwhile."""
    broker = Broker([delivery(b"{}", 1) + frame(1, pack(">HH", 20, 11))])
    broker.connection.channels[3].callbacks["c"] = lambda message: (
        broker.got.append(message),
        broker.connection.drain_events(),
    )

    broker.incoming.drain()

    assert len(broker.got) == 1
    assert [kind for kind, *_ in broker.others] == [1]


def test_a_message_of_a_cancelled_consumer_goes_back_to_its_queue():
    broker = Broker([delivery(b"{}", 5, consumer="gone")])

    broker.read_all()

    assert (broker.got, broker.rejected) == ([], [(5, True)])


def test_a_body_that_is_not_the_text_it_says_stays_bytes():
    broker = Broker([delivery(b"\xff\xfe", content_encoding="utf-8") + delivery(b"x", content_encoding="no-such")])

    assert [message.body for message in broker.read_all()] == [b"\xff\xfe", b"x"]


def test_a_text_that_is_not_utf_8_never_grows():
    """An answer carries the correlation id back: one too long for its field could not be sent, nor the call acknowledged."""
    method = pack(">HH", 60, 60) + dumps("sLbss", ("c", 1, False, "", "q"))
    header = pack(">HxxQH", 60, 0, 0x0600) + bytes((252,)) + b"\xff" * 250 + b"ok" + bytes((1,)) + b"r"
    broker = Broker([frame(1, method) + frame(2, header)])

    [message] = broker.read_all()

    assert message.properties == {"correlation_id": "ok", "reply_to": "r"}


def test_properties_that_nobody_can_read_leave_a_message_without_any():
    """Then it lacks reply_to and is a dead letter; a reader that failed would meet it again for ever."""
    method = pack(">HH", 60, 60) + dumps("sLbss", ("c", 1, False, "", "q"))
    header = pack(">HxxQH", 60, 0, 0x2000) + pack(">I", 4) + b"\x01x?\x00"
    broker = Broker([frame(1, method) + frame(2, header)])

    [message] = broker.read_all()

    assert message.properties == {}


def test_a_frame_without_its_end_ends_the_connection():
    broken = frame(1, pack(">HHQB", 60, 80, 1, 0))[:-1] + b"\x00"
    broker = Broker([broken])

    with pytest.raises(UnexpectedFrame):
        broker.incoming.drain()
