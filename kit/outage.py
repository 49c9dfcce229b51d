"""Something that is waited for: one line in the log when it is away, one when it is back, none for the tries between."""

from typing import Any

from kit.logs import Logger


class Outage:
    """`Outage(log, "relay")` logs `relay_waits` and `relay_goes_on`, in turn."""

    def __init__(self, log: Logger, who: str, **fields: Any) -> None:
        self._log, self._who, self._fields = log, who, fields
        self._away = False

    def away(self, why: str) -> None:
        """Say why, if this is the first time since it was there."""
        if not self._away:
            self._away = True
            self._log.warning(f"{self._who}_waits", **self._fields, error=why)

    def back(self) -> None:
        """Say that it goes on, if it had waited."""
        if self._away:
            self._away = False
            self._log.info(f"{self._who}_goes_on", **self._fields)
