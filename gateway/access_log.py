"""
One JSON line a request: which, by whom, how it ended and how long it took. Never a key, a phone or a query.

It has the form of `kit.logs` and its masking, without its record, formatter and handler: those cost 60 µs, this costs 6. The
lines of a tenth of a second leave in one write: one each would wake the reader of the log for every request, which costs
more than the line. A killed process takes those of its last tenth with it.
"""

import atexit
import sys
import threading
import time
from contextlib import suppress

from gateway.request_context import RequestContext
from kit import tracing
from kit.logs import masked
from kit.wire_json import dumps

GATHER_SECONDS = 0.1


class _Lines:
    """The lines not written yet, and the thread that writes them."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._something = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, line: str) -> None:
        """Take a line. The thread starts with the first one, in the process that serves."""
        self._waiting.append(line)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="access-log", daemon=True)
            self._thread.start()
            atexit.register(self.flush)
        if not self._something.is_set():
            self._something.set()

    def flush(self) -> None:
        """Write what waits; where nobody reads the log any more it is dropped, and the next lines are tried again."""
        waiting, self._waiting = self._waiting, []
        with suppress(OSError):  # there is no other place to say it
            sys.stderr.write("".join(waiting))
            sys.stderr.flush()

    def _run(self) -> None:
        while self._something.wait():
            time.sleep(GATHER_SECONDS)
            self._something.clear()
            self.flush()


_lines = _Lines()
flush = _lines.flush


def note(context: RequestContext, status: str, milliseconds: float) -> None:
    """Take down the line of a request."""
    principal = context.principal
    account, key = (f'"{principal.account_id}"', f'"{principal.key_id}"') if principal else ("null", "null")
    span = tracing.current()
    trace = f',"trace_id":"{span.trace_id}"' if span is not None else ""
    environ = context.environ
    _lines.add(
        f'{{"at":"{context.at:%Y-%m-%dT%H:%M:%S.%fZ}","level":"info","service":"gateway","logger":"gateway.access",'
        f'"event":"request","request_id":"{context.request_id}","method":{dumps(environ["REQUEST_METHOD"])},'
        f'"path":{dumps(masked(environ["PATH_INFO"]))},"status":{status[:3]},"milliseconds":{milliseconds:.1f},'
        f'"account_id":{account},"key_id":{key}{trace}}}\n'
    )
