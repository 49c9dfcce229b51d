"""Give back deliveries that were taken and not begun."""

from collections.abc import Sequence

from kit.db import Database
from services.webhooks.domain.delivery import Due
from services.webhooks.storage import deliveries


def give_back(db: Database, dues: Sequence[Due]) -> None:
    """End their leases, so that another dispatcher need not wait for them to run out."""
    if dues:
        with db.transaction() as tx:
            deliveries.give_back(tx, dues)
