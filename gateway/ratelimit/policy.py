"""Who may ask how often."""

from dataclasses import dataclass

MINUTE_SECONDS = 60
SECOND_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests in any 60 seconds and in any one second."""

    per_minute: int
    per_second: int

    def share(self, processes: int) -> "Limits":
        """Give what one of several processes may admit by itself while they cannot count together; never nothing."""
        return Limits(max(1, self.per_minute // processes), max(1, self.per_second // processes))


SECRET = Limits(600, 60)
PUBLISHABLE = Limits(120, 20)


def limits_of(kind: str, per_minute: int | None, per_second: int | None, *, unlimited: bool) -> Limits | None:
    """Give the limits of a key: its own numbers, else those of its kind; None when it has no limits."""
    if unlimited:
        return None
    usual = PUBLISHABLE if kind.startswith("pk") else SECRET
    return Limits(per_minute or usual.per_minute, per_second or usual.per_second)
