"""What the broker holds from its first second: user, vhost, policies and the queue of dead letters."""

import base64
import hashlib
import json
import secrets
from typing import Any

USER = "saathix"
VHOST = "saathix"
DEAD_LETTERS = "dead-letters"


def definitions(password: str, *, nodes: int = 1) -> str:
    """
    The definitions file that RabbitMQ loads at boot, as JSON.

    A cluster's first node loads it before the others have joined, and a queue declared then would live on that node alone; so
    in a cluster the queue of dead letters is left to the services, which declare it, too.
    """
    alone = nodes == 1
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
            "policies": policies(nodes=nodes),
            "exchanges": [_exchange(DEAD_LETTERS)],
            "queues": [_queue(DEAD_LETTERS)] if alone else [],
            "bindings": [_binding(DEAD_LETTERS)] if alone else [],
        },
        indent=2,
    )


def policies(*, nodes: int = 1) -> list[dict[str, Any]]:
    """
    Requests are bounded: a full queue refuses the next one at once instead of keeping it past its deadline.
    Events are never dropped: one that keeps killing its consumer goes to the dead letters. In a cluster the leaders of their
    queues are spread over the nodes.
    """
    spread = {"queue-leader-locator": "balanced"} if nodes > 1 else {}
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
            "definition": {"dead-letter-exchange": DEAD_LETTERS, "delivery-limit": 20, **spread},
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


def _binding(name: str) -> dict[str, Any]:
    """A queue bound to the exchange of its name."""
    return {
        "source": name,
        "vhost": VHOST,
        "destination": name,
        "destination_type": "queue",
        "routing_key": "",
        "arguments": {},
    }
