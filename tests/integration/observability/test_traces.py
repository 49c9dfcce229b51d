"""One trace from a client's request to the webhook it causes, told to a collector; and a collector that is gone."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.fakes.collector import Collector, Span, tree
from tests.fakes.webhook_receiver import WebhookReceiver
from tests.integration.observability.private_processes import PrivateProcesses

CLIENTS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE_ID = CLIENTS[3:35]
SALE = {"items": [{"sku": "MAGGI-70G", "qty": 1}]}

# who, what, of which kind: from the till to the receiver
PATH = {
    ("gateway", "POST /v1/invoices", "SERVER"),
    ("gateway", "billing.create_invoice", "CLIENT"),
    ("billing", "handle create_invoice", "SERVER"),
    ("billing", "bill group", "INTERNAL"),
    ("billing", "transaction", "INTERNAL"),
    ("billing", "INSERT outbox", "CLIENT"),
    ("billing", "COMMIT", "CLIENT"),
    ("billing", "publish invoice.created", "PRODUCER"),
    ("reporting", "handle project_invoice_created", "CONSUMER"),
    ("reporting", "transaction", "INTERNAL"),
    ("reporting", "COMMIT", "CLIENT"),
    ("webhooks", "handle store_invoice_created", "CONSUMER"),
    ("webhooks", "INSERT deliveries", "CLIENT"),
    ("dispatcher", "deliver webhook", "CLIENT"),
}


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="module")
def processes(fresh_database, collector, tmp_path_factory) -> Iterator[PrivateProcesses]:
    folder = tmp_path_factory.mktemp("traced")
    with PrivateProcesses(fresh_database, folder, OTLP_ENDPOINT=collector.url) as processes:
        yield processes


@pytest.fixture(scope="module")
def shop(processes) -> dict[str, str]:
    return processes.open_shop()


def post(processes, shop, path: str, body: object, **headers: str) -> requests.Response:
    headers["Authorization"] = f"Bearer {shop['key']}"
    return requests.post(processes.base_url + path, json=body, headers=headers, timeout=30)


def of_trace(spans: list[Span], trace_id: str = TRACE_ID) -> list[Span]:
    return [span for span in spans if span.trace_id == trace_id]


def steps(spans: list[Span]) -> set[tuple[str, str, str]]:
    return {(span.service, span.name, span.kind) for span in spans}


def test_one_trace_id_from_the_till_to_the_receiver(processes, shop, collector):
    with WebhookReceiver() as receiver:
        hook = {"url": receiver.url, "events": ["invoice.created"]}
        assert post(processes, shop, "/v1/webhooks", hook).status_code == 201

        answer = post(processes, shop, "/v1/invoices", SALE, traceparent=CLIENTS)
        assert answer.status_code == 201, answer.text
        [delivery] = receiver.wait_for(1)
    spans = of_trace(collector.await_spans(lambda spans: steps(of_trace(spans)) >= PATH))

    print(tree(spans))
    known = {span.span_id for span in spans}
    orphans = [span.name for span in spans if span.parent_id not in known and span.parent_id != CLIENTS[36:52]]
    assert orphans == []
    assert not [span.name for span in spans if span.failed]
    assert delivery.headers["traceparent"][3:35] == TRACE_ID
    [sent] = [span for span in spans if span.name == "deliver webhook"]
    assert delivery.headers["traceparent"][36:52] == sent.span_id
    [request] = [span for span in spans if span.kind == "SERVER" and span.service == "gateway"]
    assert request.attributes["http.route"] == "/v1/invoices"
    assert request.attributes["http.response.status_code"] == 201
    assert request.attributes["saathix.request_id"] == answer.headers["Request-Id"]
    statements = [span.attributes["db.query.text"] for span in spans if "db.query.text" in span.attributes]
    assert not [text for text in statements if shop["account_id"] in text]


def test_no_span_says_whose_it_is(processes, shop, collector):
    sale = {**SALE, "customer": {"phone": "+919876543210", "name": "Ramesh"}}
    before = len(collector.spans)
    assert post(processes, shop, "/v1/invoices", sale).status_code == 201
    collector.await_spans(lambda spans: ("gateway", "POST /v1/invoices", "SERVER") in steps(spans[before:]))

    everything = str(collector.spans)
    assert not [
        word for word in ("9876543210", "Ramesh", "MAGGI", shop["account_id"], shop["key"]) if word in everything
    ]


def test_sales_of_a_group_keep_their_traces_and_link_to_the_one_that_carries(processes, shop, collector):
    traces: list[str] = []
    shared: list[Span] = []
    while not shared:
        assert len(traces) < 480, "24 tills at once share no transaction, ten times over"
        latest = [f"{len(traces) + number + 1:032x}" for number in range(48)]
        traces += latest
        groups = sell_at_once(processes, shop, collector, latest)
        shared = [span for span in groups if span.attributes["saathix.shared_by"] > 1]
    assert all(set(span.links) <= set(traces) and span.links for span in shared)


def sell_at_once(processes, shop, collector, traces: list[str]) -> list[Span]:
    """Sell once a trace, 24 at a time; return the spans of their groups, when each trace has one and has reached reporting."""

    def sell(trace_id: str) -> int:
        return post(processes, shop, "/v1/invoices", SALE, traceparent=f"00-{trace_id}-{'1' * 16}-01").status_code

    with ThreadPoolExecutor(24) as pool:
        assert set(pool.map(sell, traces)) == {201}

    def of(spans: list[Span], name: str) -> list[Span]:
        return [span for span in spans if span.name == name and span.trace_id in traces]

    def arrived(spans: list[Span]) -> bool:
        names = ("bill group", "handle project_invoice_created")
        return all({span.trace_id for span in of(spans, name)} == set(traces) for name in names)

    return of(collector.await_spans(arrived, seconds=30), "bill group")


def test_a_collector_that_is_gone_costs_no_sale_and_the_processes_still_stop(processes, shop, collector):
    collector.__exit__()

    for _ in range(20):
        began = time.monotonic()
        assert post(processes, shop, "/v1/invoices", SALE, traceparent=CLIENTS).status_code == 201
        assert time.monotonic() - began < 2
    assert processes.is_ready("billing")
