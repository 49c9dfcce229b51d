"""`make metrics`: what a stack is doing, as a page of tables for a person at a terminal."""

import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deploy.local.failure import StackFailure
from deploy.local.scrape import Buckets, Scrape, buckets_of, scrape_all, total_of
from deploy.local.settings import Stack
from deploy.local.tables import Column, bold, dim, number, rate, red, seconds, table

FIRST_LOOK_SECONDS = 1.0
LONGEST_ROUTE = 44


@dataclass(frozen=True)
class Look:
    """Two scrapes, and what lies between them. Times are of that between, or with `whole` since the processes started."""

    now: Sequence[Scrape]
    before: Sequence[Scrape]
    whole: bool

    @property
    def seconds(self) -> float:
        starts = {scrape.process: scrape.at for scrape in self.before}
        passed = [scrape.at - starts[scrape.process] for scrape in self.now if scrape.process in starts]
        return max(passed, default=FIRST_LOOK_SECONDS)

    def total(self, name: str, **wanted: str) -> float:
        return total_of(self.now, name, **wanted)

    def rate(self, name: str, **wanted: str) -> float:
        return max(0.0, self.total(name, **wanted) - total_of(self.before, name, **wanted)) / self.seconds

    def times(self, name: str, **wanted: str) -> Buckets:
        buckets = buckets_of(self.now, name, **wanted)
        return buckets if self.whole else buckets.since(buckets_of(self.before, name, **wanted))

    def labels(self, name: str, label: str) -> list[str]:
        """The values of a label that have counted something."""
        found = set().union(*(scrape.values_of(name, label) for scrape in self.now))
        return sorted(value for value in found if self.total(name, **{label: value}))

    def of(self, process: str) -> "Look":
        """What one process says."""
        return self._of(lambda name: name == process)

    def of_all(self, kind: str) -> "Look":
        """What a service says, all its replicas together."""
        return self._of(lambda name: name == kind or name.startswith(f"{kind}-"))

    def _of(self, is_wanted: Callable[[str], bool]) -> "Look":
        now, before = ([s for s in scrapes if is_wanted(s.process)] for scrapes in (self.now, self.before))
        return Look(now, before, self.whole)


def show(stack: Stack, *, only: Sequence[str], every: float | None) -> int:
    """Print one page, or with `every` a page again and again until Ctrl-C."""
    before = scrape_all(stack, only)
    if not before:
        raise StackFailure("No process of this stack answers on its private port.", advice="make up; make status")
    while True:
        time.sleep(every or FIRST_LOOK_SECONDS)
        now = scrape_all(stack, only)
        page = "\n".join(page_of(stack, Look(now, before, whole=every is None)))
        if every is None:
            print(page)
            return 0
        clear = "\x1b[H\x1b[2J" if sys.stdout.isatty() else ""
        print(clear + _cut(page), flush=True)
        before = now


def page_of(stack: Stack, look: Look) -> list[str]:
    """The whole page, section by section; a section without anything to tell is left out."""
    of_times = "since they started" if look.whole else "of that time"
    head = f"  {bold(stack.base_url)}  rates over {look.seconds:.1f} s, percentiles {of_times}"
    sections = (_processes(look), _requests(look), _calls(look), _handlers(look), _deliveries(look))
    return [head, *(line for section in sections if section for line in ("", *section))]


def _processes(look: Look) -> list[str]:
    columns = [
        Column("PROCESS", left=True), Column("READY", left=True), Column("CPU"), Column("MEMORY"), Column("BUSY"),
        Column("IDLE"), Column("FREE"), Column("POOL WAIT P99"), Column("OUTBOX"), Column("OLDEST"), Column("SENT/S"),
    ]  # fmt: skip
    rows = []
    for scrape in look.now:
        one = look.of(scrape.process)
        pool = [number(scrape.total("saathix_db_pool_connections", state=state)) for state in ("busy", "idle", "free")]
        outbox = ["", "", ""]
        if "saathix_outbox_unsent" in scrape.samples:
            outbox = [
                number(scrape.total("saathix_outbox_unsent")),
                seconds(scrape.total("saathix_outbox_oldest_unsent_seconds")),
                rate(one.rate("saathix_outbox_published_total")),
            ]
        rows.append(
            [
                scrape.process,
                "yes" if scrape.ready else red("no"),
                f"{one.rate('process_cpu_seconds_total') * 100:.0f} %",
                f"{scrape.total('process_resident_memory_bytes') / 2**20:.0f} MB",
                *pool,
                seconds(one.times("saathix_db_pool_wait_seconds").quantile(0.99)),
                *outbox,
            ]
        )
    return table(columns, rows)


