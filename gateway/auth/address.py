"""From which address a request comes: the peer's, or what a configured proxy says it is."""

import ipaddress
from typing import Any

from gateway.settings import Network


def address_of(environ: dict[str, Any], trusted: tuple[Network, ...]) -> str:
    """Give the last address of X-Forwarded-For that is not one of our proxies; the header is ignored from anybody else."""
    address = str(environ.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
    while hops and _is_in(address, trusted):
        address = hops.pop()
    return address


def _is_in(address: str, networks: tuple[Network, ...]) -> bool:
    if not networks:
        return False
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
