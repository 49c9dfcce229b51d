"""Somebody who calls running services over RabbitMQ, on behalf of an account of their own."""

import secrets
from typing import Any

from kit.messaging.core import Client


class NewAccount:
    """A new account's calls."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.account_id = f"acct_{secrets.token_hex(8)}"

    def call(self, service: str, method: str, request: dict[str, Any], key: str | None = None) -> Any:
        """Call a method, with an idempotency key if one is given."""
        idempotency = {"idempotency": {"key": key, "fingerprint": "f"}} if key else {}
        caller = {"account_id": self.account_id, "livemode": True}
        return self._client.call(service, method, caller=caller, request=request, timeout=8.0, **idempotency)
