"""
The process of one service: `python -m kit.runner services.billing.service:Billing services.billing.settings:Settings`.

Green threads first, then settings (all gaps named, exit 2), then nameko's container, until SIGTERM or SIGINT: it takes no
more work, finishes what it has and sends its last events, in 25 seconds at most. What is cut short then is handed out again.
"""

import os

os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")  # a third of a second at each start, for names we do not resolve

import eventlet  # the line above must come first

eventlet.monkey_patch()

import argparse  # noqa: E402  # nothing may be imported before the patch
import importlib  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from nameko.runners import ServiceRunner  # noqa: E402

from kit import garbage, health, logs, observe  # noqa: E402
from kit.db import patience  # noqa: E402
from kit.settings import ConfigurationError, load_all  # noqa: E402

log = logs.get_logger(__name__)

DRAIN_SECONDS = 25.0


def main(arguments: list[str]) -> int:
    """Run one service until it is told to stop; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m kit.runner", description=__doc__)
    parser.add_argument("service", help="module:Class of the service")
    parser.add_argument("settings", help="module:Class of its settings")
    chosen = parser.parse_args(arguments)
    service = _imported(chosen.service)
    try:
        settings, *observed = load_all(os.environ, _imported(chosen.settings), *observe.SETTINGS)
    except ConfigurationError as problem:
        print(f"{service.name}: {problem}", file=sys.stderr)
        return 2
    logs.configure(service.name)
    observe.start(service.name, *observed)
    patience.wait_with(_wait_in_eventlet)
    prefetch = getattr(settings, "max_calls", 32)
    config = {"settings": settings, "prefetch": prefetch, "max_workers": prefetch + 16}
    runner = ServiceRunner({**config, "SERVICE_CONTAINER_CLS": "kit.messaging.container.Container"})
    runner.add_service(service)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: eventlet.spawn_n(_stop, runner))
    runner.start()
    garbage.settle()
    health.process.start()
    log.info("service_started", name=service.name)
    runner.wait()
    observe.stop()
    log.info("service_stopped", name=service.name)
    return 0


def _stop(runner: Any) -> None:
    """Drain once, however often it is told to."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    log.info("service_stopping")
    health.process.stop()
    eventlet.spawn_after(DRAIN_SECONDS, _cut_short)
    runner.stop()


def _cut_short() -> None:
    log.error("drain_cut_short", after_seconds=DRAIN_SECONDS)
    os._exit(1)


def _wait_in_eventlet(descriptor: int, *, write: bool, seconds: float) -> None:
    eventlet.hubs.trampoline(descriptor, read=not write, write=write, timeout=seconds, timeout_exc=TimeoutError)


def _imported(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
