"""What the gateway needs from the environment."""

import ipaddress
from dataclasses import dataclass, field

from kit.settings import env

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


PUBLIC_URL = "https://api.saathix.com"


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Read once, by `kit.settings.load`. Secrets have no default."""

    amqp_url: str = env("SAATHIX_AMQP_URL", secret=True)
    redis_url: str = env("SAATHIX_REDIS_URL", secret=True)
    database_url: str = env("SAATHIX_GATEWAY_DATABASE_URL", secret=True)
    cursor_secret: bytes = env("SAATHIX_CURSOR_SECRET", str.encode, secret=True)

    database_connections: int = env("SAATHIX_GATEWAY_DATABASE_CONNECTIONS", int, 4)
    redis_timeout_seconds: float = env("SAATHIX_REDIS_TIMEOUT_SECONDS", float, 0.05)
    """After that a request goes on without Redis."""
    processes: int = env("SAATHIX_GATEWAY_WORKERS", int, 2)
    replicas: int = env("SAATHIX_GATEWAY_REPLICAS", int, 1)
    """How many processes this gateway has, and how many gateways there are: all of them share a key's limit while Redis is away."""
    rpc_deadline_seconds: float = env("SAATHIX_GATEWAY_DEADLINE_SECONDS", float, 10.0)
    public_url: str = env("SAATHIX_PUBLIC_URL", str, PUBLIC_URL)
    """Where the documentation of problem types is served."""
    trusted_proxies: tuple[Network, ...] = env("SAATHIX_TRUSTED_PROXIES", _networks, ())
    """Networks whose X-Forwarded-For is believed; from anybody else it is ignored."""
    bad_keys_a_minute: int = env("SAATHIX_BAD_KEYS_A_MINUTE", int, 60)
    """How many bad keys an address may send in a minute before it is refused without a look-up."""

    dashboard_url: str = env("SAATHIX_DASHBOARD_URL", str, PUBLIC_URL)
    """What links in letters begin with; never taken from a request."""
    smtp_url: str = field(default="", repr=False, metadata={"env": "SAATHIX_SMTP_URL", "parse": str})
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; without it, letters go into the mail folder."""
    mail_from: str = env("SAATHIX_MAIL_FROM", str, "SaathiX Billing <no-reply@saathix.com>")
    mail_folder: str = env("SAATHIX_MAIL_FOLDER", str, "")
    """Where letters are kept on a developer's machine; without it and SMTP nothing is sent."""
