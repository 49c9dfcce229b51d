"""The page of `make metrics`: its arithmetic, its columns, and what it leaves out."""

import math

import pytest

from deploy.local.failure import StackFailure
from deploy.local.metrics import Look, page_of, show
from deploy.local.scrape import Buckets, Scrape, buckets_of, total_of
from deploy.local.settings import MEASURED, Ports, stack_from
from deploy.local.tables import Column, number, rate, seconds, table

STACK = stack_from({"SAATHIX_RUN_DIR": "/tmp/stack", "SAATHIX_PORT": "21000"})


def labels(**named: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(named.items()))


def gateway(requests: float, at: float) -> Scrape:
    samples = {
        "saathix_http_requests_total": {
            labels(method="POST", route="/v1/invoices", status="201"): requests,
            labels(method="POST", route="/v1/invoices", status="422"): 3.0,
            labels(method="GET", route="/v1/stores", status="500"): 1.0,
        },
        "saathix_http_request_duration_seconds_bucket": {
            labels(route="/v1/invoices", le=le): count * requests
            for le, count in (("0.005", 0.0), ("0.01", 0.5), ("0.02", 0.99), ("+Inf", 1.0))
        },
        "saathix_rpc_calls_total": {labels(service="billing", method="create_invoice", outcome="ok"): requests},
        "process_cpu_seconds_total": {(): at / 2},
        "process_resident_memory_bytes": {(): 84 * 2.0**20},
    }
    return Scrape("gateway 1", at, True, samples)


def test_a_quantile_is_reckoned_inside_its_bucket():
    times = Buckets({0.1: 50, 0.2: 90, 0.5: 100, math.inf: 100})

    assert times.quantile(0.5) == pytest.approx(0.1)
    assert times.quantile(0.7) == pytest.approx(0.15)
    assert times.quantile(0.99) == pytest.approx(0.47)
    assert Buckets({0.1: 1, math.inf: 4}).quantile(0.99) == 0.1, (
        "of what lies above every bound only the bound is known"
    )
    assert Buckets({0.1: 0, math.inf: 0}).quantile(0.5) is None
    assert Buckets().quantile(0.5) is None


def test_what_has_come_since_is_the_difference_and_after_a_restart_all_of_it():
    now, before = Buckets({1: 5, math.inf: 9}), Buckets({1: 2, math.inf: 3})

    assert now.since(before).counts == {1: 3, math.inf: 6}
    assert before.since(now).counts == before.counts


def test_a_service_is_all_its_replicas_and_a_process_is_itself():
    now = [Scrape(name, 2.0, True, {}) for name in ("billing", "billing-2", "billing-3", "catalog")]
    look = Look(now, [], whole=True)

    assert [scrape.process for scrape in look.of_all("billing").now] == ["billing", "billing-2", "billing-3"]
    assert [scrape.process for scrape in look.of("billing").now] == ["billing"]


def test_processes_add_up():
    two = [gateway(10, 1.0), gateway(20, 1.0)]

    assert total_of(two, "saathix_http_requests_total", route="/v1/invoices", status="201") == 30
    assert buckets_of(two, "saathix_http_request_duration_seconds", route="/v1/invoices").count == 30


def test_the_page_has_rates_times_and_shares():
    page = page_of(STACK, Look([gateway(150, 3.0)], [gateway(50, 1.0)], whole=False))

    [sale] = [line for line in page if line.strip().startswith("/v1/invoices")]
    assert sale.split() == "/v1/invoices 50.0 153 10 ms 20 ms 3 0 0".split()
    [store] = [line for line in page if line.strip().startswith("/v1/stores")]
    assert store.split()[-1] == "1"
    [process] = [line for line in page if line.strip().startswith("gateway 1")]
    assert process.split()[:7] == "gateway 1 yes 50 % 84 MB".split()
    assert any(line.strip().startswith("billing.create_invoice") for line in page)
    assert not any("HANDLER" in line or "DELIVERIES" in line for line in page), "nobody handles or delivers here"


def test_columns_align_and_numbers_stand_on_the_right():
    lines = table([Column("NAME", left=True), Column("COUNT")], [["a", number(1234567)], ["longer", "1"]])

    assert lines == ["  NAME        COUNT", "  a       1,234,567", "  longer          1"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0, "0 ms"), (0.0042, "4.2 ms"), (0.042, "42 ms"), (1.25, "1.2 s"), (90, "1.5 min"), (7200, "2.0 h")],
)
def test_a_time_has_the_unit_that_suits_it(value, text):
    assert seconds(value) == text


def test_rates_have_a_decimal_where_it_matters():
    assert [rate(value) for value in (0, 0.25, 12.34, 1234.5)] == ["0", "0.2", "12.3", "1,234"]


def test_a_stack_that_is_down_is_told_so():
    with pytest.raises(StackFailure, match="No process"):
        show(STACK, only=["billing"], every=None)


def test_every_process_has_its_port_after_those_of_the_servers():
    ports = Ports(8420)

    assert [ports.metrics_of(process) for process in MEASURED] == list(range(8440, 8448))
    assert MEASURED[-1] == "gateway", "its workers take the ports that follow"
