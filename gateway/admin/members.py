"""What an operator does for members: make the first owner of an account, give a way back in, and list who there is."""

from datetime import datetime

from gateway.admin.keys import AdminError
from gateway.members import audit, letters, passwords, people
from gateway.members.audit import Actor
from gateway.members.people import MemberError
from gateway.members.roles import OWNER, ROLES
from gateway.storage import accounts, members, second_factors
from kit.db import Tx

OPERATOR = "operator"


def create_member(
    tx: Tx, account_id: str, email: str, name: str, password: str, *, at: datetime, role: str = OWNER
) -> str:
    """Make a member of an account, with a log-in when the address has none; return the member's id."""
    _live(tx, account_id)
    if role not in ROLES:
        raise AdminError(f"a role is one of {', '.join(ROLES)}")
    try:
        email, name = people.email_from(email), people.name_from(name)
    except MemberError as problem:
        raise AdminError(f"the {problem.code} is not right") from None
    found = members.find_by_email(tx, email)
    if found is None:
        faults = passwords.faults_of(password, email, name)
        if faults:
            raise AdminError(f"the password is too {' and '.join(faults)}: at least {passwords.LEAST} characters")
        member_id = people.new_member_id(at)
        people.add(tx, member_id, email=email, name=name, password_hash=passwords.hashed(password), at=at)
    else:
        member_id = found["member_id"]
    if members.join(tx, account_id, member_id, role, at):
        audit.note(tx, _operator(account_id), "member.joined", email, at=at, role=role)
    return str(member_id)


def reset_link(tx: Tx, email: str, *, dashboard_url: str, at: datetime) -> str:
    """Make a link that sets a member's password; it works once, for an hour."""
    token = letters.reset_token(tx, _member(tx, email)["member_id"], at=at)
    return f"{dashboard_url}/dashboard/reset?link={token}"


def invite_link(tx: Tx, account_id: str, email: str, role: str, *, dashboard_url: str, at: datetime) -> str:
    """Make a link that joins an account in a role; it works once, for seven days."""
    _live(tx, account_id)
    try:
        token = letters.invite(tx, _operator(account_id), email=email, role=role, at=at)
    except MemberError as problem:
        raise AdminError(f"this cannot be done: {problem.code}") from None
    return f"{dashboard_url}/dashboard/invitation?link={token}"


def drop_second_factor(tx: Tx, email: str, *, at: datetime) -> None:
    """Let a member in with the password alone, who has lost device and recovery codes. Make sure who asks."""
    member_id = _member(tx, email)["member_id"]
    second_factors.switch_off(tx, member_id)
    for account in members.accounts_of(tx, member_id):
        audit.note(tx, _operator(account["account_id"]), "member.two_factor_off", email.lower(), at=at)


def list_members(tx: Tx, account_id: str) -> list[str]:
    """List the members of an account."""
    _live(tx, account_id)
    return [
        f"{row['member_id']}  {row['role']:<9}  {'2 steps' if row['totp_since'] else 'password'}  {row['email']}"
        for row in members.of_account(tx, account_id)
    ]


def _live(tx: Tx, account_id: str) -> None:
    account = accounts.find(tx, account_id)
    if account is None or not account["livemode"]:
        raise AdminError(f"there is no live account {account_id}")


def _member(tx: Tx, email: str) -> dict[str, str]:
    found = members.find_by_email(tx, email.strip().lower())
    if found is None:
        raise AdminError(f"nobody has the address {email}")
    return found


def _operator(account_id: str) -> Actor:
    return Actor(account_id, None, OPERATOR, "")
