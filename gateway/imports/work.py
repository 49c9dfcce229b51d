"""What is done with an import: begun with a file, checked, confirmed, written, each a batch of rows at a time."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from gateway.idempotency.header import OWN_PREFIX
from gateway.imports.judging import Sheet
from gateway.request_log.redaction import printable
from gateway.services import Services
from gateway.storage import imports
from gateway.storage.imports import CHECKED, CHECKING, DONE, IMPORTING
from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import WireError
from kit.ids import new_id
from kit.wire_json import dumps

ROWS_A_BATCH = 250
ROWS_AN_INSERT = 2_000
LEASE = timedelta(seconds=30)
"""Longer than a batch may take; when it runs out, another process goes on."""
PASSING = frozenset({"service_unavailable", "deadline_exceeded", "idempotency_key_in_use"})
FAULTS_AS = {"product_archived": "/sku"}


@dataclass(frozen=True, slots=True)
class Importer:
    """Whose import it is."""

    account_id: str
    livemode: bool
    member_id: str


def begin(tx: Tx, clock: Clock, who: Importer, file_name: str, sheet: Sheet) -> str:
    """Keep what was read of a file, to be checked; returns the import's id."""
    at = clock.now()
    import_id = new_id("imp", at)
    imports.add(
        tx,
        who.account_id,
        {
            "import_id": import_id,
            "file_name": printable(file_name[:200]),
            "livemode": who.livemode,
            "member_id": who.member_id,
            "at": at,
            "columns": sheet.columns,
            "ignored": sheet.ignored,
            "row_count": len(sheet.rows),
        },
    )
    rows = [
        {
            "row": number,
            "line": row.line,
            "sku": row.sku,
            "name": row.name,
            "product": dumps(row.product) if row.product is not None else None,
            "faults": dumps(row.faults) if row.faults else None,
        }
        for number, row in enumerate(sheet.rows, 1)
    ]
    for first in range(0, len(rows), ROWS_AN_INSERT):
        imports.add_rows(tx, who.account_id, import_id, rows[first : first + ROWS_AN_INSERT])
    return import_id


def confirm(tx: Tx, account_id: str, import_id: str) -> bool:
    """Let a checked import be written; False when it is in another state (somebody else was quicker)."""
    return _moved(tx, account_id, import_id, CHECKED, IMPORTING)


def discard(tx: Tx, account_id: str, import_id: str) -> bool:
    """Put an import aside that was not confirmed."""
    return _moved(tx, account_id, import_id, CHECKED, imports.DISCARDED)


def step(db: Database, services: Services, clock: Clock, account_id: str, import_id: str) -> bool:
    """Do the next batch of a leased import and write down how it went; say whether there is more to do. Raises WireError."""
    with db.transaction(account_id) as tx:
        state = imports.find(tx, account_id, import_id)
        if state is None or state["state"] not in {CHECKING, IMPORTING}:
            return False
        rows = imports.rows_after(tx, account_id, import_id, state["row_done"], ROWS_A_BATCH)
    good = [row for row in rows if row["product"] is not None and row["outcome"] != "refused"]
    results = _asked(services, state, good) if good else []
    with db.transaction(account_id) as tx:
        held = imports.find(tx, account_id, import_id, lock=True)
        if held is None or (held["state"], held["row_done"]) != (state["state"], state["row_done"]):
            return True  # another process has taken over meanwhile: what it wrote stands
        if good:
            imports.note_outcomes(tx, account_id, import_id, _outcomes(good, results))
        _go_on(tx, clock, held, rows)
    return len(rows) == ROWS_A_BATCH


def wait_for(db: Database, clock: Clock, account_id: str, import_id: str, problem: WireError) -> None:
    """Write down why an import does not go on at the moment."""
    with db.transaction(account_id) as tx:
        held = imports.find(tx, account_id, import_id, lock=True)
        if held is not None:
            until = clock.now() + LEASE
            imports.go_on(
                tx,
                account_id,
                import_id,
                state=held["state"],
                row_done=held["row_done"],
                leased_until=until,
                waits_for=problem.code,
            )


def _asked(services: Services, state: dict[str, Any], good: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Have the catalog judge or write a batch. Raises WireError when the same may go well later."""
    try:
        return _results(services, state, good)
    except WireError as problem:
        if problem.code in PASSING:
            raise
        error = {"code": problem.code, "detail": problem.detail, "errors": [], "facts": {}}
        return [{"status": "error", "error": error}] * len(good)


def _results(services: Services, state: dict[str, Any], good: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    caller = Caller(state["account_id"], None, state["livemode"], state["member_id"], None).to_wire()
    request = {"products": [json.loads(row["product"]) for row in good]}
    if state["state"] == CHECKING:
        answer = services.call("catalog", "preview_products", caller=caller, request=request)
    else:
        # a batch that is sent twice, by whichever process, is written once
        span = f"{good[0]['row']}-{good[-1]['row']}"
        digest = hashlib.sha256("\n".join(row["product"] for row in good).encode()).hexdigest()
        once = Idempotency(f"{OWN_PREFIX}import:{state['import_id']}:{span}", digest).to_wire()
        answer = services.call("catalog", "upsert_products", caller=caller, request=request, idempotency=once)
    results: list[dict[str, Any]] = json.loads(answer["body"])["results"]
    return results


def _outcomes(good: Sequence[dict[str, Any]], results: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"row": row["row"], "outcome": "refused", "faults": dumps(_faults(told["error"]))}
        if told["status"] == "error"
        else {"row": row["row"], "outcome": told["status"], "faults": None}
        for row, told in zip(good, results, strict=True)
    ]


def _faults(error: dict[str, Any]) -> list[dict[str, Any]]:
    whole = {"pointer": FAULTS_AS.get(error["code"], ""), "code": error["code"], "detail": error["detail"]}
    return error["errors"] or [whole]


def _go_on(tx: Tx, clock: Clock, held: dict[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    more = len(rows) == ROWS_A_BATCH
    state = held["state"] if more else CHECKED if held["state"] == CHECKING else DONE
    now = clock.now()
    imports.go_on(
        tx,
        held["account_id"],
        held["import_id"],
        state=state,
        row_done=rows[-1]["row"] if rows else held["row_done"],
        leased_until=now + LEASE if more else None,
        ended_at=now if state == DONE else None,
    )


def _moved(tx: Tx, account_id: str, import_id: str, before: str, after: str) -> bool:
    held = imports.find(tx, account_id, import_id, lock=True)
    if held is None or held["state"] != before:
        return False
    imports.go_on(tx, account_id, import_id, state=after, row_done=0, leased_until=None)
    return True
