"""Encrypt everything that is sealed with the first of the keys, after a new one was put in front."""

from collections.abc import Mapping
from typing import Any

from kit.db import Database
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.domain.endpoint import digest_of
from services.webhooks.storage import sealed

BATCH = 200


def seal_again(db: Database, box: SecretBox) -> dict[str, int]:
    """
    Go through endpoints and recorded answers batch by batch, each in a transaction of its own; say how many there were.

    It may be ended at any time and begun again; what is registered meanwhile is sealed with the first key already.
    """
    return {"endpoints": _endpoints(db, box), "answers": _answers(db, box)}


def _endpoints(db: Database, box: SecretBox) -> int:
    count, place = 0, ("", "")
    while True:
        with db.transaction() as tx:
            rows = sealed.endpoints_after(tx, *place, BATCH)
            sealed.save_endpoints(tx, [_endpoint(row, box) for row in rows])
        if not rows:
            return count
        count, place = count + len(rows), (rows[-1]["account_id"], rows[-1]["id"])


def _answers(db: Database, box: SecretBox) -> int:
    count, place = 0, ("", "")
    while True:
        with db.transaction() as tx:
            rows = sealed.answers_after(tx, *place, BATCH)
            sealed.save_answers(tx, [{**row, "body": box.sealed_again(row["body"])} for row in rows])
        if not rows:
            return count
        count, place = count + len(rows), (rows[-1]["account_id"], rows[-1]["key"])


def _endpoint(row: Mapping[str, Any], box: SecretBox) -> dict[str, Any]:
    old = [{**entry, "sealed": box.sealed_again(entry["sealed"])} for entry in row["old_secrets"]]
    headers = row["sealed_headers"]
    return {
        **row,
        "sealed_secret": box.sealed_again(row["sealed_secret"]),
        "secret_digest": digest_of(box.open(row["sealed_secret"])),
        "old_secrets": old,
        "sealed_headers": box.sealed_again(headers) if headers else None,
    }
