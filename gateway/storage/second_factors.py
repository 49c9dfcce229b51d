"""SQL of the second factor: the sealed secret, the step used last, and the recovery codes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit.db import Tx


def lock(tx: Tx, member_id: str) -> dict[str, Any] | None:
    """Read a person's second factor and hold it until the transaction ends."""
    return tx.one(
        """
        SELECT member_id, totp_secret, totp_last_step, totp_since
          FROM members
         WHERE member_id = %(member_id)s
           FOR UPDATE
        """,
        {"member_id": member_id},
    )


def propose(tx: Tx, member_id: str, secret: bytes) -> None:
    """Keep a secret that is not in use yet: a code must prove that the person's device has it."""
    tx.run(
        """
        UPDATE members
           SET totp_secret = %(secret)s, totp_since = NULL, totp_last_step = 0
         WHERE member_id = %(member_id)s
        """,
        {"member_id": member_id, "secret": secret},
    )


def use_step(tx: Tx, member_id: str, step: int) -> None:
    """Note the step a code was of: neither it nor an earlier one counts again."""
    tx.run(
        """
        UPDATE members
           SET totp_last_step = %(step)s
         WHERE member_id = %(member_id)s
        """,
        {"member_id": member_id, "step": step},
    )


def switch_on(tx: Tx, member_id: str, at: datetime, codes: Sequence[bytes]) -> None:
    """Demand the second factor from now on, with these recovery codes."""
    tx.run(
        """
        UPDATE members
           SET totp_since = %(at)s
         WHERE member_id = %(member_id)s
        """,
        {"member_id": member_id, "at": at},
    )
    replace_codes(tx, member_id, codes)


def switch_off(tx: Tx, member_id: str) -> None:
    """Demand the password alone."""
    tx.run(
        """
        UPDATE members
           SET totp_secret = NULL, totp_since = NULL, totp_last_step = 0
         WHERE member_id = %(member_id)s
        """,
        {"member_id": member_id},
    )
    replace_codes(tx, member_id, ())


def replace_codes(tx: Tx, member_id: str, codes: Sequence[bytes]) -> None:
    """Put new recovery codes in the place of the old ones."""
    tx.run(
        """
        DELETE FROM recovery_codes
         WHERE member_id = %(member_id)s
        """,
        {"member_id": member_id},
    )
    if codes:
        tx.run(
            """
            INSERT INTO recovery_codes (member_id, digest)
            SELECT %(member_id)s, unnest(%(codes)s)
            """,
            {"member_id": member_id, "codes": list(codes)},
        )


def use_code(tx: Tx, member_id: str, digest: bytes, at: datetime) -> bool:
    """Use a recovery code up; False when there is none such left."""
    return (
        tx.run(
            """
            UPDATE recovery_codes
               SET used_at = %(at)s
             WHERE member_id = %(member_id)s
               AND digest = %(digest)s
               AND used_at IS NULL
            """,
            {"member_id": member_id, "digest": digest, "at": at},
        )
        == 1
    )


def codes_left(tx: Tx, member_id: str) -> int:
    """Count the recovery codes not used yet."""
    row = tx.one(
        """
        SELECT count(*) AS codes
          FROM recovery_codes
         WHERE member_id = %(member_id)s
           AND used_at IS NULL
        """,
        {"member_id": member_id},
    )
    return int(row["codes"]) if row else 0
