"""Metrics: what counts what, what is shown, and what it costs."""

import timeit
import tomllib
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from kit import VERSION, metrics
from kit.errors import DeadlineExceeded, Refusal, Unavailable, WireError

ROOT = Path(__file__).resolve().parents[3]

# What alerts, dashboards and runbooks stand on. A name or a label is changed here, in deploy/monitoring and in
# docs/operations/metrics.md, or not at all.
DECLARED = {
    "saathix_build_info": {"service", "version"},
    "saathix_http_requests_total": {"method", "route", "status"},
    "saathix_http_request_duration_seconds": {"route"},
    "saathix_http_requests_in_flight": set(),
    "saathix_rate_limit_refusals_total": {"limit"},
    "saathix_redis_fallback": set(),
    "saathix_request_log_rows_dropped_total": {"reason"},
    "saathix_rpc_calls_total": {"service", "method", "outcome"},
    "saathix_rpc_call_duration_seconds": {"service", "method"},
    "saathix_rpc_handled_total": {"method", "outcome"},
    "saathix_rpc_handle_duration_seconds": {"method"},
    "saathix_rpc_queue_wait_seconds": set(),
    "saathix_sales_group_size": set(),
    "saathix_db_pool_wait_seconds": set(),
    "saathix_db_pool_connections": {"state"},
    "saathix_outbox_unsent": set(),
    "saathix_outbox_oldest_unsent_seconds": set(),
    "saathix_outbox_published_total": set(),
    "saathix_events_applied_total": {"handler"},
    "saathix_inbox_duplicates_total": {"handler"},
    "saathix_event_retries_total": {"handler"},
    "saathix_dead_events": {"handler"},
    "saathix_deliveries_total": {"outcome"},
    "saathix_delivery_duration_seconds": set(),
    "saathix_deliveries_due": set(),
    "saathix_deliveries_oldest_due_seconds": set(),
    "saathix_endpoints_paused": set(),
    "saathix_housekeeping_rows_deleted_total": {"table"},
}


def declared() -> list[metrics.Family]:
    return [value for value in vars(metrics).values() if isinstance(value, metrics.Family)]


def samples(registry: CollectorRegistry) -> dict[tuple[str, ...], float]:
    text = generate_latest(registry).decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


def test_the_names_and_labels_are_the_settled_ones():
    assert {family.name: set(family.labels) for family in declared()} == DECLARED


def test_every_metric_says_what_it_means():
    assert all(family.text.endswith(".") for family in declared())


def test_every_metric_has_its_row_in_the_page_for_operators():
    page = (ROOT / "docs/operations/metrics.md").read_text(encoding="utf-8")

    assert [family.name for family in declared() if f"`{family.name}" not in page] == []


def test_a_counter_counts_by_its_labels(registry):
    counter = metrics.Counter("things_total", "Things.", ("kind",), registry=registry)

    counter.of("big").add()
    counter.of("big").add(2)
    counter.of("small").add(0)

    assert samples(registry) == {("saathix_things_total", "big"): 3, ("saathix_things_total", "small"): 0}


def test_a_histogram_is_cumulative_and_its_bounds_belong_to_the_lower_bucket(registry):
    histogram = metrics.Histogram("times_seconds", "Times.", bounds=(0.1, 1.0), registry=registry)

    for seconds in (0.05, 0.1, 0.5, 7.0):
        histogram.of().observe(seconds)

    found = samples(registry)
    assert [found["saathix_times_seconds_bucket", bound] for bound in ("0.1", "1.0", "+Inf")] == [2, 3, 4]
    assert found["saathix_times_seconds_count",] == 4
    assert found["saathix_times_seconds_sum",] == pytest.approx(7.65)


def test_a_gauge_is_what_was_set_or_what_is_measured_at_the_scrape(registry):
    level = metrics.Gauge("level", "A level.", registry=registry)
    waiting = metrics.Gauge("waiting", "What waits.", ("queue",), registry=registry)
    queue = [1, 2, 3]
    level.of().set(4)
    level.of().add(-1)
    waiting.measured_by(lambda: {("a",): float(len(queue))})
    queue.append(4)

    assert samples(registry) == {("saathix_level",): 3, ("saathix_waiting", "a"): 4}


def test_what_could_not_be_measured_is_missing_and_not_zero(registry):
    metrics.Gauge("waiting", "What waits.", registry=registry).measured_by(dict)

    assert samples(registry) == {}


def test_a_metric_that_nobody_owns_is_not_shown(registry):
    metrics.Counter("things_total", "Things.", registry=registry)

    assert generate_latest(registry) == b""


def test_no_name_is_taken_twice(registry):
    metrics.Counter("things_total", "Things.", registry=registry).of()

    with pytest.raises(ValueError, match="Duplicated"):
        metrics.Counter("things_total", "Others.", registry=registry).of()


def test_label_values_are_as_many_as_the_labels(registry):
    with pytest.raises(ValueError, match="has the labels"):
        metrics.Counter("things_total", "Things.", ("kind",), registry=registry).of("big", "red")


def test_labels_that_somebody_makes_up_cannot_fill_the_memory(registry):
    counter = metrics.Counter("things_total", "Things.", ("kind",), registry=registry)

    for number in range(metrics.MOST_CHILDREN + 500):
        counter.of(f"made-up-{number}").add()

    found = samples(registry)
    assert len(found) == metrics.MOST_CHILDREN + 1
    assert found["saathix_things_total", "other"] == 500


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [
        (None, "ok"),
        (Unavailable("away"), "unavailable"),
        (DeadlineExceeded("late"), "deadline"),
        (WireError("internal_error"), "failed"),
        (WireError("insufficient_stock"), "refused"),
        (Refusal("no"), "refused"),
        (ValueError("a fault of ours"), "failed"),
        (SystemExit(), "failed"),
    ],
)
def test_a_call_is_counted_by_how_it_ended(problem, outcome):
    assert metrics.outcome_of(problem) == outcome


def test_an_observation_costs_less_than_two_microseconds(registry):
    counter = metrics.Counter("things_total", "Things.", ("a", "b", "c"), registry=registry)
    times = metrics.Histogram("times_seconds", "Times.", registry=registry).of()

    def both() -> None:
        counter.of("POST", "/v1/invoices", "201").add()
        times.observe(0.012)

    assert min(timeit.repeat(both, number=2_000, repeat=20)) / 2_000 / 2 < 2e-6


def test_the_version_is_the_projects():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
