"""The headers that an endpoint's owner adds to each delivery: few, short, and none that HTTP or the signature depends on."""

import re
from collections.abc import Mapping

from kit.errors import Fault, fault

MOST = 20
LONGEST_NAME = 64
LONGEST_VALUE = 1024
MOST_BYTES = 4096
SHOWN = "••••"

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110
_VALUE = re.compile(
    r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?"
)  # one line of ASCII: nothing that could begin another header

# What frames the request, is between two hops, or says who we are and that it was us.
_RESERVED = frozenset(
    """
    accept accept-encoding connection content-encoding content-length content-type date expect forwarded host http2-settings
    keep-alive te trailer trailers transfer-encoding upgrade user-agent via
    """.split()
)
_RESERVED_BEGINNINGS = ("proxy-", "webhook-", "x-billkart-", "x-forwarded-", "content-")


def merged(kept: Mapping[str, str], changes: Mapping[str, str | None] | None) -> dict[str, str]:
    """Apply a merge patch: a name in any case replaces its header, null removes it, null for all of it removes all."""
    if changes is None:
        return {}
    named = {name.lower() for name in changes}
    rest = {name: value for name, value in kept.items() if name.lower() not in named}
    return rest | {name: value for name, value in changes.items() if value is not None}


def faults_of(headers: Mapping[str, str | None]) -> list[Fault]:
    """Name every fault; one that is to be removed (None) may have any name."""
    given = {name: value for name, value in headers.items() if value is not None}
    faults = [found for name, value in given.items() if (found := _fault_of(name, value))]
    names = [name.lower() for name in given]
    faults += [
        fault(_pointer(name), "out_of_range", "This header is named twice; case does not count in a name.")
        for place, name in enumerate(given)
        if name.lower() in names[:place]
    ]
    return faults


def fault_of_all(headers: Mapping[str, str]) -> Fault | None:
    """Say whether they are too many or too much together."""
    size = sum(len(name) + len(value) + len(": \r\n") for name, value in headers.items())
    if len(headers) <= MOST and size <= MOST_BYTES:
        return None
    return fault("/headers", "out_of_range", f"At most {MOST} headers, of {MOST_BYTES} bytes together.")


def _fault_of(name: str, value: str) -> Fault | None:
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        return fault(
            _pointer(name), "invalid_type", f"A header's name has 1 to {LONGEST_NAME} letters, digits and dashes."
        )
    if name.lower() in _RESERVED or name.lower().startswith(_RESERVED_BEGINNINGS):
        return fault(_pointer(name), "out_of_range", "This header is ours or HTTP's own; name another.")
    if not _VALUE.fullmatch(value) or len(value) > LONGEST_VALUE:
        return fault(
            _pointer(name),
            "invalid_type",
            f"A header's value has 1 to {LONGEST_VALUE} printable ASCII characters, no line break, no blank at either end.",
        )
    return None


def _pointer(name: str) -> str:
    return f"/headers/{name.replace('~', '~0').replace('/', '~1')}"
