"""Table 13, the documents issued: numbers gathered into their series, runs of consecutive ones, and what is missing between."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_RUNS = re.compile(r"\d+|\D+")
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
    shapes: dict[tuple[str, ...], list[list[str]]] = {}
    for number in numbers:
        parts = _RUNS.findall(number)
        shapes.setdefault(tuple("#" if part[0].isdigit() else part for part in parts), []).append(parts)
    found: list[Series] = []
    for shape, alike in sorted(shapes.items()):
        found += _of_one_shape(shape, alike)
    return found


def _of_one_shape(shape: tuple[str, ...], alike: list[list[str]]) -> list[Series]:
    digits = [place for place, part in enumerate(shape) if part == "#"]
    if not digits:
        return []  # no number of ours: the check of table 13 tells of it
    counter = max(digits, key=lambda at: (len({parts[at] for parts in alike}), len(alike[0][at]), at))
    series: dict[tuple[str, str], set[str]] = {}
    for parts in alike:
        around = ("".join(parts[:counter]), "".join(parts[counter + 1 :]))
        series.setdefault(around, set()).add(parts[counter])
    return [
        Series(before, after, min(map(len, texts)), sorted(map(int, texts)))
        for (before, after), texts in sorted(series.items())
    ]
