"""SQL of log-ins: where a person is logged in, found by the hash of the cookie."""

from datetime import datetime, timedelta
from typing import Any

from kit.db import Tx


def use(tx: Tx, digest: bytes, at: datetime, *, idle: timedelta, touch: bool) -> dict[str, Any] | None:
    """Find the session behind a cookie, with its person, account and role; None when it is over or was none."""
    return tx.one(
        """
        SELECT member_id, session_id, stage, account_id, account_name, sandbox_account_id, role, livemode,
               email, name, language, theme, has_totp, created_at, expires_at
          FROM app.use_session(%(digest)s, %(at)s, %(idle)s, %(touch)s)
        """,
        {"digest": digest, "at": at, "idle": idle, "touch": touch},
        prepare=False,
    )


def add(tx: Tx, row: dict[str, Any]) -> None:
    """Insert a session."""
    tx.run(
        """
        INSERT INTO member_sessions (member_id, session_id, digest, stage, account_id, livemode, address, agent,
                                     created_at, seen_at, expires_at)
        VALUES (%(member_id)s, %(session_id)s, %(digest)s, %(stage)s, %(account_id)s, %(livemode)s, %(address)s,
                %(agent)s, %(at)s, %(at)s, %(expires_at)s)
        """,
        row,
    )


def forget_before(tx: Tx, member_id: str, before: datetime) -> None:
    """Delete a person's sessions that were over by then."""
    tx.run(
        """
        DELETE FROM member_sessions
         WHERE member_id = %(member_id)s
           AND expires_at < %(before)s
        """,
        {"member_id": member_id, "before": before},
    )


def of_member(tx: Tx, member_id: str, at: datetime, idle: timedelta) -> list[dict[str, Any]]:
    """List where a person is logged in, the one used last first."""
    return tx.all(
        """
        SELECT session_id, address, agent, created_at, seen_at, expires_at
          FROM member_sessions
         WHERE member_id = %(member_id)s
           AND stage = 'open'
           AND ended_at IS NULL
           AND expires_at > %(at)s
           AND seen_at > %(at)s - %(idle)s
         ORDER BY seen_at DESC, session_id DESC
        """,
        {"member_id": member_id, "at": at, "idle": idle},
    )


def choose(tx: Tx, member_id: str, session_id: str, *, account_id: str, livemode: bool) -> None:
    """Let a session look at another account, or at its sandbox."""
    tx.run(
        """
        UPDATE member_sessions
           SET account_id = %(account_id)s, livemode = %(livemode)s
         WHERE member_id = %(member_id)s
           AND session_id = %(session_id)s
        """,
        {"member_id": member_id, "session_id": session_id, "account_id": account_id, "livemode": livemode},
    )


def end(tx: Tx, member_id: str, session_id: str, at: datetime) -> bool:
    """End one session; False when there is none or it had ended."""
    return (
        tx.run(
            """
            UPDATE member_sessions
               SET ended_at = %(at)s
             WHERE member_id = %(member_id)s
               AND session_id = %(session_id)s
               AND ended_at IS NULL
            """,
            {"member_id": member_id, "session_id": session_id, "at": at},
        )
        == 1
    )


def end_all(tx: Tx, member_id: str, at: datetime, *, but: str | None = None) -> int:
    """End every session of a person, or all but one; how many there were."""
    return tx.run(
        """
        UPDATE member_sessions
           SET ended_at = %(at)s
         WHERE member_id = %(member_id)s
           AND ended_at IS NULL
           AND (%(but)s::text IS NULL OR session_id <> %(but)s::text)
        """,
        {"member_id": member_id, "at": at, "but": but},
    )
