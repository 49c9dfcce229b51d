"""What the broker holds from its first second: user, vhost, policies and the queue of dead letters."""

import base64
import hashlib
import json
import secrets
from typing import Any

USER = "saathix"
VHOST = "saathix"
DEAD_LETTERS = "dead-letters"


def definitions(password: str) -> str:
    """The definitions file that RabbitMQ loads at boot, as JSON."""
    return json.dumps(
        {
            "users": [
                {
                    "name": USER,
                    "password_hash": password_hash(password, secrets.token_bytes(4)),
                    "hashing_algorithm": "rabbit_password_hashing_sha256",
                    "tags": "",
                }
            ],
            "vhosts": [{"name": VHOST}],
            "permissions": [{"user": USER, "vhost": VHOST, "configure": ".*", "write": ".*", "read": ".*"}],
            "policies": policies(),
            "exchanges": [_exchange(DEAD_LETTERS)],
            "queues": [_queue(DEAD_LETTERS)],
            "bindings": [
                {
                    "source": DEAD_LETTERS,
                    "vhost": VHOST,
                    "destination": DEAD_LETTERS,
                    "destination_type": "queue",
                    "routing_key": "",
                    "arguments": {},
                }
            ],
        },
        indent=2,
    )


def policies() -> list[dict[str, Any]]:
    """
    Requests are bounded: a full queue refuses the next one at once instead of keeping it past its deadline.
    Events are never dropped: one that keeps killing its consumer goes to the dead letters.
    """
    return [
        {
            "vhost": VHOST,
            "name": "requests-are-bounded",
            "pattern": "^rpc-",
            "apply-to": "queues",
            "priority": 10,
            "definition": {"max-length": 2000, "overflow": "reject-publish"},
        },
        {
            "vhost": VHOST,
            "name": "poison-goes-to-dead-letters",
            "pattern": "^evt-",
            "apply-to": "queues",
            "priority": 10,
            "definition": {"dead-letter-exchange": DEAD_LETTERS, "delivery-limit": 20},
        },
    ]


def password_hash(password: str, salt: bytes) -> str:
    """RabbitMQ's salted SHA-256, as its documentation computes it."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _exchange(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "vhost": VHOST,
        "type": "fanout",
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": {},
    }


def _queue(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "vhost": VHOST,
        "durable": True,
        "auto_delete": False,
        "arguments": {"x-queue-type": "quorum"},
    }
