"""
The load generator's process: a plan as JSON on standard input, what it saw as JSON on standard output.

A process of its own, so that its CPU can be told from everybody else's.
"""

import gc
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from typing import Any

from bench.pacing import Loop, Plan
from bench.work import Reads, Sales, Shop


def run(
    plan: Plan, *, shops: list[Shop] | None = None, targets: list[dict[str, Any]] | None = None, seed: int = 1
) -> Any:
    """Run a load in a process of its own: sales in these shops, or reads of these targets."""
    spec = {"plan": asdict(plan), "shops": [asdict(shop) for shop in shops or []], "targets": targets, "seed": seed}
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=json.dumps(spec), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def main() -> None:
    spec = json.load(sys.stdin)
    plan = Plan(**spec["plan"])
    sales = None
    if spec["targets"]:
        work: Any = Reads(spec["targets"])
    else:
        shops = [Shop(shop["key"], [(sku, rate) for sku, rate in shop["products"]]) for shop in spec["shops"]]
        work = sales = Sales(shops, spec["seed"])
    gc.freeze()
    begun, spent = time.monotonic(), _cpu()
    outcome = Loop(plan, work).run()
    result = {
        "answered": outcome.answered,
        "measured": outcome.measured,
        "per_second": round(outcome.measured / outcome.seconds, 1),
        "latency_ms": percentiles(outcome.latencies_ms),
        "resent": outcome.resent,
        "faults": dict(outcome.faults.most_common(10)),
        "generator_cpu": round((_cpu() - spent) / (time.monotonic() - begun), 3),
        "wall_seconds": round(time.monotonic() - begun, 2),
    }
    if sales is not None:
        result["numbers"] = sales.history.numbers
        result["sold"] = sales.history.sold
    json.dump(result, sys.stdout)


def percentiles(latencies: list[float]) -> dict[str, float]:
    """Exact percentiles; every latency is kept."""
    if not latencies:
        return {}
    ordered = sorted(latencies)
    last = len(ordered) - 1
    found = {f"p{share}": round(ordered[int(last * share / 100)], 2) for share in (50, 90, 95, 99)}
    return {**found, "p99.9": round(ordered[int(last * 0.999)], 2), "max": round(ordered[-1], 2)}


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
