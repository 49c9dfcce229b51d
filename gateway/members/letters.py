"""Invitations and links that set a new password: made, sent, and used once."""

from datetime import datetime, timedelta

from gateway.members import audit, people, tokens
from gateway.members.audit import Actor
from gateway.members.people import MemberError
from gateway.members.roles import ROLES
from gateway.members.sessions import Browser
from gateway.storage import invitations, members
from kit.db import Database, Tx
from kit.ids import new_id

INVITED_FOR = timedelta(days=7)
MOST_INVITED = 50
"""How many letters an account may have sent to strangers in a day."""
RESET_FOR = timedelta(hours=1)


def invite(tx: Tx, who: Actor, *, email: str, role: str, at: datetime) -> str:
    """
    Invite somebody to the account and return the token of the link.

    MemberError `email`, `role`, `already_member`, or `too_many` after fifty letters in a day.
    """
    if role not in ROLES:
        raise MemberError("role")
    email = people.email_from(email)
    if any(member["email"] == email for member in members.of_account(tx, who.account_id)):
        raise MemberError("already_member")
    if invitations.count_since(tx, who.account_id, at - timedelta(days=1)) >= MOST_INVITED:
        raise MemberError("too_many")
    token = tokens.new()
    invitations.add(
        tx,
        {
            "account_id": who.account_id,
            "invitation_id": new_id("inv", at),
            "email": email,
            "role": role,
            "digest": tokens.digest(token),
            "invited_by": who.label,
            "at": at,
            "expires_at": at + INVITED_FOR,
        },
    )
    audit.note(tx, who, "member.invited", email, at=at, role=role)
    return token


def withdraw(tx: Tx, who: Actor, invitation_id: str, *, at: datetime) -> None:
    """Let the link of an invitation no longer work."""
    email = invitations.withdraw(tx, who.account_id, invitation_id, at)
    if email is None:
        raise MemberError("unknown_invitation")
    audit.note(tx, who, "member.invitation_withdrawn", email, at=at)


def accept(
    db: Database, token: str, browser: Browser, *, name: str, password_hash: str | None, language: str, at: datetime
) -> str:
    """
    Join the account of an invitation; return the member's id.

    Whoever has a log-in already joins with it (and must be logged in as that person); anybody else is made from name and
    password. MemberError `link` when the invitation is used, withdrawn or too old.
    """
    with db.transaction() as tx:
        found = invitations.find(tx, tokens.digest(token), at)
    if found is None:
        raise MemberError("link")
    member_id = found["member_id"] or people.new_member_id(at)
    with db.transaction(found["account_id"], member_id) as tx:
        if not invitations.accept(tx, found["account_id"], found["invitation_id"], at):
            raise MemberError("link")
        if found["member_id"] is None:
            if password_hash is None:
                raise MemberError("password")
            email = found["email"]
            people.add(tx, member_id, email=email, name=name, password_hash=password_hash, at=at, language=language)
        members.join(tx, found["account_id"], member_id, found["role"], at)
        who = Actor(found["account_id"], member_id, found["email"], browser.address)
        audit.note(tx, who, "member.joined", found["email"], at=at, role=found["role"])
    return str(member_id)


def make_reset(db: Database, email: str, *, at: datetime) -> tuple[str, str] | None:
    """Make a link that sets a new password; its token and the person's language, or None when nobody has the address."""
    with db.transaction() as tx:
        member = members.find_by_email(tx, email)
    if member is None:
        return None
    with db.transaction(member["member_id"]) as tx:
        token = reset_token(tx, member["member_id"], at=at)
    return token, member["language"]


def reset_token(tx: Tx, member_id: str, *, at: datetime) -> str:
    """Make the token of a link that sets a person's password; those before no longer work."""
    token = tokens.new()
    invitations.add_reset(
        tx,
        {
            "member_id": member_id,
            "reset_id": new_id("reset", at),
            "digest": tokens.digest(token),
            "at": at,
            "expires_at": at + RESET_FOR,
        },
    )
    return token


def use_reset(db: Database, token: str, password_hash: str, browser: Browser, *, at: datetime) -> None:
    """Set the password a link is for, and log the person out everywhere. MemberError `link` when it is used or too old."""
    with db.transaction() as tx:
        found = invitations.find_reset(tx, tokens.digest(token), at)
        accounts = members.accounts_of(tx, found["member_id"]) if found else []
    if found is None:
        raise MemberError("link")
    member_id = found["member_id"]
    with db.transaction(member_id, *(account["account_id"] for account in accounts)) as tx:
        if not invitations.use_reset(tx, member_id, found["reset_id"], at):
            raise MemberError("link")
        people.set_password(tx, member_id, password_hash, at=at)
        for account in accounts:
            who = Actor(account["account_id"], member_id, found["email"], browser.address)
            audit.note(tx, who, "member.password_changed", found["email"], at=at, by="link")


def of_reset(db: Database, token: str, *, at: datetime) -> str | None:
    """Say whose password a link sets, by e-mail address; None when it is no longer good."""
    with db.transaction() as tx:
        found = invitations.find_reset(tx, tokens.digest(token), at)
    return found["email"] if found else None
