"""To which addresses webhooks are sent: public unicast ones, and loopback where the local setting allows it."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

from services.webhooks.errors import UrlRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that is the internet so far

# Beside what the standard library knows to be private. Its list grows with Python's versions; these are refused in all of them.
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # public by number, but Azure's host agent
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: embeds an IPv4 address
        "3fff::/20",  # documentation
    )
)


def checked(addresses: Sequence[str], *, allow_loopback: bool) -> str:
    """
    Return the address to connect to: the first, provided that none of the host's addresses is refused.

    A name that points to a good and a bad address is refused whole; UrlRefused says which kind was met.
    """
    for text in addresses:
        complaint = complaint_about(text, allow_loopback=allow_loopback)
        if complaint:
            raise UrlRefused(complaint)
    if not addresses:
        raise UrlRefused("the host has no address")
    return addresses[0]


@lru_cache(maxsize=1024)
def is_loopback(text: str) -> bool:
    """Say whether an address is this machine's own."""
    return _plain(text).is_loopback


@lru_cache(maxsize=1024)
def complaint_about(text: str, *, allow_loopback: bool) -> str | None:
    """Say why an address is refused, or None."""
    address = _plain(text)
    if address.is_loopback:
        return None if allow_loopback else "the host is this machine's own (loopback) address"
    if address.is_link_local:
        return "the host is a link-local address"
    if address.is_multicast:
        return "the host is a multicast address"
    if not address.is_global or any(address in network for network in _REFUSED if network.version == address.version):
        return "the host is a private or reserved address"
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        return "the host is a private or reserved address"
    return None


def _plain(text: str) -> Address:
    """Read an address; one that maps an IPv4 address into IPv6 is judged as what it maps."""
    address = ipaddress.ip_address(text.split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
