"""
The secrets of a new cluster: `umask 077; python -m deploy.kubernetes.secrets > secrets.yaml; kubectl apply -f secrets.yaml`.

Every value is random and made now; keep the file where you keep secrets, or put its values into your vault and let
components/external-secrets fetch them. Made again, it would lock everybody out of what the first ones opened.
"""

import dataclasses
import importlib
import secrets
import sys
from pathlib import Path
from typing import Any

import yaml

from deploy.kubernetes.broker import USERS
from deploy.local.credentials import KINDS_OF_ROLE, SERVICES, Credentials, generate
from deploy.local.servers.definitions import VHOST

FILE = Path(__file__).with_name("components") / "external-secrets" / "secrets.yaml"
HEAD = "# Written by `python -m deploy.kubernetes.secrets --external` from the processes' settings.\n"
NAMESPACE = "saathix"


@dataclasses.dataclass(frozen=True)
class Hosts:
    """Where the servers are."""

    database: str = "database-rw:5432"
    options: str = "?sslmode=require"
    broker: str = "broker:5672"
    redis: str = "redis:6379"


SETTINGS = {
    "gateway": "gateway.settings:Settings",
    "catalog": "services.catalog.settings:Settings",
    "billing": "services.billing.settings:Settings",
    "receipts": "services.billing.settings:ReceiptsSettings",
    "customers": "services.customers.settings:Settings",
    "reporting": "services.reporting.settings:Settings",
    "webhooks": "services.webhooks.settings:Settings",
    "dispatcher": "services.webhooks.settings:DispatcherSettings",
    "admin": "gateway.admin.__main__:AdminSettings",
}
"""Each process, and what it reads from the environment."""
GIVEN = {"backup-secrets": ["ACCESS_KEY_ID", "ACCESS_SECRET_KEY"], "mail-secrets": ["SAATHIX_SMTP_URL"]}
"""Secrets that somebody else makes: the object store's, for backups, and the mail relay's."""


def secrets_of(process: str) -> list[str]:
    """The variables that a process does not start without: its settings that have no default."""
    return [field.metadata["env"] for field in fields(process) if field.default is dataclasses.MISSING]


def fields(process: str) -> tuple[dataclasses.Field[Any], ...]:
    """The settings of a process."""
    module, _, name = SETTINGS[process].partition(":")
    return dataclasses.fields(getattr(importlib.import_module(module), name))


def keys() -> dict[str, list[str]]:
    """Every Secret that we make, and its keys."""
    found = {f"{process}-secrets": secrets_of(process) for process in SETTINGS}
    found |= {f"{service}-owner-secrets": [_variable(service, "_owner")] for service in SERVICES}
    found["provision-secrets"] = [_variable(service, kind) for service in SERVICES for kind in KINDS_OF_ROLE]
    found |= {f"rabbitmq-{user}": ["username", "password"] for user in USERS}
    found["redis-secrets"] = ["password.conf"]
    return found


def values(made: Credentials, hosts: Hosts = Hosts()) -> dict[str, dict[str, str]]:
    """Every Secret with its values."""
    broker = {user: secrets.token_hex(20) for user in USERS}
    common = {
        "SAATHIX_REDIS_URL": f"redis://:{made.redis}@{hosts.redis}/0",
        "SAATHIX_CUSTOMER_ID_SECRET": made.customer_id_secret,
        "SAATHIX_ENCRYPTION_KEY": made.encryption_key,
        "SAATHIX_CURSOR_SECRET": made.cursor_secret,
        "password.conf": f"requirepass {made.redis}\n",
    }
    for service in SERVICES:
        for kind in KINDS_OF_ROLE:
            role = f"saathix_{service}{kind}"
            address = f"{role}:{made.roles[role]}@{hosts.database}/saathix_{service}{hosts.options}"
            common[_variable(service, kind)] = f"postgresql://{address}"
    found: dict[str, dict[str, str]] = {}
    for name, wanted in keys().items():
        user = name.removeprefix("rabbitmq-").removesuffix("-secrets")
        own = {"username": user, "password": broker.get(user, "")}
        own["SAATHIX_AMQP_URL"] = f"amqp://{user}:{broker.get(user)}@{hosts.broker}/{VHOST}"
        found[name] = {key: own.get(key) or common[key] for key in wanted}
    return found


def external_text() -> str:
    """The file of the component external-secrets."""
    return HEAD + yaml.safe_dump_all(external(), sort_keys=False, width=1000)


def manifests(made: Credentials) -> list[dict[str, Any]]:
    """The Secrets as Kubernetes takes them."""
    return [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": NAMESPACE},
            "type": "Opaque",
            "stringData": data,
        }
        for name, data in values(made).items()
    ]


def external() -> list[dict[str, Any]]:
    """The same Secrets, to be fetched by External Secrets from a vault where they lie under saathix/<name>."""
    return [
        {
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": {"name": name},
            "spec": {
                "refreshInterval": "1h",
                "secretStoreRef": {"kind": "ClusterSecretStore", "name": "saathix"},
                "target": {"name": name, "creationPolicy": "Owner"},
                "data": [
                    {"secretKey": key, "remoteRef": {"key": f"saathix/{name}", "property": key}} for key in wanted
                ],
            },
        }
        for name, wanted in {**keys(), **GIVEN}.items()
    ]


def _variable(service: str, kind: str) -> str:
    return f"SAATHIX_{service.upper()}{kind.upper()}_DATABASE_URL"


if __name__ == "__main__":
    if sys.argv[1:] == ["--external"]:
        FILE.write_text(external_text())
        sys.exit()
    sys.stdout.write(yaml.safe_dump_all(manifests(generate()), sort_keys=False, width=1000))
