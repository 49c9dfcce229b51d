"""Encrypts signing secrets before they are stored (Fernet: AES-128-CBC and HMAC-SHA256)."""

import json
from collections.abc import Mapping
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet

from kit.wire_json import dumps


class SecretBox:
    """
    Seals with the first of its keys and opens with any of them.

    To change the key, put the new one in front, separated by a comma, and take the old one out when nothing sealed with it
    is left. ValueError when a key is none.
    """

    def __init__(self, keys: str) -> None:
        self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        self.open = lru_cache(maxsize=1024)(self._open)

    def encrypt(self, data: bytes) -> bytes:
        return self._fernet.encrypt(data)

    def decrypt(self, token: bytes) -> bytes:
        return self._fernet.decrypt(token)

    def seal(self, secret: str) -> str:
        """Encrypt a secret for storing."""
        return self.encrypt(secret.encode()).decode()

    def sealed_again(self, sealed: str) -> str:
        """Decrypt with whichever key it takes, and encrypt with the first."""
        return self._fernet.rotate(sealed.encode()).decode()

    def seal_headers(self, headers: Mapping[str, str]) -> str | None:
        """Encrypt the custom headers of an endpoint, which may hold a password; None when there are none."""
        return self.seal(dumps(dict(headers))) if headers else None

    def open_headers(self, sealed: str | None) -> dict[str, str]:
        """Decrypt custom headers."""
        return json.loads(self.open(sealed)) if sealed else {}

    def _open(self, sealed: str) -> str:
        """Decrypt a stored secret; `open` is this, with the last ones remembered, as every delivery needs its own."""
        return self.decrypt(sealed.encode()).decode()


def readable_keys(keys: str) -> str:
    """Return the keys as they are; ValueError when one is no Fernet key. The message never shows it."""
    try:
        SecretBox(keys)
    except ValueError:
        raise ValueError("is not a Fernet key (32 bytes in URL-safe base64), or several separated by commas") from None
    return keys
