"""Show one public event, as it was sent."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.webhooks.errors import EventNotFound
from services.webhooks.storage import events
from services.webhooks.wire import event_id_from_wire


def get_event(db: Database, caller: Caller, *, request: dict[str, Any]) -> dict[str, str]:
    """Show an event of the account. Raises EventNotFound, also for one older than what is kept, and ValidationFailed."""
    event_id = event_id_from_wire(request)
    with db.transaction(caller.account_id) as tx:
        event = events.find(tx, caller.account_id, event_id)
    if event is None:
        raise EventNotFound("no such event in this account; events are kept for 30 days")
    return {"body": event["body"]}
