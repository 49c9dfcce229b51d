"""
The dashboard's cookies: `__Host-` (Secure, of this host and path / alone), HttpOnly, SameSite=Lax.

Chromium and Firefox take Secure cookies from this machine over plain http, Safari does not: for it, over http and on the
same machine only, a cookie goes without Secure, under a name that says so.
"""

import ipaddress
from datetime import timedelta

from flask import Response, request

from gateway.auth.address import address_of
from gateway.request_context import current

SESSION, VISIT, FLASH, LANGUAGE, THEME = "sx", "sx-visit", "sx-flash", "sx-language", "sx-theme"
YEAR = timedelta(days=365)
_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


def over_https() -> bool:
    """Say whether the browser's connection is encrypted (a trusted proxy says so for its own)."""
    return request.scheme == "https"


def on_this_machine() -> bool:
    """Say whether browser and server are the same machine: the peer's address and the name it asks for."""
    host = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdecimal() else request.host
    address = address_of(request.environ, current().parts.settings.trusted_proxies)
    return host in _LOOPBACK_HOSTS and ipaddress.ip_address(address).is_loopback


def works_here() -> bool:
    """Say whether a cookie of ours can come back: over https, or on this machine."""
    return over_https() or on_this_machine()


def read(name: str) -> str | None:
    """Read a cookie."""
    return request.cookies.get(_full(name))


def write(answer: Response, name: str, value: str, lasts: timedelta | None = None) -> None:
    """Set a cookie: for as long as the browser is open, or for a time."""
    age = int(lasts.total_seconds()) if lasts else None
    answer.set_cookie(
        _full(name), value, max_age=age, path="/", secure=not _plain(), httponly=True, samesite="Lax", domain=None
    )


def clear(answer: Response, name: str) -> None:
    """Take a cookie away."""
    answer.delete_cookie(_full(name), path="/", secure=not _plain(), httponly=True, samesite="Lax")


def _plain() -> bool:
    agent = request.headers.get("User-Agent", "")
    safari = "Safari/" in agent and "Chrom" not in agent
    return safari and not over_https() and on_this_machine()


def _full(name: str) -> str:
    return f"local-{name}" if _plain() else f"__Host-{name}"
