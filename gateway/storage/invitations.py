"""SQL of what is sent by e-mail: invitations to an account, and links that set a new password."""

from datetime import datetime
from typing import Any

from kit.db import Tx


def add(tx: Tx, row: dict[str, Any]) -> None:
    """Insert an invitation; an earlier one to the same address is withdrawn."""
    tx.run(
        """
        UPDATE invitations
           SET withdrawn_at = %(at)s
         WHERE account_id = %(account_id)s
           AND email = %(email)s
           AND accepted_at IS NULL
           AND withdrawn_at IS NULL
        """,
        row,
    )
    tx.run(
        """
        INSERT INTO invitations (account_id, invitation_id, email, role, digest, invited_by, created_at, expires_at)
        VALUES (%(account_id)s, %(invitation_id)s, %(email)s, %(role)s, %(digest)s, %(invited_by)s, %(at)s,
                %(expires_at)s)
        """,
        row,
    )


def count_since(tx: Tx, account_id: str, since: datetime) -> int:
    """Count the invitations made since then, whatever has become of them."""
    row = tx.one(
        """
        SELECT count(*) AS count
          FROM invitations
         WHERE account_id = %(account_id)s
           AND created_at > %(since)s
        """,
        {"account_id": account_id, "since": since},
    )
    return int(row["count"]) if row is not None else 0


def open_of(tx: Tx, account_id: str, at: datetime) -> list[dict[str, Any]]:
    """List the invitations nobody has accepted yet, the newest first."""
    return tx.all(
        """
        SELECT invitation_id, email, role, invited_by, created_at, expires_at
          FROM invitations
         WHERE account_id = %(account_id)s
           AND accepted_at IS NULL
           AND withdrawn_at IS NULL
           AND expires_at > %(at)s
         ORDER BY created_at DESC, invitation_id DESC
        """,
        {"account_id": account_id, "at": at},
    )


def find(tx: Tx, digest: bytes, at: datetime) -> dict[str, Any] | None:
    """Find an open invitation by the hash of its link, and the person if they have a log-in already."""
    return tx.one(
        """
        SELECT account_id, invitation_id, email, role, account_name, member_id
          FROM app.find_invitation(%(digest)s, %(at)s)
        """,
        {"digest": digest, "at": at},
    )


def accept(tx: Tx, account_id: str, invitation_id: str, at: datetime) -> bool:
    """Use an invitation up; False when it had been, or was withdrawn."""
    return (
        tx.run(
            """
            UPDATE invitations
               SET accepted_at = %(at)s
             WHERE account_id = %(account_id)s
               AND invitation_id = %(invitation_id)s
               AND accepted_at IS NULL
               AND withdrawn_at IS NULL
            """,
            {"account_id": account_id, "invitation_id": invitation_id, "at": at},
        )
        == 1
    )


def withdraw(tx: Tx, account_id: str, invitation_id: str, at: datetime) -> str | None:
    """Withdraw an open invitation; the address it went to, or None."""
    row = tx.one(
        """
        UPDATE invitations
           SET withdrawn_at = %(at)s
         WHERE account_id = %(account_id)s
           AND invitation_id = %(invitation_id)s
           AND accepted_at IS NULL
           AND withdrawn_at IS NULL
        RETURNING email
        """,
        {"account_id": account_id, "invitation_id": invitation_id, "at": at},
    )
    return row["email"] if row else None


def add_reset(tx: Tx, row: dict[str, Any]) -> None:
    """Insert a link that sets a new password; earlier ones of the person are gone."""
    tx.run(
        """
        DELETE FROM password_resets
         WHERE member_id = %(member_id)s
        """,
        row,
    )
    tx.run(
        """
        INSERT INTO password_resets (member_id, reset_id, digest, created_at, expires_at)
        VALUES (%(member_id)s, %(reset_id)s, %(digest)s, %(at)s, %(expires_at)s)
        """,
        row,
    )


def find_reset(tx: Tx, digest: bytes, at: datetime) -> dict[str, Any] | None:
    """Find whose password a link sets; None when it is used or too old."""
    return tx.one(
        """
        SELECT member_id, reset_id, email
          FROM app.find_reset(%(digest)s, %(at)s)
        """,
        {"digest": digest, "at": at},
    )


def use_reset(tx: Tx, member_id: str, reset_id: str, at: datetime) -> bool:
    """Use a link up; False when it had been."""
    return (
        tx.run(
            """
            UPDATE password_resets
               SET used_at = %(at)s
             WHERE member_id = %(member_id)s
               AND reset_id = %(reset_id)s
               AND used_at IS NULL
            """,
            {"member_id": member_id, "reset_id": reset_id, "at": at},
        )
        == 1
    )
