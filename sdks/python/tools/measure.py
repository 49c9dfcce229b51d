"""
What a call costs more than one of bare requests, how many connections it opens, and how long the import takes:

    SAATHIX_SECRET_KEY=… SAATHIX_BASE_URL=… python tools/measure.py 300

The key should have no limits, or the figures are those of waiting.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any, Callable

import requests
import saathix


def compare(calls: int) -> tuple[float, float]:
    """Give the median milliseconds of a call by bare requests and by the SDK, made in turns."""
    client = saathix.SaathiX(max_retries=0)
    sale: Any = {"items": [{"sku": "MAGGI-70G", "qty": 1, "rate": 14}]}
    with requests.Session() as session, client:

        def bare() -> Any:
            headers = {"Authorization": f"Bearer {client._key}", "Content-Type": "application/json"}
            url = client.base_url + "/v1/invoices/preview"
            answer = session.post(url, data=json.dumps(sale), headers=headers, timeout=30)
            answer.raise_for_status()
            return answer.json()

        def ours() -> Any:
            return client.invoices.preview(**sale)

        bare(), ours()
        took: dict[Callable[[], Any], list[float]] = {bare: [], ours: []}
        for turn in range(calls):
            for call in (bare, ours) if turn % 2 else (ours, bare):
                began = time.perf_counter()
                call()
                took[call].append((time.perf_counter() - began) * 1000)
    return statistics.median(took[bare]), statistics.median(took[ours])


def connections(calls: int) -> int:
    """Count the connections that so many calls open."""
    client = saathix.SaathiX()
    for _ in range(calls):
        client.system.alive()
    pools = client._http()._ready().poolmanager.pools
    opened = sum(pools[key].num_connections for key in pools.keys())  # noqa: SIM118 (it is no dictionary)
    client.close()
    return int(opened)


def import_milliseconds() -> float:
    """Give the shortest import of seven, each in a new process."""
    program = "import time; began = time.perf_counter(); import saathix; print(time.perf_counter() - began)"
    command = [sys.executable, "-c", program]
    return min(float(subprocess.run(command, capture_output=True, env=os.environ).stdout) for _ in range(7)) * 1000


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    without, with_sdk = compare(number)
    print(f"{number} previews in turns, median: requests {without:.2f} ms, saathix {with_sdk:.2f} ms")
    print(f"overhead: {(with_sdk / without - 1) * 100:+.1f} %")
    print(f"connections opened by {number} calls: {connections(number)}")
    print(f"import saathix: {import_milliseconds():.0f} ms")
