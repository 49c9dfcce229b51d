"""What a run found, as JSON, as a Markdown table and as a plot."""

import json
import os
import platform
from datetime import UTC, datetime
from math import log10
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

RESULTS = Path(__file__).parent / "results"


def write(rows: list[dict[str, Any]], yardsticks: list[float], folder: Path) -> str:
    """Write the three files and return the table."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "yardstick_tps": [round(tps, 1) for tps in yardsticks],
        "rows": rows,
    }
    (folder / "latest.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = table(rows)
    (folder / "latest.md").write_text(text + "\n", encoding="utf-8")
    (folder / "latest.svg").write_text(plot(rows), encoding="utf-8")
    return text


def table(rows: list[dict[str, Any]]) -> str:
    """One line a row, as docs/performance.md has it."""
    lines = ["| work | measured | against | ratio | aim | met |", "|---|---|---|---|---|---|"]
    for row in (row for row in rows if "ratio" in row):
        unit = row.get("unit", "/s")
        lines.append(
            f"| {row['name']} | {row['measured']:,} {unit} | {row['yardstick']:,}: {row['against']} "
            f"| {row['ratio']} | {row['aim']} | {'yes' if row['met'] else 'no'} |"
        )
    return "\n".join(lines)


def plot(rows: list[dict[str, Any]]) -> str:
    """Latency percentiles of every load of the run, a line each: milliseconds on a logarithmic axis."""
    series = [(name, found) for row in rows for name, found in _latencies(row["name"], row.get("detail", {}))]
    height = 60 + 34 * len(series)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="860" height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="860" height="{height}" fill="white"/>',
        '<text x="16" y="20" font-size="14">Latency: p50, p90, p99 and the worst, in ms (logarithmic)</text>',
    ]
    for decade in (1, 10, 100, 1_000, 10_000):
        x = _x(decade)
        parts.append(f'<line x1="{x}" y1="34" x2="{x}" y2="{height - 16}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{height - 4}" text-anchor="middle" fill="#666">{decade:,}</text>')
    for at, (name, found) in enumerate(series):
        y = 52 + 34 * at
        parts.append(f'<text x="16" y="{y + 4}">{escape(name)}</text>')
        parts.append(f'<line x1="{_x(found["p50"])}" y1="{y}" x2="{_x(found["max"])}" y2="{y}" stroke="#999"/>')
        for share, colour in (("p50", "#2a7"), ("p90", "#28c"), ("p99", "#c62"), ("max", "#999")):
            parts.append(f'<circle cx="{_x(found[share])}" cy="{y}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{_x(found["max"]) + 8}" y="{y + 4}" fill="#666">p99 {found["p99"]:g}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _latencies(name: str, detail: dict[str, Any]) -> list[tuple[str, dict[str, float]]]:
    found = [(name, detail["latency_ms"])] if detail.get("latency_ms") else []
    loads = {part: detail.get(part, {}).get("latency_ms") for part in ("ours", "bare", "at_half_of_peak", "at_peak")}
    short = name.split(",")[0]
    return found + [(f"{short} ({part.replace('_', ' ')})", values) for part, values in loads.items() if values]


def _x(milliseconds: float) -> float:
    return round(330 + 110 * log10(min(max(milliseconds, 0.5), 20_000)), 1)
