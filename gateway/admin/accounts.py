"""Open an account, and its sandbox."""

from datetime import datetime

from gateway.storage import accounts
from kit.db import Tx
from kit.ids import new_id


def create_account(tx: Tx, name: str, *, at: datetime) -> dict[str, str]:
    """Open a live account and the sandbox that belongs to it; return `account_id` and `sandbox_account_id`."""
    account_id, sandbox_account_id = new_id("acct", at), new_id("acct", at)
    accounts.add(tx, account_id, name, live_account_id=None, at=at)
    accounts.add(tx, sandbox_account_id, f"{name} (sandbox)", live_account_id=account_id, at=at)
    return {"account_id": account_id, "sandbox_account_id": sandbox_account_id}
