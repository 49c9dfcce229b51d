"""The access log outlives a reader that has gone: its lines are dropped, the thread goes on, memory does not grow."""

import io
import sys
import time

from gateway.access_log import GATHER_SECONDS, _Lines


class Gone(io.StringIO):
    """A standard error whose reader has closed the pipe."""

    def write(self, text):
        raise BrokenPipeError


def test_lines_leave_together_and_a_reader_that_is_gone_stops_nothing(monkeypatch):
    lines = _Lines()
    monkeypatch.setattr(sys, "stderr", Gone())
    lines.add("lost\n")
    time.sleep(3 * GATHER_SECONDS)
    assert lines._waiting == []

    read = io.StringIO()
    monkeypatch.setattr(sys, "stderr", read)
    lines.add("one\n")
    lines.add("two\n")
    time.sleep(3 * GATHER_SECONDS)

    assert read.getvalue() == "one\ntwo\n"
