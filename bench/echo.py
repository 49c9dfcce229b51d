"""The two echo services of the bus benchmark, ours and stock nameko's, each a process: `python -m bench.echo ours|stock`."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402  # after the patch
import signal  # noqa: E402
import sys  # noqa: E402
from types import SimpleNamespace  # noqa: E402
from typing import Any  # noqa: E402

from nameko.rpc import rpc as stock_rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

from kit.messaging import rpc  # noqa: E402

WORKERS = 50


class OurEcho:
    """Answers what it is asked, over the lean transport."""

    name = "bench_echo_ours"

    @rpc
    def echo(self, request: Any) -> Any:
        return request


class StockEcho:
    """Answers what it is asked, as nameko comes."""

    name = "bench_echo_stock"

    @stock_rpc
    def echo(self, request: Any) -> Any:
        return request


def main(kind: str) -> None:
    url = os.environ["SAATHIX_AMQP_URL"]
    config = {"AMQP_URI": url, "max_workers": WORKERS, "prefetch": WORKERS, "settings": SimpleNamespace(amqp_url=url)}
    runner = ServiceRunner(config)
    runner.add_service(OurEcho if kind == "ours" else StockEcho)
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))
    runner.start()
    print("ready", flush=True)
    runner.wait()


if __name__ == "__main__":
    main(sys.argv[1])
