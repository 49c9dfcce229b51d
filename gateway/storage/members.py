"""SQL of members and their memberships. Who comes before their account is known is found by functions of the owner's (see the migration)."""

from datetime import datetime
from typing import Any

from kit.db import Tx


def find_by_email(tx: Tx, email: str) -> dict[str, Any] | None:
    """Find a person by e-mail address, with the hash of the password."""
    return tx.one(
        """
        SELECT member_id, email, name, language, password_hash, has_totp
          FROM app.find_member(%(email)s)
        """,
        {"email": email},
    )


def find(tx: Tx, member_id: str) -> dict[str, Any] | None:
    """Read a person's own row."""
    return tx.one(
        """
        SELECT member_id, email, name, language, theme, password_hash, password_changed_at, totp_secret, totp_since
          FROM members
         WHERE member_id = %(member_id)s
        """,
        {"member_id": member_id},
    )


def add(tx: Tx, row: dict[str, Any]) -> bool:
    """Insert a person; False when the e-mail address is taken."""
    return (
        tx.run(
            """
            INSERT INTO members (member_id, email, name, language, password_hash, password_changed_at, created_at)
            VALUES (%(member_id)s, %(email)s, %(name)s, %(language)s, %(password_hash)s, %(at)s, %(at)s)
                ON CONFLICT (email) DO NOTHING
            """,
            row,
        )
        == 1
    )


def change_words(tx: Tx, member_id: str, *, name: str, language: str, theme: str) -> None:
    """Change what a person is called and how pages are shown to them."""
    tx.run(
        """
        UPDATE members
           SET name = %(name)s, language = %(language)s, theme = %(theme)s
         WHERE member_id = %(member_id)s
        """,
        {"member_id": member_id, "name": name, "language": language, "theme": theme},
    )


def set_password(tx: Tx, member_id: str, password_hash: str, at: datetime) -> None:
    """Give a person another password."""
    tx.run(
        """
        UPDATE members
           SET password_hash = %(password_hash)s, password_changed_at = %(at)s
         WHERE member_id = %(member_id)s
        """,
        {"member_id": member_id, "password_hash": password_hash, "at": at},
    )


def accounts_of(tx: Tx, member_id: str) -> list[dict[str, Any]]:
    """List the accounts a person belongs to, with their role in each, the oldest membership first."""
    return tx.all(
        """
        SELECT account_id, name, role, sandbox_account_id
          FROM app.accounts_of(%(member_id)s)
        """,
        {"member_id": member_id},
    )


def of_account(tx: Tx, account_id: str) -> list[dict[str, Any]]:
    """List an account's members, the oldest first."""
    return tx.all(
        """
        SELECT s.member_id, s.role, s.created_at, m.email, m.name, m.totp_since
          FROM memberships AS s
          JOIN members AS m ON m.member_id = s.member_id
         WHERE s.account_id = %(account_id)s
         ORDER BY s.created_at, s.member_id
        """,
        {"account_id": account_id},
    )


def lock_memberships(tx: Tx, account_id: str) -> dict[str, str]:
    """Hold an account's memberships until the transaction ends; the role of each member."""
    rows = tx.all(
        """
        SELECT member_id, role
          FROM memberships
         WHERE account_id = %(account_id)s
         ORDER BY member_id
           FOR UPDATE
        """,
        {"account_id": account_id},
    )
    return {row["member_id"]: row["role"] for row in rows}


def join(tx: Tx, account_id: str, member_id: str, role: str, at: datetime) -> bool:
    """Make a person a member of an account; False when they are one."""
    return (
        tx.run(
            """
            INSERT INTO memberships (account_id, member_id, role, created_at)
            VALUES (%(account_id)s, %(member_id)s, %(role)s, %(at)s)
                ON CONFLICT (account_id, member_id) DO NOTHING
            """,
            {"account_id": account_id, "member_id": member_id, "role": role, "at": at},
        )
        == 1
    )


def set_role(tx: Tx, account_id: str, member_id: str, role: str) -> None:
    """Give a member another role."""
    tx.run(
        """
        UPDATE memberships
           SET role = %(role)s
         WHERE account_id = %(account_id)s
           AND member_id = %(member_id)s
        """,
        {"account_id": account_id, "member_id": member_id, "role": role},
    )


def leave(tx: Tx, account_id: str, member_id: str) -> None:
    """End a membership; the person stays."""
    tx.run(
        """
        DELETE FROM memberships
         WHERE account_id = %(account_id)s
           AND member_id = %(member_id)s
        """,
        {"account_id": account_id, "member_id": member_id},
    )
