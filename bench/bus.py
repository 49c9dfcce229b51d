"""One internal call on the bus, 50 in flight: our client and server against stock nameko's, on the same broker."""

import json
import os
import subprocess
import sys
from typing import Any

AIM = 5.0


def measure(amqp_url: str, seconds: float) -> dict[str, Any]:
    """Run both pairs in turn, twice, and return the better half of each with the ratio."""
    best: dict[str, dict[str, Any]] = {}
    for kind in ("stock", "ours", "stock", "ours"):
        found = _pair(kind, amqp_url, seconds / 2)
        if kind not in best or found["per_second"] > best[kind]["per_second"]:
            best[kind] = found
    ratio = best["ours"]["per_second"] / best["stock"]["per_second"]
    return {"ours": best["ours"], "stock": best["stock"], "ratio": round(ratio, 2)}


def _pair(kind: str, amqp_url: str, seconds: float) -> dict[str, Any]:
    environment = {**os.environ, "SAATHIX_AMQP_URL": amqp_url, "PYTHONWARNINGS": "ignore"}
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.echo", kind], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        while "ready" not in (line := server.stdout.readline()):
            if not line:
                raise SystemExit(f"the {kind} echo service did not start")
        done = subprocess.run(
            [sys.executable, "-m", "bench.callers", kind, str(seconds)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
