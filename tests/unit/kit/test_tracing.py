"""Traces: nothing while off; on, spans that belong together, exported in the background to a real collector."""

import json
import logging
import socket
import subprocess
import sys
import threading
import time
import timeit
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit import tracing
from kit.caller import Caller
from kit.clock import SystemClock
from kit.db.spans import attributes_of, name_of
from kit.logs import JsonLines
from kit.messaging import outbox
from kit.messaging.core.publisher import Outgoing
from kit.messaging.events import Event
from kit.messaging.traces import of_publish
from kit.settings import ConfigurationError, load
from tests.fakes.collector import Collector

ROOT = Path(__file__).resolve().parents[3]
CLIENTS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
OTHERS = "00-11111111111111111111111111111111-2222222222222222-01"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture
def traced(collector) -> Iterator[Collector]:
    tracing.start("test", "1.0", tracing.Settings(collector.url))
    yield collector
    tracing.stop()


def sent(collector: Collector) -> dict[str, object]:
    tracing.stop()
    return {span.name: span for span in collector.spans}


def test_while_off_nothing_of_opentelemetry_is_loaded():
    what = (
        "import sys; import kit.observe, kit.messaging.extensions as e, kit.messaging.core;"
        "kit.observe.start('x', *(kind() for kind in kit.observe.SETTINGS));"
        "print(sorted(name for name in sys.modules if name.startswith('opentelemetry')))"
    )

    done = subprocess.run([sys.executable, "-W", "ignore", "-c", what], cwd=ROOT, capture_output=True, text=True)

    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_while_off_a_hook_makes_nothing():
    with tracing.span("work", parent=CLIENTS) as span:
        assert span is None
        assert tracing.current() is None
        assert tracing.traceparent() is None
    with tracing.shared("work", tracing.CONSUMER, [CLIENTS]) as nothing:
        assert nothing is None
    outgoing = [Outgoing("evt_1", "invoice.created", "{}")]
    with of_publish(outgoing) as events:
        assert events is outgoing


def test_while_off_the_hooks_of_a_sale_cost_next_to_nothing():
    """Some forty places are passed by a sale, from the gateway to the webhook; a sale takes milliseconds."""

    def forty() -> None:
        for _ in range(40):
            with tracing.span("work", tracing.CLIENT):
                pass

    assert min(timeit.repeat(forty, number=50, repeat=20)) / 50 < 60e-6


def test_a_span_goes_below_the_clients_and_the_next_below_it(traced):
    with tracing.begin("request", tracing.SERVER, parent=CLIENTS) as above, tracing.span("call", tracing.CLIENT):
        assert above.trace_id == tracing.current().trace_id

    found = sent(traced)
    assert found["request"].trace_id == found["call"].trace_id == CLIENTS[3:35]
    assert found["request"].parent_id == CLIENTS[36:52]
    assert found["call"].parent_id == found["request"].span_id
    assert (found["request"].kind, found["call"].kind, found["call"].service) == ("SERVER", "CLIENT", "test")
    assert traced.requests[0] == {"path": "/v1/traces", "type": "application/x-protobuf"}


@pytest.mark.parametrize(
    "header",
    ["", "nonsense", CLIENTS[:-1], CLIENTS.upper(), f"ff{CLIENTS[2:]}", f"00-{'0' * 32}-b7ad6b7169203331-01"],
)
def test_a_header_that_is_none_begins_a_new_trace(traced, header):
    with tracing.begin("request", tracing.SERVER, parent=header):
        pass

    found = sent(traced)["request"]
    assert found.parent_id == ""
    assert found.trace_id not in ("0" * 32, CLIENTS[3:35])


def test_what_nobody_asked_for_is_not_traced(traced):
    with tracing.span("sweep") as span:
        assert span is None

    assert sent(traced) == {}


def test_a_failure_is_named_without_its_text(traced):
    with pytest.raises(ValueError, match="Ramesh"), tracing.begin("work"):
        raise ValueError("Ramesh, +919876543210")

    found = sent(traced)["work"]
    assert found.failed
    assert "Ramesh" not in str(found)


