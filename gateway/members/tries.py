"""
How often somebody may try: five times in fifteen minutes from one address at one account, counted before the try.

An account is also guarded against many addresses, and an address may not try many accounts. Redis counts for all
processes; while it is away each process counts for itself, by its share.
"""

import hashlib
from collections import OrderedDict, deque

from gateway.ratelimit.redis_link import RedisLink, Script
from kit.clock import Clock

WINDOW_SECONDS = 900
AT_ONE_ACCOUNT, OF_AN_ADDRESS, AT_AN_ACCOUNT = 5, 40, 40
MOST_NAMES = 10_000
ANYWHERE = "any"
"""The address of tries that count wherever they come from; it is nobody's, so it has no count of its own."""

# KEYS: counters, each in a quarter of an hour that begins with its first try. The answer: count and milliseconds left of each.
_COUNT = Script("""
local told = {}
for _, name in ipairs(KEYS) do
  local count = redis.call('INCR', name)
  if count == 1 then redis.call('PEXPIRE', name, 900000) end
  told[#told + 1] = count
  told[#told + 1] = redis.call('PTTL', name)
end
return table.concat(told, ' ')
""")

# KEYS: the counter of one who has succeeded, which begins anew, and two that take this try back.
_FORGET = Script("""
redis.call('DEL', KEYS[1])
for place = 2, #KEYS do
  if redis.call('EXISTS', KEYS[place]) == 1 then redis.call('DECR', KEYS[place]) end
end
return 'done'
""")


class Tries:
    """Counts tries to log in, and whatever else somebody may guess at."""

    def __init__(self, link: RedisLink, clock: Clock, *, processes: int) -> None:
        self._link = link
        self._clock = clock
        self._processes = processes
        self._own: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_seconds(self, what: str, account: str, address: str) -> int:
        """Count a try at an account from an address; how long to wait instead of trying, 0 when it may be made."""
        limits = _limits(what, account, address)
        answer = self._link.run(_COUNT, list(limits), ())
        if answer is None:
            return max(self._alone(name, limit) for name, limit in limits.items())
        counted = zip(limits.values(), map(int, answer[::2]), map(int, answer[1::2]), strict=True)
        return max((-(-left_ms // 1000) for limit, count, left_ms in counted if count > limit), default=0)

    def forget(self, what: str, account: str, address: str) -> None:
        """Forget the tries of one who has succeeded."""
        pair, *others = _limits(what, account, address)
        self._own.pop(pair, None)
        for name in others:
            if self._own.get(name):
                self._own[name].pop()
        self._link.run(_FORGET, (pair, *others), ())

    def _alone(self, name: str, limit: int) -> int:
        now = self._clock.monotonic()
        times = self._own.setdefault(name, deque())
        self._own.move_to_end(name)
        if len(self._own) > MOST_NAMES:
            self._own.popitem(last=False)
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        if len(times) >= max(1, limit // self._processes):
            return int(times[0] + WINDOW_SECONDS - now) + 1
        times.append(now)
        return 0


def _limits(what: str, account: str, address: str) -> dict[str, int]:
    """Name the counters, the pair's first, and their limits: no e-mail address is kept in Redis."""
    whose = hashlib.sha256(account.lower().encode("utf-8", "surrogateescape")).hexdigest()[:24]
    limits = {f"t:{what}:{whose}:{address}": AT_ONE_ACCOUNT, f"t:{what}:{whose}": AT_AN_ACCOUNT}
    return limits if address == ANYWHERE else {**limits, f"t:{what}:{address}": OF_AN_ADDRESS}
