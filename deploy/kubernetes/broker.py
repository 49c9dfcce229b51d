"""
What RabbitMQ holds for us on a cluster: the vhost, a user a process with what its code needs and no more, policies, dead letters.

`python -m deploy.kubernetes.broker` writes components/rabbitmq/topology.yaml again; a test holds it against the code, and another
one runs the processes' connections as these users.
"""

import json
import re
import secrets
from pathlib import Path
from typing import Any

import yaml

from contracts.queues import HANDLERS
from deploy.local.servers.definitions import DEAD_LETTERS, VHOST, password_hash, policies
from deploy.local.servers.definitions import definitions as local_definitions
from kit.messaging.core import wire

FILE = Path(__file__).with_name("components") / "rabbitmq" / "topology.yaml"
HEAD = "# Written by `python -m deploy.kubernetes.broker` from contracts/queues.py and deploy/local/servers/definitions.py.\n"
CLUSTER = "broker"
SERVERS = ("catalog", "billing", "receipts", "customers", "reporting", "webhooks")
PUBLISHERS = tuple(sorted({source for source, *_ in HANDLERS}))
USERS = ("gateway", *SERVERS)
NOTHING = "^$"


def permissions(user: str) -> dict[str, str]:
    """
    What a user may configure, write and read, as RabbitMQ's regular expressions.

    A declared queue needs configure; a binding needs write on the queue and read on the exchange; a queue with a dead-letter
    exchange needs read on itself and write on that. Direct reply-to needs nothing. What may declare the exchange it listens to
    may delete it, too: RabbitMQ does not tell the two apart.
    """
    if user not in SERVERS:
        return {
            "configure": _any([_exact(wire.RPC_EXCHANGE)]),
            "write": _any([_exact(wire.RPC_EXCHANGE)]),
            "read": NOTHING,
        }
    own = [_exact(DEAD_LETTERS), _exact(wire.RPC_EXCHANGE), _exact(wire.rpc_queue(user))]
    heard = sorted({source for source, _, service, _ in HANDLERS if service == user})
    queues = [rf"evt-.*--{user}\..*"] if heard else []
    if user in PUBLISHERS:
        own.append(_exact(wire.events_exchange(user)))
        queues.insert(0, f"evt-{user}-.*")
    sources = [_exact(wire.events_exchange(source)) for source in heard]
    return {
        "configure": _any([*own, *sources, *queues]),
        "write": _any([r"amq\.default", *own, *queues]),
        "read": _any([*own, *sources, *queues]),
    }


def topology() -> list[dict[str, Any]]:
    """
    The objects of RabbitMQ's topology operator. Queues are left to the services: one declared while the second node is still on
    its way would have no member there.
    """
    found = [_object("Vhost", "vhost", {"name": VHOST, "defaultQueueType": "quorum", "deletionPolicy": "retain"})]
    for user in USERS:
        found.append(_object("User", user, {"importCredentialsSecret": {"name": f"rabbitmq-{user}"}}))
        allowed = {"vhost": VHOST, "userReference": {"name": user}, "permissions": permissions(user)}
        found.append(_object("Permission", user, allowed))
    for policy in policies(nodes=3):
        spec = {
            "name": policy["name"],
            "vhost": policy["vhost"],
            "pattern": policy["pattern"],
            "applyTo": policy["apply-to"],
            "priority": policy["priority"],
            "definition": policy["definition"],
        }
        found.append(_object("Policy", policy["name"], spec))
    durable = {"name": DEAD_LETTERS, "vhost": VHOST, "durable": True, "autoDelete": False}
    found.append(_object("Exchange", DEAD_LETTERS, {**durable, "type": "fanout"}))
    return found


def definitions(passwords: dict[str, str]) -> dict[str, Any]:
    """The same for one node without operators, as it loads it at boot; one node needs no quorum for calls."""
    said: dict[str, Any] = json.loads(local_definitions(secrets.token_hex(20)))
    said["users"] = [
        {
            "name": user,
            "password_hash": password_hash(password, secrets.token_bytes(4)),
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": "",
        }
        for user, password in passwords.items()
    ]
    said["permissions"] = [{"user": user, "vhost": VHOST, **permissions(user)} for user in passwords]
    return said


def text() -> str:
    """The file."""
    return HEAD + yaml.safe_dump_all(topology(), sort_keys=False, width=1000)


def _object(kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "rabbitmq.com/v1beta1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": {**spec, "rabbitmqClusterReference": {"name": CLUSTER}},
    }


def _exact(name: str) -> str:
    return re.escape(name).replace(r"\-", "-")


def _any(patterns: list[str]) -> str:
    return f"^({'|'.join(patterns)})$"


if __name__ == "__main__":
    FILE.write_text(text())