def test_what_is_done_for_several_traces_is_in_each_and_linked(traced):
    with tracing.shared("bill group", tracing.INTERNAL, [CLIENTS, None, OTHERS, CLIENTS]), tracing.span("transaction"):
        pass

    tracing.stop()
    first, second = sorted((span for span in traced.spans if span.name == "bill group"), key=lambda span: span.trace_id)
    [transaction] = [span for span in traced.spans if span.name == "transaction"]
    assert (first.trace_id, second.trace_id) == (CLIENTS[3:35], OTHERS[3:35])
    assert (first.links, second.links) == ((OTHERS[3:35],), (CLIENTS[3:35],))
    assert transaction.parent_id == first.span_id
    assert first.attributes["saathix.shared_by"] == 4


def test_no_share_of_the_traces_is_none_whatever_the_client_asks(collector):
    tracing.start("test", "1.0", tracing.Settings(collector.url, share=0.0))
    with tracing.begin("request", parent=CLIENTS) as span:
        assert span.traceparent.endswith("-00")

    assert sent(collector) == {}


@pytest.mark.parametrize("text", ["1.5", "-1", "all", "nan"])
def test_a_share_that_is_none_stops_the_start(text):
    with pytest.raises(ConfigurationError, match="SAATHIX_TRACE_SHARE"):
        load(tracing.Settings, {"SAATHIX_TRACE_SHARE": text})


def test_a_dead_collector_costs_no_time_and_no_more_memory_than_its_queue():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        tracing.start("test", "1.0", tracing.Settings(f"http://127.0.0.1:{nobody.getsockname()[1]}"))
        began = time.monotonic()
        for _ in range(10_000):
            with tracing.begin("work"):
                pass
        worked = time.monotonic() - began
        began = time.monotonic()
        tracing.stop()

        assert worked < 10_000 * 500e-6
        assert time.monotonic() - began < 3.0
        for thread in threading.enumerate():  # what still tries to send would disturb the tests after this one
            if thread.name == "traces-closing" or "Otel" in thread.name:
                thread.join(30)
                assert not thread.is_alive()


def test_an_event_keeps_the_trace_that_made_it_on_its_whole_way(traced):
    now = SystemClock().now()
    with tracing.begin("handle create_invoice"):
        event = outbox.new_event(Caller("acct_1"), "invoice.created", {}, at=now)
        theirs = outbox.new_event(Caller("acct_1", trace=OTHERS), "invoice.created", {}, at=now)
        assert event.trace == tracing.traceparent()
    assert theirs.trace == OTHERS

    again = Event.from_json(json.loads(event.to_json()))
    assert again == event
    with of_publish([Outgoing(again.id, again.type, again.to_json())]) as [published]:
        assert published.trace[3:35] == event.trace[3:35]
        assert published.trace != event.trace

    found = sent(traced)
    assert found["publish invoice.created"].parent_id == found["handle create_invoice"].span_id


def test_an_event_without_a_trace_looks_as_it_always_did():
    event = outbox.new_event(Caller("acct_1"), "invoice.created", {}, at=SystemClock().now())

    assert "traceparent" not in event.to_json()


def test_a_log_line_names_its_trace(traced):
    record = logging.LogRecord("x", logging.INFO, "", 0, "something_happened", None, None)
    with tracing.begin("work") as span:
        assert f'"trace_id":"{span.trace_id}"' in JsonLines().format(record)
    assert "trace_id" not in JsonLines().format(record)


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("\n  SELECT 1 FROM stores WHERE account_id = %(a)s FOR UPDATE", "SELECT stores"),
        ("INSERT INTO outbox (a) SELECT a FROM unnest(%(x)s) AS e", "INSERT outbox"),
        (
            "WITH n AS (SELECT 1 FROM a), w AS (UPDATE stock SET x = 1) INSERT INTO invoices (a) SELECT 1",
            "INSERT invoices",
        ),
        ("DELETE FROM inbox WHERE x", "DELETE inbox"),
        ("SELECT pg_sleep(1)", "SELECT"),
        ("COMMIT", "COMMIT"),
        ("SAVEPOINT s1", "SAVEPOINT"),
    ],
)
def test_a_statement_is_named_by_what_it_does(sql, name):
    assert name_of(sql) == name


def test_the_text_of_a_statement_has_names_and_no_values():
    assert attributes_of("SELECT 1\n  FROM stores\n WHERE id = %(id)s")["db.query.text"] == (
        "SELECT 1 FROM stores WHERE id = %(id)s"
    )
