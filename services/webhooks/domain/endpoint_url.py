"""Reading and judging an endpoint's URL, as far as that goes without asking where its host lies."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from services.webhooks.errors import UrlRefused

LONGEST = 2048
_DEFAULT_PORTS = {"https": 443, "http": 80}
_LOW_PORTS_ALLOWED = frozenset({443, 80, 8080, 8443})
_FIRST_FREE_PORT = 1025
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL points: what to resolve, where to connect, what to ask for."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """Name the host as HTTP wants it: IPv6 in brackets, the port only when it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class UrlPolicy:
    """What the deployment allows: local receivers (http and loopback), and which ports are the stack's own."""

    allow_local: bool = False
    own_ports: frozenset[int] = frozenset()

    def may_be_plain(self, *, livemode: bool) -> bool:
        """Say whether http can be allowed at all; with live keys only to this machine, and only by the local setting."""
        return self.allow_local or not livemode


@lru_cache(maxsize=1024)
def read_url(url: str) -> Target:
    """Take a URL apart; UrlRefused says what is wrong with its form."""
    if len(url) > LONGEST or not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise UrlRefused(f"the URL has at most {LONGEST} printable ASCII characters and no backslash; encode the rest")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UrlRefused("the URL cannot be read") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise UrlRefused("the URL begins with https://")
    if "@" in parts.netloc:
        raise UrlRefused("the URL has no user name or password in it")
    if "#" in url:
        raise UrlRefused("the URL has no fragment (#…)")
    if not _HOST.fullmatch(parts.netloc.rsplit(":", 1)[0] if port is not None else parts.netloc.removesuffix(":")):
        raise UrlRefused("the URL names a host")
    query = f"?{parts.query}" if parts.query else ""
    target = Target(
        parts.scheme,
        (parts.hostname or "").rstrip("."),
        _DEFAULT_PORTS[parts.scheme] if port is None else port,
        (parts.path or "/") + query,
    )
    if not target.host:
        raise UrlRefused("the URL names a host")
    if target.port < _FIRST_FREE_PORT and target.port not in _LOW_PORTS_ALLOWED:
        raise UrlRefused("the port is 443, 80, 8080, 8443 or above 1024")
    return target


def judge(target: Target, policy: UrlPolicy, *, livemode: bool, loopback: bool) -> None:
    """Judge a URL whose host is known to be this machine or not; UrlRefused says what the deployment does not allow."""
    if loopback and target.port in policy.own_ports:
        raise UrlRefused("this port belongs to the service itself")
    if target.scheme == "https":
        return
    if loopback and policy.allow_local:
        return
    if livemode:
        raise UrlRefused("the URL begins with https://")
