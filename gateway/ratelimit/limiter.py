"""Keys and limits judged together: in Redis for all processes, in this process's share while Redis is away."""

from collections import OrderedDict
from dataclasses import dataclass, replace

from gateway.ratelimit import scripts
from gateway.ratelimit.local_windows import LocalWindows
from gateway.ratelimit.policy import Limits
from gateway.ratelimit.redis_link import RedisLink
from gateway.ratelimit.verdict import Verdict
from kit.clock import Clock

TOMBSTONE_MILLISECONDS = 86_400_000
MOST_REFUSED = 10_000


@dataclass(frozen=True, slots=True)
class Judged:
    """What one round trip says: the key's entry (None: Redis is away, '': none), and the verdict when the entry was right."""

    entry: str | None
    verdict: Verdict | None = None


class Limiter:
    """Counts what keys and addresses ask."""

    def __init__(self, link: RedisLink, clock: Clock, *, processes: int, bad_keys_a_minute: int) -> None:
        self._link = link
        self._processes = processes
        self._clock = clock
        self._own = LocalWindows(clock)
        self._untold = LocalWindows(clock)
        """What this process admitted alone in the last minute: Redis is told when it answers again."""
        self._refused: OrderedDict[str, tuple[float, Verdict]] = OrderedDict()
        """Until when Redis has refused a name: that stands also while Redis does not answer."""
        self._bad_keys = Limits(bad_keys_a_minute, bad_keys_a_minute)

    def judge(self, digest: bytes, stamp: str, limits: Limits | None, *, vouch: bool = False) -> Judged:
        """Compare the key's entry with the stamp that is remembered and, when they agree, count the request."""
        name = digest.hex()[:32]
        windows = (limits.per_minute, limits.per_second) if limits else (0, 0)
        untold = self._untold.take("k:" + name)
        arguments = (stamp, int(vouch), *windows, untold)
        answer = self._link.run(scripts.ADMIT, ("k:" + name, "l:" + name), arguments)
        if untold and (answer is None or len(answer) == 1):
            for _ in range(untold):
                self._untold.note("k:" + name)
        if answer is None:
            return Judged(None)
        entry, *numbers = answer
        if not numbers or limits is None:
            return Judged(entry)
        admitted, *left = map(int, numbers)
        verdict = Verdict(admitted == 1, limits, *left)
        if admitted:
            self._own.note("k:" + name)
        else:
            self._note_refusal("k:" + name, verdict)
        return Judged(entry, verdict)

    def judge_alone(self, digest: bytes, limits: Limits | None) -> Verdict | None:
        """Count the request in this process alone, against its share of the limits."""
        if limits is None:
            return None
        name = "k:" + digest.hex()[:32]
        until, refusal = self._refused.get(name, (0.0, None))
        left = until - self._clock.monotonic()
        if refusal is not None and left > 0:
            return replace(refusal, retry_ms=round(left * 1000) + 1)
        verdict = self._own.admit(name, limits.share(self._processes))
        if verdict.admitted:
            self._untold.note(name)
        return verdict

    def is_vouched_for(self, digest: bytes) -> bool:
        """Say whether some process has found the key good within the last seconds."""
        entry = self._link.command("GET", "k:" + digest.hex()[:32])
        return entry is not None and entry.decode() != scripts.TOMBSTONE

    def bury(self, digest: bytes) -> bool:
        """Mark a key as revoked for every process; False when Redis cannot be told."""
        name = "k:" + digest.hex()[:32]
        return self._link.command("SET", name, scripts.TOMBSTONE, "PX", TOMBSTONE_MILLISECONDS) is not None

    def ages_of_last_minute(self, digest: bytes) -> list[int] | None:
        """Say how many milliseconds ago each request of the last minute was admitted; None while Redis is away."""
        answer = self._link.run(scripts.AGES, ("l:" + digest.hex()[:32],), ())
        return None if answer is None else [int(age) for age in answer if age]

    def _note_refusal(self, name: str, verdict: Verdict) -> None:
        self._refused[name] = (self._clock.monotonic() + verdict.retry_ms / 1000, verdict)
        self._refused.move_to_end(name)
        if len(self._refused) > MOST_REFUSED:
            self._refused.popitem(last=False)

    def bad_keys_retry_ms(self, address: str, *, count: bool) -> int:
        """Say how long an address that sent too many bad keys must wait (0: not at all); `count` adds one."""
        answer = self._link.run(scripts.BAD_KEYS, ("b:" + address,), (int(count),))
        if answer is None:
            return self._own.admit("b:" + address, self._bad_keys.share(self._processes)).retry_ms if count else 0
        bad, remaining_ms = map(int, answer)
        return max(1, remaining_ms) if bad > self._bad_keys.per_minute - (0 if count else 1) else 0
