"""Passwords and secrets of one stack: made once, kept in its run folder, readable by its owner alone."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from deploy.local.failure import StackFailure
from deploy.local.folders import write_private
from deploy.local.settings import Stack

SERVICES = ("catalog", "billing", "customers", "reporting", "webhooks", "gateway")
KINDS_OF_ROLE = ("", "_worker", "_owner")


@dataclass(frozen=True)
class Credentials:
    """Everything secret that a stack needs."""

    postgresql: str
    roles: Mapping[str, str]
    amqp: str
    redis: str
    erlang_cookie: str
    customer_id_secret: str
    encryption_key: str
    cursor_secret: str


def role_names() -> list[str]:
    """Every database role that logs in."""
    return [f"saathix_{service}{kind}" for service in SERVICES for kind in KINDS_OF_ROLE]


def generate() -> Credentials:
    """New secrets, none of them guessable or needing quotes in a URL."""
    return Credentials(
        postgresql=secrets.token_hex(20),
        roles={role: secrets.token_hex(20) for role in role_names()},
        amqp=secrets.token_hex(20),
        redis=secrets.token_hex(20),
        erlang_cookie=secrets.token_hex(20),
        customer_id_secret=secrets.token_hex(32),
        encryption_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        cursor_secret=secrets.token_hex(32),
    )


def credentials_of(stack: Stack) -> Credentials:
    """The stack's secrets; made when it has none yet."""
    path = stack.run / "secrets.json"
    if path.exists():
        return Credentials(**json.loads(path.read_text()))
    if (stack.data / "postgresql").exists():
        raise StackFailure(
            f"{path} is gone, and with it the passwords of the databases in {stack.data}.",
            advice=f"Put the file back, or throw the stack away: rm -r {stack.data}/ {stack.run}",
        )
    made = generate()
    write_private(path, json.dumps(asdict(made), indent=2) + "\n")
    return made
