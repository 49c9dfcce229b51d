"""gunicorn's gevent worker, which stops as soon as its requests are done and does not wait for clients that are silent."""

import time
from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker

SILENT_SECONDS = 3.0
"""How long a stopping worker still answers on connections that lie idle; the answer then closes them."""


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """Stopping: no new connections, requests under way are finished, idle connections are closed after three seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: set[_Waiting] = set()
        self._stopping_since: float | None = None

    def timeout_ctx(self) -> "_Waiting":
        """Wait for the next request of a connection, as long as it may be idle."""
        return _Waiting(self.cfg.keepalive, self._waiting)

    def notify(self) -> None:
        """Beat the heart, once a second; and close idle connections when it is time."""
        super().notify()
        if self.alive:
            return
        now = time.monotonic()
        self._stopping_since = self._stopping_since or now
        if now - self._stopping_since >= SILENT_SECONDS:
            for waiting in list(self._waiting):
                waiting.end()


class _Waiting(gevent.Timeout):
    """The time a connection may be idle; it can be ended early."""

    def __init__(self, seconds: float, all_waiting: set["_Waiting"]) -> None:
        super().__init__(seconds, False)  # type: ignore[arg-type]  # False: it raises nothing outside its block
        self._all_waiting = all_waiting
        self._greenlet = gevent.getcurrent()

    def __enter__(self) -> "_Waiting":
        self._all_waiting.add(self)
        return super().__enter__()

    def __exit__(self, *raised: Any) -> Any:
        self._all_waiting.discard(self)
        return super().__exit__(*raised)

    def end(self) -> None:
        """Let the time be over now."""
        gevent.spawn(self._greenlet.throw, self)
