"""Cursors: where a page ended, signed, and bound to the account, the list, its filters and the version."""

import base64
import binascii
import hmac
import json
from typing import Any

from gateway.problems import Problem
from kit.wire_json import dumps

_MAC_BYTES = 16


class Cursors:
    """Makes and reads cursors. They need no escaping in a URL."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def write(self, after: list[Any] | None, *bound_to: Any) -> str | None:
        """Make the cursor of the page that follows `after`; None when there is none."""
        if after is None:
            return None
        payload = dumps(after).encode()
        return base64.urlsafe_b64encode(self._mac(payload, bound_to) + payload).rstrip(b"=").decode()

    def read(self, cursor: str | None, *bound_to: Any) -> list[Any] | None:
        """Read a cursor made for the same account, list, filters and version; any other is a Problem."""
        if cursor is None:
            return None
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise Problem("invalid_cursor") from None
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(payload, bound_to)):
            raise Problem("invalid_cursor")
        after: list[Any] = json.loads(payload)
        return after

    def _mac(self, payload: bytes, bound_to: tuple[Any, ...]) -> bytes:
        bound = json.dumps(bound_to, sort_keys=True).encode()
        return hmac.digest(self._secret, bound + b"\n" + payload, "sha256")[:_MAC_BYTES]
