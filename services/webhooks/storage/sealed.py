"""Everything that is encrypted, batch by batch, to be sealed anew with another key."""

from collections.abc import Sequence
from typing import Any

from kit.db import Tx
from kit.wire_json import dumps


def endpoints_after(tx: Tx, account_id: str, endpoint_id: str, limit: int) -> list[dict[str, Any]]:
    """Lock the next endpoints in their order, as the worker role."""
    return tx.all(
        """
        SELECT account_id, id, sealed_secret, old_secrets, sealed_headers
          FROM endpoints
         WHERE (account_id, id) > (%(account_id)s, %(id)s)
         ORDER BY account_id, id
         LIMIT %(limit)s
           FOR UPDATE
        """,
        {"account_id": account_id, "id": endpoint_id, "limit": limit},
    )


def save_endpoints(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Write their sealed parts down again; nothing that people see of them changes."""
    tx.run(
        """
        UPDATE endpoints AS e
           SET sealed_secret = r.sealed_secret, old_secrets = r.old_secrets, sealed_headers = r.sealed_headers,
               secret_digest = r.secret_digest
          FROM json_to_recordset(%(rows)s::json)
               AS r (account_id text, id text, sealed_secret text, old_secrets jsonb, sealed_headers text,
                     secret_digest text)
         WHERE e.account_id = r.account_id
           AND e.id = r.id
        """,
        {"rows": dumps(list(rows))},
    )


def answers_after(tx: Tx, account_id: str, key: str, limit: int) -> list[dict[str, Any]]:
    """Lock the next recorded answers that bear a secret, as the worker role."""
    return tx.all(
        """
        SELECT account_id, key, body
          FROM idempotency_records
         WHERE sealed
           AND (account_id, key) > (%(account_id)s, %(key)s)
         ORDER BY account_id, key
         LIMIT %(limit)s
           FOR UPDATE
        """,
        {"account_id": account_id, "key": key, "limit": limit},
    )


def save_answers(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Write them down again."""
    tx.run(
        """
        UPDATE idempotency_records AS i
           SET body = r.body
          FROM json_to_recordset(%(rows)s::json) AS r (account_id text, key text, body text)
         WHERE i.account_id = r.account_id
           AND i.key = r.key
        """,
        {"rows": dumps(list(rows))},
    )
