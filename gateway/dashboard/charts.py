"""Charts as numbers: where each bar stands, so that the template writes an SVG without a style or a script in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH, HEIGHT = 480, 190
LEFT, TOP, BOTTOM = 46, 10, 22
LINES = 4
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Series:
    """Values under one name; `kind` is the class of its bars: bar, bar-2 or before."""

    name: str
    values: Sequence[float]
    kind: str = "bar"


@dataclass(frozen=True, slots=True)
class Chart:
    """What the macro `chart` draws, and the table behind it."""

    title: str
    columns: list[Any]
    rows: list[list[str]]
    bars: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    labels: list[dict[str, Any]]
    legend: list[tuple[str, str]] = field(default_factory=list)
    limit: float | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def bars(
    title: str,
    names: Sequence[str],
    series: Sequence[Series],
    *,
    first_column: str,
    write: Callable[[Any], str],
    write_scale: Callable[[Any], str],
    limit: float | None = None,
    labels: Sequence[str] | None = None,
) -> Chart:
    """Put the series' bars side by side over each name; negative values count as nothing in the picture, not in the table."""
    highest = max([0.0, limit or 0.0, *(float(value) for one in series for value in one.values)])
    top = _round_up(highest)
    room = HEIGHT - TOP - BOTTOM
    slot = (WIDTH - LEFT) / max(1, len(names))
    each = slot * 0.78 / max(1, len(series))

    def y_of(value: float) -> float:
        return round(TOP + room * (1 - max(0.0, value) / top), 1)

    drawn = [
        {
            "kind": one.kind,
            "x": round(LEFT + slot * place + slot * 0.11 + each * number, 1),
            "y": y_of(float(one.values[place])),
            "width": round(max(each - 1, 1), 1),
            "height": round(TOP + room - y_of(float(one.values[place])), 1),
            "title": f"{name}: {write(one.values[place])}",
        }
        for place, name in enumerate(names)
        for number, one in enumerate(series)
        if float(one.values[place]) > 0
    ]
    every = 1 if labels and "" in labels else -(-len(names) // MOST_LABELS)
    texts = labels or names
    return Chart(
        title=title,
        columns=[first_column, *({"label": one.name, "right": True} for one in series)],
        rows=[[name, *(write(one.values[place]) for one in series)] for place, name in enumerate(names)],
        bars=drawn,
        lines=[{"y": y_of(top * n / LINES), "label": write_scale(top * n / LINES)} for n in range(LINES + 1)],
        labels=[
            {"x": round(LEFT + slot * (place + 0.5), 1), "text": text}
            for place, text in enumerate(texts)
            if place % every == 0 and text
        ],
        legend=[(_LEGEND[one.kind], one.name) for one in series] if len(series) > 1 else [],
        limit=y_of(limit) if limit else None,
    )


_LEGEND = {"bar": "now", "before": "before", "bar-2": "second"}


def _round_up(value: float) -> float:
    """Give the next round number: 1, 2, 4, 5 or 8 times a power of ten, so that a quarter of it reads well."""
    if value <= 0:
        return float(LINES)
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * step for step in (1, 2, 4, 5, 8, 10) if power * step >= value)
