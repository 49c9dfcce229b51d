"""
Who is behind a key, remembered only as long as that is safe.

A remembered key counts while Redis holds its positive entry (2 s), which is written after a read of the database that is
younger than a second. Revoking commits, then writes a tombstone that no entry overwrites; without Redis it waits 3 s, the
longest that an entry can outlive the read it came from. While Redis is away every request reads the database. So the first
request that starts after a revocation has returned is refused, by every process.
"""

import threading
from collections import OrderedDict

from gateway.auth.principal import Principal
from gateway.auth.scopes import granted_to
from gateway.ratelimit.limiter import Limiter
from gateway.ratelimit.policy import limits_of
from gateway.ratelimit.scripts import TOMBSTONE
from gateway.ratelimit.verdict import Verdict
from gateway.storage import api_keys
from kit.clock import Clock
from kit.db import Database

MOST_REMEMBERED = 10_000
VOUCH_SECONDS = 1.0


class Refused(Exception):
    """The key lets nobody in: `key_unknown`, `key_revoked` or `key_expired`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class KeyRing:
    """Principals by the hash of their key."""

    def __init__(self, db: Database, limiter: Limiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._remembered: OrderedDict[bytes, Principal] = OrderedDict()
        self._reading: dict[bytes, threading.Event] = {}

    def knows(self, digest: bytes) -> bool:
        """Say whether this process has seen the key to be good before."""
        return digest in self._remembered

    def admit(self, digest: bytes) -> tuple[Principal, Verdict | None]:
        """Say who asks, and count the request against the key's limits. Raises Refused."""
        return self._at_once(digest) or self._after_another(digest) or self._after_reading(digest)

    def _at_once(self, digest: bytes) -> tuple[Principal, Verdict | None] | None:
        """One round trip to Redis: enough for a key in use."""
        principal = self._remembered.get(digest)
        if principal is None:
            return None
        judged = self._limiter.judge(digest, principal.stamp, principal.limits)
        if judged.entry == principal.stamp:
            return self._in_time(principal), judged.verdict
        if judged.entry == TOMBSTONE:
            raise self._forget(digest, "key_revoked")
        return None

    def _after_another(self, digest: bytes) -> tuple[Principal, Verdict | None] | None:
        """When the entry of a busy key runs out, one request reads the database and the others ask Redis again."""
        reading = self._reading.get(digest)
        if reading is None or not reading.wait(VOUCH_SECONDS):
            return None
        return self._at_once(digest)

    def _after_reading(self, digest: bytes) -> tuple[Principal, Verdict | None]:
        done = self._reading[digest] = threading.Event()
        try:
            began = self._clock.monotonic()
            principal = self._read(digest)
            vouch = self._clock.monotonic() - began < VOUCH_SECONDS
            judged = self._limiter.judge(digest, principal.stamp, principal.limits, vouch=vouch)
            if judged.entry == TOMBSTONE:
                raise self._forget(digest, "key_revoked")
            self._remember(digest, principal)
            if judged.entry == principal.stamp:
                return principal, judged.verdict
            return principal, self._limiter.judge_alone(digest, principal.limits)
        finally:
            self._reading.pop(digest, None)
            done.set()

    def _read(self, digest: bytes) -> Principal:
        with self._db.transaction() as tx:
            row = api_keys.find_by_digest(tx, digest, self._clock.now())
        if row is None:
            raise self._forget(digest, "key_unknown")
        if row["revoked_at"] is not None:
            raise self._forget(digest, "key_revoked")
        return self._in_time(
            Principal(
                key_id=row["key_id"],
                account_id=row["account_id"],
                kind=row["kind"],
                livemode=row["livemode"],
                store_id=row["store_id"],
                granted=granted_to(row["kind"], row["scopes"]),
                api_version=row["api_version"],
                limits=limits_of(row["kind"], row["per_minute"], row["per_second"], unlimited=row["unlimited"]),
                expires_at=row["expires_at"],
                stamp=f"{row['key_id']}.{row['changes']}",
            )
        )

    def _in_time(self, principal: Principal) -> Principal:
        if principal.expires_at is not None and self._clock.now() >= principal.expires_at:
            raise Refused("key_expired")
        return principal

    def _remember(self, digest: bytes, principal: Principal) -> None:
        self._remembered[digest] = principal
        self._remembered.move_to_end(digest)
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def _forget(self, digest: bytes, code: str) -> Refused:
        self._remembered.pop(digest, None)
        return Refused(code)
