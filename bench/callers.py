"""The two clients of the bus benchmark, 50 calls in flight each: `python -m bench.callers ours|stock SECONDS`."""

import sys

if sys.argv[1] == "ours":  # as the gateway runs it: gevent, one connection for all
    from gevent import monkey

    monkey.patch_all()

import json
import os
import resource
import time
from collections import deque
from typing import Any

IN_FLIGHT = 50
REQUEST = {
    "customer": {
        "phone": "+919876543210",
        "name": "Rahul K.",
        "gstin": None,
        "email": None,
        "address": None,
        "sez": False,
    },
    "items": [
        {"sku": "AMUL-MILK-1L", "qty_milli": 2000, "rate_paise": 6800, "tax_inclusive": None, "discount_paise": 0},
        {"sku": "MAGGI-70G", "qty_milli": 6000, "rate_paise": 1400, "tax_inclusive": None, "discount_paise": 0},
    ],
    "payments": [{"mode": "upi", "amount_paise": 22000, "reference": None}],
}


def ours(url: str, seconds: float) -> dict[str, Any]:
    """50 green threads on one client of the gateway's kind."""
    import gevent  # only in this process

    from kit.messaging.core import Client

    client = Client(url, name="bench")
    latencies: list[float] = []
    for _ in range(100):  # warm-up, and the wait for the connection
        assert client.call("bench_echo_ours", "echo", request=REQUEST) == REQUEST
    end = time.monotonic() + seconds

    def caller() -> None:
        while (begun := time.monotonic()) < end:
            assert client.call("bench_echo_ours", "echo", request=REQUEST) == REQUEST
            latencies.append(time.monotonic() - begun)

    gevent.joinall([gevent.spawn(caller) for _ in range(IN_FLIGHT)], raise_error=True)
    client.close()
    return summary(latencies, seconds)


def stock(url: str, seconds: float) -> dict[str, Any]:
    """Stock nameko's standalone proxy, pipelined: 50 calls are always under way."""
    from nameko.standalone.rpc import ServiceRpcProxy

    latencies: list[float] = []
    with ServiceRpcProxy("bench_echo_stock", {"AMQP_URI": url}) as proxy:
        for _ in range(20):
            assert proxy.echo(request=REQUEST) == REQUEST
        end = time.monotonic() + seconds
        waiting: deque[tuple[float, Any]] = deque()
        while time.monotonic() < end:
            while len(waiting) < IN_FLIGHT:
                waiting.append((time.monotonic(), proxy.echo.call_async(request=REQUEST)))
            begun, reply = waiting.popleft()
            assert reply.result() == REQUEST
            latencies.append(time.monotonic() - begun)
        while waiting:
            waiting.popleft()[1].result()
    return summary(latencies, seconds)


def summary(latencies: list[float], seconds: float) -> dict[str, Any]:
    ordered = sorted(latencies)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "calls": len(ordered),
        "per_second": round(len(ordered) / seconds, 1),
        "p50_ms": round(ordered[len(ordered) // 2] * 1000, 2),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1000, 2),
        "client_cpu_ms_a_call": round((usage.ru_utime + usage.ru_stime) / len(ordered) * 1000, 3),
    }


if __name__ == "__main__":
    kinds = {"ours": ours, "stock": stock}
    print(json.dumps(kinds[sys.argv[1]](os.environ["SAATHIX_AMQP_URL"], float(sys.argv[2]))))
