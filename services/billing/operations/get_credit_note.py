"""Fetch one credit note, by id or by number."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.billing.errors import AmbiguousNumber, NotFound
from services.billing.storage import credit_notes


def get_credit_note(db: Database, caller: Caller, *, credit_note: Any) -> dict[str, Any]:
    """
    Return the note's body. To a key of one store, another store's does not exist.

    Raises NotFound, and AmbiguousNumber when two GSTINs of the account have this number.
    """
    if not isinstance(credit_note, str) or not credit_note.isprintable():  # what cannot be stored is not there
        raise NotFound("There is no such credit note.")
    found = credit_notes.bodies(db, caller.account_id, caller.store_id, credit_note)
    if not found:
        raise NotFound(f"There is no credit note {credit_note}.")
    if len(found) > 1:
        raise AmbiguousNumber(f"Two credit notes have the number {credit_note}; ask by id.")
    return {"body": found[0]}
