"""Make, list, roll and revoke API keys."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from contracts.versioning import CURRENT, SERVED, version_named
from gateway.auth import keys
from gateway.auth.scopes import ALL
from gateway.ratelimit.limiter import Limiter
from gateway.storage import accounts, api_keys
from kit.db import Tx
from kit.ids import new_id

LONGEST_OVERLAP = timedelta(days=7)
SECONDS_WITHOUT_REDIS = 3.0
"""A read of the database vouches for a key for one second at most, and its entry lives for two."""

Limits = str | tuple[int, int] | None


class AdminError(Exception):
    """What was asked cannot be done; the message says why."""


def create_key(
    tx: Tx,
    account_id: str,
    kind: str,
    *,
    at: datetime,
    limits: Limits = None,
    store_id: str | None = None,
    scopes: Sequence[str] | None = None,
    expires_at: datetime | None = None,
    name: str | None = None,
    api_version: str = CURRENT,
    key_id: str | None = None,
    created_by: str | None = None,
) -> str:
    """
    Make a key and return its secret, which is kept nowhere.

    `kind` is sk_live, pk_live, sk_test or pk_test; a test key belongs to the account's sandbox. `limits` is None for the
    usual ones of the kind, "none" for no limits, or (requests a minute, requests a second). `api_version` answers its requests
    that name none. `key_id` is the caller's own, for a form that may be sent twice; `created_by` names the member.
    """
    new = keys.make(kind)
    _refuse_unknown_scopes(scopes)
    per_minute, per_second = limits if isinstance(limits, tuple) else (None, None)
    row = {
        "account_id": _owner(tx, account_id, kind),
        "name": name,
        "kind": kind,
        "scopes": list(scopes) if scopes is not None else None,
        "store_id": store_id,
        "api_version": _served(api_version),
        "per_minute": per_minute,
        "per_second": per_second,
        "unlimited": limits == "none",
        "expires_at": expires_at,
        "created_by": created_by,
    }
    _add(tx, new, row, at, key_id)
    return new.secret


def list_keys(tx: Tx, account_id: str) -> list[dict[str, Any]]:
    """List an account's keys, newest first; of each secret only its beginning and its last four characters are known."""
    return api_keys.list_of(tx, account_id)


def roll_key(
    tx: Tx,
    limiter: Limiter,
    account_id: str,
    key_id: str,
    *,
    at: datetime,
    overlap: timedelta = timedelta(0),
    new_key_id: str | None = None,
    created_by: str | None = None,
) -> str:
    """Make a key like this one and let the old one live for the overlap (0 to 7 days); return the new secret."""
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise AdminError("the overlap is 0 to 7 days")
    old = _locked(tx, account_id, key_id)
    if old["revoked_at"] is not None:
        raise AdminError(f"{key_id} is revoked: make a new key")
    new = keys.make(old["kind"])
    copied = (
        "account_id",
        "name",
        "kind",
        "scopes",
        "store_id",
        "api_version",
        "per_minute",
        "per_second",
        "unlimited",
    )
    _add(
        tx,
        new,
        {**{column: old[column] for column in copied}, "expires_at": None, "created_by": created_by},
        at,
        new_key_id,
    )
    if overlap:
        api_keys.expire(tx, account_id, key_id, at + overlap)
    else:
        revoke_key(tx, limiter, account_id, key_id, at=at)
    return new.secret


def revoke_key(
    tx: Tx,
    limiter: Limiter,
    account_id: str,
    key_id: str,
    *,
    at: datetime,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """
    Revoke a key.

    When the transaction's block has ended, every request that starts is refused, by every gateway process: it commits,
    then tells Redis, and when Redis cannot be told it waits until nothing there can vouch for the key any more.
    """
    row = _locked(tx, account_id, key_id)
    api_keys.revoke(tx, account_id, key_id, at)

    def tell() -> None:
        if not limiter.bury(bytes(row["digest"])):
            sleep(SECONDS_WITHOUT_REDIS)

    tx.after_commit(tell)


def _add(tx: Tx, new: keys.NewKey, row: dict[str, Any], at: datetime, key_id: str | None) -> None:
    own = {
        "key_id": key_id or new_id("key", at),
        "digest": new.digest,
        "prefix": new.prefix,
        "last_four": new.last_four,
    }
    api_keys.add(tx, {**row, **own, "created_at": at})
    if row["created_by"] is not None:
        api_keys.say_who_made(tx, row["account_id"], str(own["key_id"]), row["created_by"])


def _owner(tx: Tx, account_id: str, kind: str) -> str:
    """Give the account that a key of this kind belongs to: the sandbox for a test key."""
    account = accounts.find(tx, account_id)
    if account is None:
        raise AdminError(f"there is no account {account_id}")
    if kind.endswith("test") and account["livemode"]:
        return str(account["sandbox_account_id"])
    if kind.endswith("live") and not account["livemode"]:
        raise AdminError(f"{account_id} is a sandbox: its keys are sk_test and pk_test")
    return account_id


def _locked(tx: Tx, account_id: str, key_id: str) -> dict[str, Any]:
    row = api_keys.lock(tx, account_id, key_id)
    if row is None:
        raise AdminError(f"account {account_id} has no key {key_id}")
    return row


def _served(api_version: str) -> str:
    """Give the version's own name, or refuse one that is not served."""
    version = version_named(api_version)
    if version is None:
        raise AdminError(f"no such version: {api_version}; there are {', '.join(SERVED)}")
    return version.name


def _refuse_unknown_scopes(scopes: Sequence[str] | None) -> None:
    unknown = sorted(set(scopes or ()) - ALL)
    if unknown:
        raise AdminError(f"no such scope: {', '.join(unknown)}; there are {', '.join(sorted(ALL))}")
