"""
JSON lines on standard error: an event name and its fields, secrets and phone numbers masked.

A line names the request that it is about, and its trace, without anybody saying so at the place: `about` has said it before.
"""

import logging
import re
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from kit.wire_json import dumps

_SECRET = re.compile(r"\b((?:sk|pk)_(?:live|test)_|whsec_)[A-Za-z0-9+/=_]{8,}")
_PHONE = re.compile(r"\+\d{6,10}(?=\d{5}\b)|(?:(?<![\w.+-])|(?<=[A-Za-z]-))[6-9]\d{4}(?=\d{5}(?![\w.:-]))")
_service = "-"
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def _trace_id() -> str | None:
    return None


def about(request_id: str | None) -> None:
    """Say which request this (green) thread works on from here."""
    _request_id.set(request_id)


def name_trace(trace_id: Callable[[], str | None]) -> None:
    """Say how the trace of what is being done is found out; kit.tracing does, when there are traces."""
    global _trace_id  # noqa: PLW0603  # set once, with the exporter
    _trace_id = trace_id


class Logger:
    """A logger of events: `log.info("relay_reconnected", attempts=3)`."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **fields: Any) -> None:
        self._logger.info(event, extra={"fields": fields})

    def warning(self, event: str, **fields: Any) -> None:
        self._logger.warning(event, extra={"fields": fields})

    def error(self, event: str, *, exc_info: bool = False, **fields: Any) -> None:
        self._logger.error(event, extra={"fields": fields}, exc_info=exc_info)


class JsonLines(logging.Formatter):
    """One JSON object a line; foreign libraries' records become events named by their logger."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname.lower(),
            "service": _service,
            "logger": record.name,
            "event": record.getMessage(),
        }
        context = {"request_id": _request_id.get(), "trace_id": _trace_id()}
        line.update((name, value) for name, value in context.items() if value is not None)
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return masked(dumps({key: _plain(value) for key, value in line.items()}))


def masked(text: str) -> str:
    """Hide keys, webhook secrets and phone numbers in a text."""
    return _PHONE.sub("••••", _SECRET.sub(r"\1••••", text))


def configure(service: str, level: int = logging.INFO) -> None:
    """Send every log line of the process to standard error as JSON."""
    global _service  # noqa: PLW0603  # the name of the process, set once at its start
    _service = service
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("amqp").setLevel(logging.WARNING)
    logging.getLogger("nameko").setLevel(logging.ERROR)  # it would log the trace of every expected refusal


def get_logger(name: str) -> Logger:
    """Give the logger of a module."""
    return Logger(name)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
