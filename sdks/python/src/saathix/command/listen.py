"""`saathix listen`: polls the account's events and posts each, signed, to a receiver that needs no public address."""

from __future__ import annotations

import argparse
import base64
import os
import secrets
import sys
import time
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .. import _json, webhooks
from .._version import VERSION
from ..client import SaathiX
from ..errors import ApiConnectionError, NotAnAnswer, RateLimitError, SaathiXError, ServerError

if TYPE_CHECKING:
    from requests import Session

HELP = "forward the account's events to a local receiver"
DESCRIPTION = """Forward the account's events, as they happen, to a receiver on this machine.

Each is one POST with the same headers as a webhook's delivery, signed with the secret that is printed, so the receiver
verifies it as it will in production. What the receiver answers is shown; nothing is sent again. Ctrl-C ends it."""
PASSING = (ApiConnectionError, ServerError, RateLimitError, NotAnAnswer)
TIMEOUT = (3.0, 10.0)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    command.add_argument("--forward-to", required=True, metavar="localhost:3000/hooks", help="where to post them")
    command.add_argument("--events", default="*", metavar="invoice.*,stock.low", help="of these types alone")
    command.add_argument("--secret", help="sign with this one (also SAATHIX_WEBHOOK_SECRET) instead of a new one")
    command.add_argument(
        "--after-sequence", type=int, metavar="N", help="begin behind this event, not with the next one"
    )
    command.add_argument("--every", type=float, default=1.0, metavar="SECONDS", help="how often to ask (1)")
    command.add_argument("--live", action="store_true", help="the live account, by SAATHIX_SECRET_KEY")


def run(client: SaathiX, asked: argparse.Namespace) -> int:
    """Forward until Ctrl-C."""
    import requests

    target = target_of(asked.forward_to)
    secret = asked.secret or os.environ.get("SAATHIX_WEBHOOK_SECRET") or new_secret()
    wanted = [pattern.strip() for pattern in asked.events.split(",") if pattern.strip()]
    after = newest(client) if asked.after_sequence is None else asked.after_sequence
    say(f"Forwarding {asked.events} events of {client.base_url} behind number {after} to {target}")
    say(f"Secret: {secret}")
    say("Ready. Ctrl-C ends it.")
    sent = 0
    try:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment does not know this machine's localhost
            while True:
                events, after, more = poll(client, after)
                for event in events:
                    if any(fnmatchcase(event["type"], pattern) for pattern in wanted):
                        say(forward(session, target, secret, event))
                        sent += 1
                if not more:
                    time.sleep(max(0.1, asked.every))
    except KeyboardInterrupt:
        say(f"Stopped; {sent} events were sent.")
        return 0


def poll(client: SaathiX, after: int) -> tuple[list[Any], int, bool]:
    """Ask for the events behind a number; gives them, the last one's number, and whether there are more right now."""
    try:
        page = client.events.list(after_sequence=after, limit=100)
    except PASSING as failure:
        print(f"saathix: {failure}\nsaathix: asking again", file=sys.stderr, flush=True)
        return [], after, False
    last = page.data[-1]["sequence"] if page.data else after
    return list(page.data), last, page.has_more


def newest(client: SaathiX) -> int:
    """Give the number of the newest event, 0 before the first."""
    newest_first = client.events.list(limit=1).data
    return newest_first[0]["sequence"] if newest_first else 0


def forward(session: Session, target: str, secret: str, event: Any) -> str:
    """Post an event as a delivery would; gives the line to show."""
    import requests

    body = _json.dumps(event)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"SaathiX-Webhooks (saathix listen {VERSION})",
        **webhooks.test_headers(body, secret, event_id=event["id"]),
    }
    began = time.monotonic()
    try:
        answer = session.post(target, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
        outcome = f"{answer.status_code} in {(time.monotonic() - began) * 1000:.0f} ms"
    except requests.exceptions.Timeout:
        outcome = "no answer in time"
    except requests.exceptions.ConnectionError:
        outcome = "could not be reached: is the receiver up?"
    return f"{time.strftime('%H:%M:%S')}  {event['type']:<18} {event['id']}  -> {outcome}"


def target_of(text: str) -> str:
    """Read --forward-to; `localhost:3000/hooks` is http."""
    target = text if "://" in text else f"http://{text}"
    parts = urlsplit(target)
    try:
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SaathiXError(f"--forward-to is {text!r}; it looks like localhost:3000/hooks")
    return target


def new_secret() -> str:
    """Make a secret as a webhook's."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def say(line: str) -> None:
    """Show a line at once, also where the output is a pipe."""
    print(line, flush=True)
