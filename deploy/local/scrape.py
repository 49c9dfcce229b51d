"""What the processes of a stack tell of themselves on their private ports, and the arithmetic on it."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.settings import MEASURED, MOST_REPLICAS, MOST_WORKERS, WORKERS_OF_A_REPLICA, Stack

PATIENCE = 3.0

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Scrape:
    """One process at one moment: every sample by its name and labels."""

    process: str
    at: float
    ready: bool
    samples: Mapping[str, Mapping[Labels, float]]

    def total(self, name: str, **wanted: str) -> float:
        """Add the samples up that have these labels."""
        return sum(
            value
            for labels, value in self.samples.get(name, {}).items()
            if all(dict(labels).get(label) == text for label, text in wanted.items())
        )

    def values_of(self, name: str, label: str) -> set[str]:
        """The values a label has."""
        return {dict(labels)[label] for labels in self.samples.get(name, {})}

    def buckets(self, name: str, **wanted: str) -> "Buckets":
        """A histogram, the children of these labels added up."""
        found: dict[float, float] = defaultdict(float)
        for labels, value in self.samples.get(f"{name}_bucket", {}).items():
            named = dict(labels)
            if all(named.get(label) == text for label, text in wanted.items()):
                found[float(named["le"])] += value
        return Buckets(dict(found))


@dataclass(frozen=True)
class Buckets:
    """How many values lay at or below each bound."""

    counts: Mapping[float, float] = field(default_factory=dict)

    def __add__(self, other: "Buckets") -> "Buckets":
        bounds = self.counts.keys() | other.counts.keys()
        return Buckets({bound: self.counts.get(bound, 0) + other.counts.get(bound, 0) for bound in bounds})

    def since(self, before: "Buckets") -> "Buckets":
        """What has come since an earlier look; a process that started again counts from nothing."""
        newer = {bound: count - before.counts.get(bound, 0) for bound, count in self.counts.items()}
        return self if any(count < 0 for count in newer.values()) else Buckets(newer)

    @property
    def count(self) -> float:
        return max(self.counts.values(), default=0.0)

    def quantile(self, share: float) -> float | None:
        """The value that this share lies below, as Prometheus reckons it: evenly spread inside a bucket. None of nothing."""
        wanted, lower, below = share * self.count, 0.0, 0.0
        if not self.count:
            return None
        for bound in sorted(self.counts):
            if self.counts[bound] >= wanted:
                if bound == float("inf"):
                    return lower
                inside = self.counts[bound] - below
                return lower + (bound - lower) * ((wanted - below) / inside if inside else 1.0)
            lower, below = bound, self.counts[bound]
        return lower


def total_of(scrapes: Iterable[Scrape], name: str, **wanted: str) -> float:
    """Add a metric up over processes."""
    return sum(scrape.total(name, **wanted) for scrape in scrapes)


def buckets_of(scrapes: Iterable[Scrape], name: str, **wanted: str) -> Buckets:
    """Add a histogram up over processes."""
    return sum((scrape.buckets(name, **wanted) for scrape in scrapes), Buckets())


def scrape_all(stack: Stack, only: Iterable[str] = ()) -> list[Scrape]:
    """Ask every process that answers, each kind's replicas one after the other; a gateway's workers are numbered."""
    ports: dict[str, int] = {}
    for kind in list(only) or MEASURED:
        for number in range(1, MOST_REPLICAS + 1):
            name, first = kind if number == 1 else f"{kind}-{number}", stack.ports.metrics_of(kind, number)
            if kind == "gateway":
                workers = MOST_WORKERS if number == 1 else WORKERS_OF_A_REPLICA
                ports |= {f"{name} {worker + 1}": first + worker for worker in range(workers)}
            else:
                ports[name] = first
    with ThreadPoolExecutor(len(ports)) as pool:
        found = pool.map(lambda item: _scrape(*item), ports.items())
    return [scrape for scrape in found if scrape is not None]


def _scrape(process: str, port: int) -> Scrape | None:
    address = f"http://127.0.0.1:{port}"
    try:
        ready = requests.get(f"{address}/readyz", timeout=PATIENCE).status_code == 200
        text = requests.get(f"{address}/metrics", timeout=PATIENCE).text
    except requests.RequestException:
        return None
    samples: dict[str, dict[Labels, float]] = defaultdict(dict)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            samples[sample.name][tuple(sorted(sample.labels.items()))] = sample.value
    return Scrape(process, time.monotonic(), ready, samples)
