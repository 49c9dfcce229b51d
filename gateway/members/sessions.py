"""Where people are logged in: sessions on the server, known to a browser by a random token of which only a hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.members import tokens
from gateway.members.audit import Actor
from gateway.members.roles import may
from gateway.storage import member_sessions, members
from kit.db import Database, Tx
from kit.ids import new_id

OPEN, SECOND_FACTOR = "open", "second_factor"
IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)
SECOND_FACTOR_MINUTES = timedelta(minutes=5)
KEPT = timedelta(days=30)
"""How long a session that is over is kept; a person's next log-in deletes it."""
LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Session:
    """Who is logged in, and which account they look at: the live one, or its sandbox."""

    member_id: str
    session_id: str
    stage: str
    account_id: str | None
    """None: the person belongs to no account (any more)."""
    account_name: str | None
    sandbox_account_id: str | None
    role: str | None
    livemode: bool
    email: str
    name: str
    language: str
    theme: str
    has_totp: bool
    created_at: datetime
    expires_at: datetime

    def may(self, right: str) -> bool:
        """Say whether the person's role in the account has a right."""
        return may(self.role, right)

    @property
    def own_account(self) -> str:
        """The live account, to which members, keys and the audit log belong."""
        if self.account_id is None:
            raise LookupError("this person belongs to no account")
        return self.account_id

    @property
    def shown_account(self) -> str:
        """The account whose data is looked at."""
        return self.own_account if self.livemode or self.sandbox_account_id is None else self.sandbox_account_id

    def actor(self, address: str) -> Actor:
        """Give the person as the audit log names them."""
        return Actor(self.own_account, self.member_id, self.email, address, self.livemode)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from."""

    address: str
    agent: str


def begin(tx: Tx, member_id: str, browser: Browser, *, at: datetime, stage: str = OPEN) -> str:
    """
    Log a person in, at the account they joined first, and return the token of the cookie: always a new one.

    In the stage `second_factor` the session is good for five minutes and for nothing but giving the code.
    """
    token = tokens.new()
    accounts = members.accounts_of(tx, member_id)
    member_sessions.forget_before(tx, member_id, at - KEPT)
    member_sessions.add(
        tx,
        {
            "member_id": member_id,
            "session_id": new_id("sess", at),
            "digest": tokens.digest(token),
            "stage": stage,
            "account_id": accounts[0]["account_id"] if accounts else None,
            "livemode": True,
            "address": browser.address,
            "agent": browser.agent[:LONGEST_AGENT],
            "at": at,
            "expires_at": at + (LONGEST if stage == OPEN else SECOND_FACTOR_MINUTES),
        },
    )
    return token


def find(db: Database, token: str, *, at: datetime, touch: bool) -> Session | None:
    """Find the session of a cookie; None when it has ended, lay idle for an hour or is twelve hours old."""
    with db.transaction() as tx:
        row = member_sessions.use(tx, tokens.digest(token), at, idle=IDLE, touch=touch)
    return Session(**row) if row else None
