"""The form of an API key: `sk_live_sx_`, 32 random base-62 characters, and a checksum that finds a typing mistake without a look-up."""

import base64
import binascii
import hashlib
import re
import secrets
import zlib
from dataclasses import dataclass

KINDS = ("sk_live", "pk_live", "sk_test", "pk_test")

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM_LENGTH = 32
_CHECKSUM_LENGTH = 6
_FORM = re.compile(rf"(?:sk|pk)_(?:live|test)_sx_[0-9A-Za-z]{{{_RANDOM_LENGTH + _CHECKSUM_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the secret is shown once, the rest is kept."""

    secret: str
    digest: bytes
    prefix: str
    last_four: str


def make(kind: str) -> NewKey:
    """Make a key of a kind (`sk_live`, `pk_live`, `sk_test`, `pk_test`)."""
    if kind not in KINDS:
        raise ValueError(f"a key is one of {', '.join(KINDS)}")
    start = f"{kind}_sx_" + "".join(secrets.choice(_BASE62) for _ in range(_RANDOM_LENGTH))
    secret = start + checksum(start)
    return NewKey(secret, digest(secret), f"{kind}_sx_", secret[-4:])


def is_well_formed(secret: str) -> bool:
    """Say whether a text has a key's form and a right checksum."""
    return _FORM.fullmatch(secret) is not None and checksum(secret[:-_CHECKSUM_LENGTH]) == secret[-_CHECKSUM_LENGTH:]


def checksum(start: str) -> str:
    """Write the CRC-32 of a key's beginning as six base-62 characters."""
    number = zlib.crc32(start.encode())
    characters = []
    for _ in range(_CHECKSUM_LENGTH):
        number, low = divmod(number, 62)
        characters.append(_BASE62[low])
    return "".join(reversed(characters))


def digest(secret: str) -> bytes:
    """Give what is kept of a key. Its 190 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def presented(authorization: str | None) -> str | None:
    """Read the key from an Authorization header: Bearer, or Basic with the key as user name. None when there is none."""
    if not authorization:
        return None
    scheme, _, rest = authorization.partition(" ")
    scheme, rest = scheme.lower(), rest.strip()
    if scheme == "bearer":
        return rest or None
    if scheme == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode("ascii").partition(":")[0] or None
        except (binascii.Error, UnicodeDecodeError):
            return None
    return None
