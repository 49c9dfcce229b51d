"""Make an account's reports again from billing's documents."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kit.db import Database
from services.reporting.operations.project_documents import project_documents
from services.reporting.storage import rebuild

Export = Callable[[str | None], dict[str, Any]]
"""One page of billing's `export_documents`, from behind a place."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A document of the export, as project_documents reads an event."""

    account_id: str
    type: str
    occurred_at: str
    data: dict[str, Any]


def rebuild_account(db: Database, account_id: str, export: Export, progress: Callable[[int], None]) -> int:
    """
    Drop the account's rows and make them again, in one transaction; returns how many documents there are.

    Projections of the account wait meanwhile. What had been projected before the lock was taken is booked in billing, so
    the export has it; what is booked later may be in it, and its event, when its turn comes, finds it counted.
    """
    count, after = 0, None
    with db.transaction(account_id) as tx:
        rebuild.hold(tx, account_id)
        rebuild.empty(tx, account_id)
        while True:
            page = export(after)
            if page["documents"]:
                project_documents(tx, [Exported(account_id, **document) for document in page["documents"]])
            count += len(page["documents"])
            progress(count)
            after = page["next"]
            if after is None:
                return count
