"""Make, find and change people and what they may do in an account."""

import re
from datetime import datetime
from typing import Any

from gateway.members import audit
from gateway.members.audit import Actor
from gateway.members.roles import OWNER, ROLES
from gateway.storage import member_sessions, members
from kit.db import Tx
from kit.ids import new_id

LONGEST_NAME, LONGEST_EMAIL = 120, 254
_EMAIL = re.compile(r"[^\s@<>\"',;:\\()\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,63}")


class MemberError(Exception):
    """What was asked cannot be done; `code` names the reason, the page words it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def email_from(text: str) -> str:
    """Read an e-mail address, in small letters; MemberError `email` when it is none."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise MemberError("email")
    return email


def name_from(text: str) -> str:
    """Read a person's name; MemberError `name` when it is empty or too long."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise MemberError("name")
    return name


def new_member_id(at: datetime) -> str:
    """Make the id of a person to be: the transaction that adds them names it beside the account."""
    return new_id("member", at)


def add(
    tx: Tx, member_id: str, *, email: str, name: str, password_hash: str, at: datetime, language: str = "en"
) -> None:
    """Make a person; MemberError `email_taken` when the address has a log-in."""
    row = {"member_id": member_id, "email": email, "name": name, "password_hash": password_hash, "language": language}
    if not members.add(tx, {**row, "at": at}):
        raise MemberError("email_taken")


def change_role(tx: Tx, who: Actor, member_id: str, role: str, *, at: datetime) -> None:
    """Give a member another role. MemberError `unknown_member`, or `last_owner` when nobody would own the account."""
    if role not in ROLES:
        raise MemberError("role")
    roles = _of_account(tx, who, member_id)
    if roles[member_id] == role:
        return
    if role != OWNER:
        _leave_an_owner(roles, member_id)
    members.set_role(tx, who.account_id, member_id, role)
    audit.note(tx, who, "member.role_changed", _email(tx, member_id), at=at, before=roles[member_id], after=role)


def remove(tx: Tx, who: Actor, member_id: str, *, at: datetime) -> None:
    """Take a member out of the account; what they are logged in to shows them nothing of it from the next request on."""
    roles = _of_account(tx, who, member_id)
    _leave_an_owner(roles, member_id)
    email = _email(tx, member_id)
    members.leave(tx, who.account_id, member_id)
    audit.note(tx, who, "member.removed", email, at=at, role=roles[member_id])


def set_password(tx: Tx, member_id: str, password_hash: str, *, at: datetime, but_session: str | None = None) -> None:
    """Change a password, and log the person out everywhere else."""
    members.set_password(tx, member_id, password_hash, at)
    member_sessions.end_all(tx, member_id, at, but=but_session)


def _of_account(tx: Tx, who: Actor, member_id: str) -> dict[str, str]:
    roles = members.lock_memberships(tx, who.account_id)
    if member_id not in roles:
        raise MemberError("unknown_member")
    return roles


def _leave_an_owner(roles: dict[str, str], member_id: str) -> None:
    if all(role != OWNER for other, role in roles.items() if other != member_id):
        raise MemberError("last_owner")


def _email(tx: Tx, member_id: str) -> str:
    row: dict[str, Any] | None = members.find(tx, member_id)
    return row["email"] if row else member_id
