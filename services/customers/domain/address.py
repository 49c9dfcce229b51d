"""Addresses in India, and the states of GST."""

from collections.abc import Mapping

from kit.errors import Fault, fault

STATES = frozenset(f"{code:02}" for code in [*range(1, 25), 26, 27, *range(29, 39), 96, 97])


def address_faults(address: Mapping[str, str | None] | None) -> list[Fault]:
    """Name what is wrong with an address: a state that is no GST code, such as 29 for Karnataka."""
    state = address.get("state") if address else None
    if state is None or state in STATES:
        return []
    return [fault("/address/state", "out_of_range", "a two-digit GST state code, such as 29 for Karnataka")]
