"""The same two windows inside one process, for the time that Redis is away."""

from collections import OrderedDict, deque

from gateway.ratelimit.policy import Limits
from gateway.ratelimit.verdict import Verdict
from kit.clock import Clock

MOST_NAMES = 10_000


class LocalWindows:
    """Admits by the times of what it admitted; forgets the names used longest ago."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._admitted: OrderedDict[str, deque[int]] = OrderedDict()

    def admit(self, name: str, limits: Limits) -> Verdict:
        """Judge one request and count it when it is admitted."""
        now = self._now()
        times = self._times(name, now)
        in_second = sum(1 for at in list(times)[-limits.per_second :] if at > now - 1000)
        minute_left, second_left = limits.per_minute - len(times), limits.per_second - in_second
        retry = 0
        if minute_left <= 0:
            retry = times[-limits.per_minute] + 60_000 - now
        if second_left <= 0:
            retry = max(retry, times[-limits.per_second] + 1000 - now)
        if not retry:
            times.append(now)
            minute_left, second_left, in_second = minute_left - 1, second_left - 1, in_second + 1
        return Verdict(
            not retry,
            limits,
            max(0, minute_left),
            times[0] + 60_000 - now,
            max(0, second_left),
            times[-in_second] + 1000 - now if in_second else 0,
            retry,
        )

    def note(self, name: str) -> None:
        """Remember a request that was admitted elsewhere, so that it counts here too, should we be alone next."""
        now = self._now()
        self._times(name, now).append(now)

    def take(self, name: str) -> int:
        """Count the requests of the last minute and forget them."""
        if name not in self._admitted:
            return 0
        count = len(self._times(name, self._now()))
        del self._admitted[name]
        return count

    def _times(self, name: str, now: int) -> deque[int]:
        """Give the times of the last minute under a name, the oldest first."""
        times = self._admitted.setdefault(name, deque())
        self._admitted.move_to_end(name)
        if len(self._admitted) > MOST_NAMES:
            self._admitted.popitem(last=False)
        while times and times[0] <= now - 60_000:
            times.popleft()
        return times

    def _now(self) -> int:
        return round(self._clock.monotonic() * 1000)
