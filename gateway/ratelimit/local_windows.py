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
        now = int(self._clock.monotonic() * 1000)
        times = self._times(name)
        while times and times[0] <= now - 60_000:
            times.popleft()
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

    def _times(self, name: str) -> deque[int]:
        times = self._admitted.setdefault(name, deque())
        self._admitted.move_to_end(name)
        if len(self._admitted) > MOST_NAMES:
            self._admitted.popitem(last=False)
        return times
