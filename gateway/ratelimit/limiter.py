"""Keys and limits judged together: in Redis for all processes, in this process's share while Redis is away."""

from dataclasses import dataclass

from gateway.ratelimit import scripts
from gateway.ratelimit.local_windows import LocalWindows
from gateway.ratelimit.policy import Limits
from gateway.ratelimit.redis_link import RedisLink
from gateway.ratelimit.verdict import Verdict
from kit.clock import Clock

TOMBSTONE_MILLISECONDS = 86_400_000


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
        self._own = LocalWindows(clock)
        self._bad_keys = Limits(bad_keys_a_minute, bad_keys_a_minute)

    def judge(self, digest: bytes, stamp: str, limits: Limits | None, *, vouch: bool = False) -> Judged:
        """Compare the key's entry with the stamp that is remembered and, when they agree, count the request."""
        name = digest.hex()[:32]
        windows = (limits.per_minute, limits.per_second) if limits else (0, 0)
        answer = self._link.run(scripts.ADMIT, ("k:" + name, "l:" + name), (stamp, int(vouch), *windows))
        if answer is None:
            return Judged(None)
        entry, *numbers = answer
        if not numbers or limits is None:
            return Judged(entry)
        admitted, *left = map(int, numbers)
        if admitted:
            self._own.note("k:" + name)
        return Judged(entry, Verdict(admitted == 1, limits, *left))

    def judge_alone(self, digest: bytes, limits: Limits | None) -> Verdict | None:
        """Count the request in this process alone, against its share of the limits."""
        return self._own.admit("k:" + digest.hex()[:32], limits.share(self._processes)) if limits else None

    def is_vouched_for(self, digest: bytes) -> bool:
        """Say whether some process has found the key good within the last seconds."""
        entry = self._link.command("GET", "k:" + digest.hex()[:32])
        return entry is not None and entry.decode() != scripts.TOMBSTONE

    def bury(self, digest: bytes) -> bool:
        """Mark a key as revoked for every process; False when Redis cannot be told."""
        name = "k:" + digest.hex()[:32]
        return self._link.command("SET", name, scripts.TOMBSTONE, "PX", TOMBSTONE_MILLISECONDS) is not None

    def bad_keys_retry_ms(self, address: str, *, count: bool) -> int:
        """Say how long an address that sent too many bad keys must wait (0: not at all); `count` adds one."""
        answer = self._link.run(scripts.BAD_KEYS, ("b:" + address,), (int(count),))
        if answer is None:
            return self._own.admit("b:" + address, self._bad_keys.share(self._processes)).retry_ms if count else 0
        bad, remaining_ms = map(int, answer)
        return max(1, remaining_ms) if bad > self._bad_keys.per_minute - (0 if count else 1) else 0