def _requests(look: Look) -> list[str]:
    name, timed = "saathix_http_requests_total", "saathix_http_request_duration_seconds"
    columns = [
        Column("ROUTE", left=True), Column("REQUESTS/S"), Column("TOTAL"), Column("P50"), Column("P99"),
        Column("4XX"), Column("429"), Column("5XX"),
    ]  # fmt: skip
    rows = []
    for route in look.labels(name, "route"):
        times = look.times(timed, route=route)
        statuses = {status: look.total(name, route=route, status=status) for status in look.labels(name, "status")}
        begins = {first: sum(n for status, n in statuses.items() if status[0] == first) for first in "45"}
        rows.append(
            [
                route if len(route) <= LONGEST_ROUTE else route[: LONGEST_ROUTE - 1] + "…",
                rate(look.rate(name, route=route)),
                number(look.total(name, route=route)),
                seconds(times.quantile(0.5)),
                seconds(times.quantile(0.99)),
                number(begins["4"]),
                number(statuses.get("429", 0)),
                red(number(begins["5"])) if begins["5"] else "0",
            ]
        )
    if not rows:
        return []
    refused = [
        f"{number(look.total('saathix_rate_limit_refusals_total', limit=limit))} {limit}"
        for limit in ("minute", "second", "bad-keys")
    ]
    fallback = red("yes") if look.total("saathix_redis_fallback") else "no"
    in_flight = number(look.total("saathix_http_requests_in_flight"))
    return [
        *table(columns, rows),
        dim(f"  in flight {in_flight} · refused by limit: {', '.join(refused)} · Redis left alone: ") + fallback,
    ]


def _calls(look: Look) -> list[str]:
    name, timed = "saathix_rpc_calls_total", "saathix_rpc_call_duration_seconds"
    columns = [
        Column("CALL", left=True), Column("CALLS/S"), Column("TOTAL"), Column("P50"), Column("P99"),
        Column("AT SERVICE P99"), Column("REFUSED"), Column("AWAY"), Column("LATE"), Column("FAILED"),
    ]  # fmt: skip
    rows = []
    for service in look.labels(name, "service"):
        for method in look.labels(name, "method"):
            this = {"service": service, "method": method}
            if method == "ping" or not look.total(name, **this):  # what /readyz asks
                continue
            times = look.times(timed, **this)
            at_service = look.of_all(service).times("saathix_rpc_handle_duration_seconds", method=method)
            outcomes = [look.total(name, **this, outcome=o) for o in ("refused", "unavailable", "deadline", "failed")]
            rows.append(
                [
                    f"{service}.{method}",
                    rate(look.rate(name, **this)),
                    number(look.total(name, **this)),
                    seconds(times.quantile(0.5)),
                    seconds(times.quantile(0.99)),
                    seconds(at_service.quantile(0.99)),
                    number(outcomes[0]),
                    *(red(number(count)) if count else "0" for count in outcomes[1:]),
                ]
            )
    if not rows:
        return []
    waited = seconds(look.times("saathix_rpc_queue_wait_seconds").quantile(0.99))
    groups, sales = look.total("saathix_sales_group_size_count"), look.total("saathix_sales_group_size_sum")
    group = f" · sales in a transaction {sales / groups:.1f}" if groups else ""
    return [*table(columns, rows), dim(f"  wait for a service p99 {waited}{group}")]


def _handlers(look: Look) -> list[str]:
    columns = [
        Column("HANDLER", left=True), Column("APPLIED/S"), Column("APPLIED"), Column("DUPLICATES"), Column("RETRIES"),
        Column("DEAD"),
    ]  # fmt: skip
    rows = []
    for scrape in look.now:
        one = look.of(scrape.process)
        for handler in sorted(scrape.values_of("saathix_events_applied_total", "handler")):
            dead = scrape.total("saathix_dead_events", handler=handler)
            counts = [
                scrape.total(name, handler=handler)
                for name in (
                    "saathix_events_applied_total",
                    "saathix_inbox_duplicates_total",
                    "saathix_event_retries_total",
                )
            ]
            if not any((*counts, dead)):
                continue
            per_second = one.rate("saathix_events_applied_total", handler=handler)
            rows.append(
                [
                    f"{scrape.process}.{handler}",
                    rate(per_second),
                    *map(number, counts),
                    red(number(dead)) if dead else "0",
                ]
            )
    return table(columns, rows) if rows else []


def _deliveries(look: Look) -> list[str]:
    if not any("saathix_deliveries_due" in scrape.samples for scrape in look.now):
        return []
    name, timed = "saathix_deliveries_total", look.times("saathix_delivery_duration_seconds")
    columns = [
        Column("DELIVERIES", left=True), Column("ATTEMPTS/S"), Column("DELIVERED"), Column("RETRIED"), Column("FAILED"),
        Column("P50"), Column("P99"), Column("DUE"), Column("OLDEST"), Column("PAUSED"),
    ]  # fmt: skip
    row = [
        "webhooks",
        rate(look.rate(name)),
        *(number(look.total(name, outcome=outcome)) for outcome in ("delivered", "retried", "failed")),
        seconds(timed.quantile(0.5)),
        seconds(timed.quantile(0.99)),
        number(look.total("saathix_deliveries_due")),
        seconds(look.total("saathix_deliveries_oldest_due_seconds")),
        number(look.total("saathix_endpoints_paused")),
    ]
    return table(columns, [row])


def _cut(page: str) -> str:
    """As many lines as the terminal shows."""
    lines = page.splitlines()
    return "\n".join(lines[: shutil.get_terminal_size().lines - 1]) if sys.stdout.isatty() else page
