"""Decides whether webhooks may go to a URL, and to which address: asked at registration and again before each attempt."""

from collections.abc import Callable

from services.webhooks.adapters.resolver import resolve
from services.webhooks.domain.address import checked, is_loopback
from services.webhooks.domain.endpoint_url import Target, UrlPolicy, judge, read_url

Resolve = Callable[[str], list[str]]


class UrlGuard:
    """Reads a URL, resolves its host once and judges both by the deployment's policy."""

    def __init__(self, policy: UrlPolicy, resolve: Resolve = resolve) -> None:
        self._policy = policy
        self._resolve = resolve

    def admit(self, url: str, *, livemode: bool) -> tuple[Target, str | None]:
        """Return the target and the address to connect to, None when its name does not resolve; or raise UrlRefused."""
        target = read_url(url)
        addresses = self._resolve(target.host)
        address = checked(addresses, allow_loopback=self._policy.allow_local) if addresses else None
        loopback = any(is_loopback(found) for found in addresses)
        judge(target, self._policy, livemode=livemode, loopback=loopback)
        return target, address
