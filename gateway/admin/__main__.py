"""The command line over accounts and keys. It works as the gateway's worker role: SAATHIX_GATEWAY_WORKER_DATABASE_URL, SAATHIX_REDIS_URL."""

import argparse
import os
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from getpass import getpass
from typing import Any

from contracts.versioning import CURRENT
from gateway.admin import members
from gateway.admin.accounts import create_account
from gateway.admin.keys import AdminError, create_key, list_keys, revoke_key, roll_key
from gateway.auth.keys import KINDS
from gateway.members.roles import OWNER, ROLES
from gateway.ratelimit.limiter import Limiter
from gateway.ratelimit.redis_link import RedisLink
from gateway.settings import PUBLIC_URL
from gateway.storage import accounts
from kit import settings
from kit.clock import Clock, SystemClock, parse_rfc3339, rfc3339
from kit.db import Database, Tx
from kit.errors import WireError
from kit.settings import ConfigurationError, env


@dataclass(frozen=True, kw_only=True)
class AdminSettings:
    """What the command needs from the environment."""

    database_url: str = env("SAATHIX_GATEWAY_WORKER_DATABASE_URL", secret=True)
    redis_url: str = env("SAATHIX_REDIS_URL", secret=True)
    dashboard_url: str = env("SAATHIX_DASHBOARD_URL", str, PUBLIC_URL)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it is done, 1 with a sentence when it cannot be."""
    options = parser().parse_args(arguments)
    try:
        chosen = settings.load(AdminSettings, os.environ)
        clock = SystemClock()
        limiter = Limiter(RedisLink(chosen.redis_url, clock), clock, processes=1, bad_keys_a_minute=60)
        db = Database(chosen.database_url, size=1, application="gateway-admin")
        with db.transaction() as tx:
            lines = options.run(tx, limiter, clock, options)
    except (AdminError, ConfigurationError, WireError, ValueError) as problem:
        print(f"saathix-admin: {problem}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    top = argparse.ArgumentParser(
        prog="python -m gateway.admin", description="Accounts, API keys and members of SaathiX Billing."
    )
    commands = top.add_subparsers(required=True, metavar="command")
    _command(commands, "create-account", _create_account, "open an account and its sandbox").add_argument("name")
    _command(commands, "list-accounts", _list_accounts, "list the accounts and their sandboxes")
    creating = _command(commands, "create-key", _create_key, "make a key; its secret is shown this once")
    creating.add_argument("account")
    creating.add_argument("kind", choices=KINDS, help="a test key is made in the account's sandbox")
    creating.add_argument("--name", help="what the key is for")
    creating.add_argument("--store", help="restrict the key to one store")
    creating.add_argument("--scopes", help="comma-separated, such as products:read,invoices:write; all when left out")
    creating.add_argument("--expires", type=parse_rfc3339, help="a time such as 2027-03-31T18:30:00Z")
    creating.add_argument("--api-version", default=CURRENT, help=f"for requests that name none ({CURRENT})")
    creating.add_argument("--per-minute", type=int, help="requests in any minute")
    creating.add_argument("--per-second", type=int, help="requests in any second")
    creating.add_argument("--no-limits", action="store_true")
    _command(commands, "list-keys", _list_keys, "list the keys of an account").add_argument("account")
    rolling = _command(commands, "roll-key", _roll_key, "make a key like this one, which then ends")
    rolling.add_argument("account")
    rolling.add_argument("key")
    rolling.add_argument("--overlap-hours", type=float, default=0.0, help="how long the old key still works, 0 to 168")
    revoking = _command(commands, "revoke-key", _revoke_key, "revoke a key: it is refused from the next request on")
    revoking.add_argument("account")
    revoking.add_argument("key")
    _member_commands(commands)
    return top


def _member_commands(commands: Any) -> None:
    making = _command(
        commands, "create-member", _create_member, "make a member; asks for the password on standard input"
    )
    making.add_argument("account")
    making.add_argument("email")
    making.add_argument("name")
    making.add_argument("--role", choices=ROLES, default=OWNER)
    inviting = _command(
        commands, "invite-member", _invite_member, "print a link that joins an account, good for 7 days"
    )
    inviting.add_argument("account")
    inviting.add_argument("email")
    inviting.add_argument("--role", choices=ROLES, default=OWNER)
    _command(commands, "list-members", _list_members, "list the members of an account").add_argument("account")
    _command(
        commands, "reset-link", _reset_link, "print a link that sets a member's password, good for an hour"
    ).add_argument("email")
    _command(
        commands, "drop-second-factor", _drop_second_factor, "let a member in with the password alone"
    ).add_argument("email")


def _command(commands: Any, name: str, run: Any, summary: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary)
    command.set_defaults(run=run)
    return command


def _create_account(tx: Tx, _: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    made = create_account(tx, options.name, at=clock.now())
    return [f"account  {made['account_id']}", f"sandbox  {made['sandbox_account_id']}"]


def _list_accounts(tx: Tx, *_: Any) -> list[str]:
    return [f"{row['account_id']}  {row['sandbox_account_id']}  {row['name']}" for row in accounts.list_live(tx)]


def _create_key(tx: Tx, _: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    limits: str | tuple[int, int] | None = "none" if options.no_limits else None
    if options.per_minute or options.per_second:
        if not (options.per_minute and options.per_second) or options.no_limits:
            raise AdminError("give --per-minute and --per-second together, or --no-limits")
        limits = (options.per_minute, options.per_second)
    return [
        create_key(
            tx,
            options.account,
            options.kind,
            at=clock.now(),
            limits=limits,
            store_id=options.store,
            scopes=options.scopes.split(",") if options.scopes else None,
            expires_at=options.expires,
            name=options.name,
            api_version=options.api_version,
        )
    ]


def _list_keys(tx: Tx, _: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    return [_line(row, clock.now()) for row in list_keys(tx, options.account)]


def _line(row: dict[str, Any], now: datetime) -> str:
    expired = row["expires_at"] is not None and row["expires_at"] <= now
    state = "revoked" if row["revoked_at"] else "expired" if expired else "active"
    used = rfc3339(row["last_used_at"]) if row["last_used_at"] else "never used"
    return f"{row['key_id']}  {row['prefix']}…{row['last_four']}  {state}  {used}  {row['name'] or ''}".rstrip()


def _roll_key(tx: Tx, limiter: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    overlap = timedelta(hours=options.overlap_hours)
    return [roll_key(tx, limiter, options.account, options.key, at=clock.now(), overlap=overlap)]


def _revoke_key(tx: Tx, limiter: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    revoke_key(tx, limiter, options.account, options.key, at=clock.now())
    return [f"{options.key} is revoked"]


def _create_member(tx: Tx, _: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    password = getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    role, at = options.role, clock.now()
    return [members.create_member(tx, options.account, options.email, options.name, password, at=at, role=role)]


def _invite_member(tx: Tx, _: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    where, at = _dashboard_url(), clock.now()
    return [members.invite_link(tx, options.account, options.email, options.role, dashboard_url=where, at=at)]


def _list_members(tx: Tx, _: Limiter, _clock: Clock, options: argparse.Namespace) -> list[str]:
    return members.list_members(tx, options.account)


def _reset_link(tx: Tx, _: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    return [members.reset_link(tx, options.email, dashboard_url=_dashboard_url(), at=clock.now())]


def _drop_second_factor(tx: Tx, _: Limiter, clock: Clock, options: argparse.Namespace) -> list[str]:
    members.drop_second_factor(tx, options.email, at=clock.now())
    return [f"{options.email} logs in with the password alone"]


def _dashboard_url() -> str:
    return settings.load(AdminSettings, os.environ).dashboard_url


if __name__ == "__main__":
    sys.exit(main())
