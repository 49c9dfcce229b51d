"""List the account's public events: the newest first, or on from a sequence."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.webhooks.storage import events
from services.webhooks.wire import events_page_from_wire, page


def list_events(db: Database, caller: Caller, *, request: dict[str, Any]) -> dict[str, Any]:
    """
    List events with `after_sequence` in ascending order, else the newest first.

    A page's place is the sequence of its last event: it has no gap and never changes, whatever the events' dates are.

    Raises ValidationFailed.
    """
    wanted = events_page_from_wire(request)
    place, since = wanted["place"], wanted["after_sequence"]
    with db.transaction(caller.account_id) as tx:
        if since is None:
            found = events.newest_first(tx, caller.account_id, place, wanted["filters"], wanted["limit"] + 1)
        else:
            found = events.after(tx, caller.account_id, place or since, wanted["filters"], wanted["limit"] + 1)
    return page(
        found, wanted["limit"], to_wire=lambda event: str(event["body"]), place=lambda event: [event["sequence"]]
    )
