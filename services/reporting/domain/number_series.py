"""Table 13, the documents issued: numbers gathered into their series, runs of consecutive ones, and what is missing between."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DIGITS = str.maketrans("0123456789", "##########")
_RUNS = re.compile("#+")
MOST_MISSING = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive numbers of one series, first and last included."""

    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of a series that are there, as counted, with how the n-th is written."""

    before: str
    after: str
    width: int
    counts: Sequence[int]

    def number(self, n: int) -> str:
        """Write the n-th number of the series."""
        return f"{self.before}{n:0{self.width}d}{self.after}"

    def runs(self) -> list[Run]:
        """Cut the numbers wherever one is not there: a late bill bears a number between those of another month."""
        found: list[list[int]] = []
        for n in self.counts:
            if found and n == found[-1][-1] + 1:
                found[-1].append(n)
            else:
                found.append([n])
        return [Run(self.number(run[0]), self.number(run[-1]), len(run)) for run in found]

    def missing(self) -> list[str]:
        """Name the numbers between the first and the last that are not there, the first thousand of them."""
        found: list[str] = []
        for before, after in zip(self.counts, self.counts[1:], strict=False):
            found += [self.number(n) for n in range(before + 1, min(after, before + 1 + MOST_MISSING))]
        return found[:MOST_MISSING]


def series_of(numbers: Iterable[str]) -> list[Series]:
    """
    Gather document numbers into series: the counter is the run of digits that takes the most values among numbers alike.

    A year or a store's code takes few. Where it cannot be told, with a document or two, any reading counts them right.
    """
    shapes: dict[str, list[str]] = {}
    for number in numbers:
        shapes.setdefault(number.translate(_DIGITS), []).append(number)
    alike: dict[str, list[str]] = {}
    for shape in shapes:
        alike.setdefault(_RUNS.sub("#", shape), []).append(shape)  # 99 and 100 are alike
    counters: dict[tuple[str, str], set[str]] = {}
    for of_one_form in alike.values():
        for begin, end, found in _counters({shape: shapes[shape] for shape in of_one_form}):
            for number in found:
                counters.setdefault((number[:begin], number[end:]), set()).add(number[begin:end])
    return [
        Series(before, after, min(map(len, texts)), sorted(map(int, texts)))
        for (before, after), texts in sorted(counters.items())
    ]


def _counters(shapes: dict[str, list[str]]) -> list[tuple[int, int, list[str]]]:
    """Say where the counter stands in each shape: the run with the most different values, else the longest, the last."""
    runs = {shape: [run.span() for run in _RUNS.finditer(shape)] for shape in shapes}

    def variety(place: int) -> tuple[int, int, int]:
        spans = {shape: slice(*found[place]) for shape, found in runs.items()}
        values = {number[span] for shape, span in spans.items() for number in shapes[shape]}
        return len(values), max(map(len, values)), place

    count = len(next(iter(runs.values())))
    if not count:
        return []  # no number of ours: the check of table 13 tells of it
    counter = max(range(count), key=variety)
    return [(*runs[shape][counter], numbers) for shape, numbers in shapes.items()]
