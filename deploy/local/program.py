"""One supervised process, as plain facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FIRST, SERVERS, APPS = 5, 10, 100  # what starts earlier is stopped later


@dataclass(frozen=True)
class Program:
    """What the supervisor must know to keep a process running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    directory: Path
    user: str | None = None
    priority: int = APPS
    stop_signal: str = "TERM"
    stop_seconds: int = 15
    autostart: bool | None = None
    """Whether the supervisor starts it when it starts itself; servers do, if nothing is said."""

    @property
    def starts_by_itself(self) -> bool:
        return self.is_server if self.autostart is None else self.autostart

    @property
    def is_server(self) -> bool:
        return self.priority < APPS
