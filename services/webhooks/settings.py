"""What the webhooks process and its dispatcher need from the environment."""

from dataclasses import dataclass
from functools import cached_property

from kit.settings import env, flag
from services.webhooks.adapters.secret_box import SecretBox, readable_keys
from services.webhooks.domain.endpoint_url import UrlPolicy

STACK_PORTS = 80  # a stack owns this many ports from its base port on


@dataclass(frozen=True)
class _Policy:
    """What both processes must know to judge a URL, and to open and close secrets."""

    encryption_keys: str = env("SAATHIX_ENCRYPTION_KEY", parse=readable_keys, secret=True)
    allow_local: bool = env("SAATHIX_WEBHOOKS_ALLOW_LOCAL", parse=flag, default=False)
    port: int = env("SAATHIX_PORT", parse=int, default=8420)

    @cached_property
    def box(self) -> SecretBox:
        return SecretBox(self.encryption_keys)

    @property
    def url_policy(self) -> UrlPolicy:
        return UrlPolicy(self.allow_local, frozenset(range(self.port, self.port + STACK_PORTS)))


@dataclass(frozen=True, kw_only=True)
class Settings(_Policy):
    """The service's process."""

    amqp_url: str = env("SAATHIX_AMQP_URL", secret=True)
    database_url: str = env("SAATHIX_WEBHOOKS_DATABASE_URL", secret=True)
    worker_database_url: str = env("SAATHIX_WEBHOOKS_WORKER_DATABASE_URL", secret=True)


@dataclass(frozen=True, kw_only=True)
class DispatcherSettings(_Policy):
    """The dispatcher's process: how much it does at once, and whose certificates it trusts."""

    worker_database_url: str = env("SAATHIX_WEBHOOKS_WORKER_DATABASE_URL", secret=True)
    threads: int = env("SAATHIX_DISPATCHER_THREADS", parse=int, default=32)
    per_endpoint: int = env("SAATHIX_DISPATCHER_PER_ENDPOINT", parse=int, default=8)
    ca_bundle: str | None = env("SAATHIX_WEBHOOKS_CA_BUNDLE", default=None)
