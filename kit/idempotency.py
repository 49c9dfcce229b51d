"""
A write runs once per idempotency key. Its record, with the answer, commits in the transaction of its effect.

So an answer that was lost can be asked for again: either nothing happened, or the record says what did. Only effects are
remembered; a refusal changed nothing, and the same key is judged anew.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from kit.caller import Caller, Idempotency
from kit.clock import Clock, SystemClock
from kit.db import Database, Tx
from kit.errors import Refusal, WireError

KEPT = timedelta(hours=48)
KEPT_AUTO = timedelta(hours=1)
AUTO_PREFIX = "auto:"
WAIT_SECONDS = 1.0
POLL_SECONDS = 0.02


class IdempotencyKeyReused(Refusal):
    code = "idempotency_key_reused"


class IdempotencyKeyInUse(Refusal):
    code = "idempotency_key_in_use"


class TwinCommitted(Exception):
    """Another transaction recorded the same key between our look and our insert; this one rolls back and looks again."""


class Seal(Protocol):
    """Encrypts the answers that bear a secret, such as cryptography's Fernet."""

    def encrypt(self, data: bytes) -> bytes: ...

    def decrypt(self, token: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Made:
    """What a write made: the answer's JSON text, the id of the resource, and whether it is new (or was found and changed)."""

    body: str
    resource_id: str
    created: bool = True

    def to_wire(self, *, replayed: bool) -> dict[str, Any]:
        return {"body": self.body, "resource_id": self.resource_id, "created": self.created, "replayed": replayed}


def run_once(
    db: Database,
    caller: Caller,
    idempotency: Idempotency | None,
    effect: Callable[[Tx], Made],
    *,
    clock: Clock | None = None,
    seal: Seal | None = None,
) -> dict[str, Any]:
    """
    Run the effect and record its answer in one transaction, or return the recorded answer of the same key.

    Raises IdempotencyKeyReused for another request under a recorded key, IdempotencyKeyInUse when the first request with
    this key is still running after a second.
    """
    clock = clock or SystemClock()
    if idempotency is None:
        with db.transaction(caller.account_id) as tx:
            return effect(tx).to_wire(replayed=False)
    deadline = clock.monotonic() + WAIT_SECONDS
    while True:
        try:
            with db.transaction(caller.account_id) as tx:
                [claim] = claim_all(tx, [(caller, idempotency)], clock.now())
                if claim["fingerprint"] is not None:
                    return replay(claim, idempotency.fingerprint, seal)
                if claim["ours"]:
                    made = effect(tx)
                    record_all(tx, [(caller, idempotency, made)], clock.now(), seal=seal)
                    return made.to_wire(replayed=False)
        except TwinCommitted:
            continue  # the next look finds the twin's record
        if clock.monotonic() >= deadline:
            raise IdempotencyKeyInUse("a request with this Idempotency-Key is still running; send it again in a second")
        time.sleep(POLL_SECONDS)


def claim_all(tx: Tx, wanted: Sequence[tuple[Caller, Idempotency]], now: datetime) -> list[dict[str, Any]]:
    """
    Try to take each key for this transaction and look up its record, in one statement; rows in the order given.

    A row has `ours` (the lock was got) and the record's columns, whose `fingerprint` is None when there is none. OFFSET 0
    keeps each look-up one by the whole key: as a join, a plan made on a young table may read all records of the accounts.
    """
    return tx.all(
        """
        SELECT pg_try_advisory_xact_lock(hashtextextended(w.account_id || ' ' || w.key, 0)) AS ours,
               r.fingerprint, r.resource_id, r.created, r.body, r.sealed
          FROM unnest(%(accounts)s::text[], %(keys)s::text[]) WITH ORDINALITY AS w (account_id, key, place)
          LEFT JOIN LATERAL (
               SELECT fingerprint, resource_id, created, body, sealed
                 FROM idempotency_records
                WHERE account_id = w.account_id
                  AND key = w.key
                  AND expires_at > %(now)s::timestamptz
               OFFSET 0) AS r ON true
         ORDER BY w.place
        """,
        {"accounts": [c.account_id for c, _ in wanted], "keys": [i.key for _, i in wanted], "now": now},
        prepare=True,
    )


def record_all(
    tx: Tx, effects: Sequence[tuple[Caller, Idempotency, Made]], now: datetime, *, seal: Seal | None = None
) -> None:
    """Write the records of effects, in their transaction; TwinCommitted when another transaction recorded a key meanwhile."""
    bodies = [seal.encrypt(made.body.encode()).decode() if seal else made.body for _, _, made in effects]
    written = tx.run(
        """
        INSERT INTO idempotency_records AS r
               (account_id, key, fingerprint, resource_id, created, body, sealed, recorded_at, expires_at)
        SELECT e.account_id, e.key, e.fingerprint, e.resource_id, e.created, e.body, %(sealed)s::boolean, %(now)s::timestamptz, e.expires_at
          FROM unnest(%(accounts)s::text[], %(keys)s::text[], %(fingerprints)s::text[], %(resources)s::text[],
                      %(created)s::boolean[], %(bodies)s::text[], %(expiries)s::timestamptz[])
               AS e (account_id, key, fingerprint, resource_id, created, body, expires_at)
            ON CONFLICT (account_id, key) DO UPDATE
           SET fingerprint = excluded.fingerprint, resource_id = excluded.resource_id, created = excluded.created,
               body = excluded.body, sealed = excluded.sealed, recorded_at = excluded.recorded_at,
               expires_at = excluded.expires_at
         WHERE r.expires_at <= %(now)s
        """,
        {
            "accounts": [caller.account_id for caller, _, _ in effects],
            "keys": [idempotency.key for _, idempotency, _ in effects],
            "fingerprints": [idempotency.fingerprint for _, idempotency, _ in effects],
            "resources": [made.resource_id for _, _, made in effects],
            "created": [made.created for _, _, made in effects],
            "bodies": bodies,
            "expiries": [expiry(idempotency.key, now) for _, idempotency, _ in effects],
            "sealed": seal is not None,
            "now": now,
        },
        prepare=True,
    )
    if written != len(effects):
        raise TwinCommitted


def expiry(key: str, now: datetime) -> datetime:
    """Return until when a record is kept: 48 h, an hour for a key the gateway minted."""
    return now + (KEPT_AUTO if key.startswith(AUTO_PREFIX) else KEPT)


def find(db: Database, caller: Caller, key: str) -> dict[str, Any] | None:
    """Return the state of a key and the resource it made, or None when this service has no record of it."""
    rows = db.read(
        caller.account_id,
        """
        SELECT resource_id, created
          FROM idempotency_records
         WHERE account_id = %(account_id)s
           AND key = %(key)s
           AND expires_at > now()
        """,
        {"account_id": caller.account_id, "key": key},
    )
    return {"state": "completed", "resource_id": rows[0]["resource_id"]} if rows else None


def purge(db: Database, now: datetime, *, limit: int = 5_000) -> int:
    """Delete expired records, as the worker role; return how many."""
    with db.transaction() as tx:
        return tx.run(
            """
            DELETE FROM idempotency_records
             WHERE (account_id, key) IN (
                   SELECT account_id, key
                     FROM idempotency_records
                    WHERE expires_at <= %(now)s
                    LIMIT %(limit)s
                      FOR UPDATE SKIP LOCKED)
            """,
            {"now": now, "limit": limit},
        )


def replay(row: dict[str, Any], fingerprint: str, seal: Seal | None) -> dict[str, Any]:
    """Turn a record into the answer it holds; raises IdempotencyKeyReused when the request is another one."""
    if row["fingerprint"] != fingerprint:
        raise IdempotencyKeyReused(
            "this Idempotency-Key was used for another request; send a new key with a new request"
        )
    body = row["body"]
    if row["sealed"]:
        if seal is None:
            raise WireError("internal_error", "a sealed answer without its seal")
        body = seal.decrypt(body.encode()).decode()
    return Made(body, row["resource_id"], row["created"]).to_wire(replayed=True)
