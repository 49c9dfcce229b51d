"""Random secrets of links and cookies, of which only a hash is kept, and what is derived from the gateway's own secret."""

import hashlib
import hmac
import secrets

_RANDOM_BYTES = 32


def new() -> str:
    """Make a secret of 256 random bits that needs no escaping in a URL or a cookie."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


def digest(token: str) -> bytes:
    """Give what is kept of a secret. Its random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def derived(secret: bytes, purpose: str, text: str) -> str:
    """Give the text that belongs to another one for a purpose; nobody can make it without the gateway's secret."""
    return hmac.digest(key_for(secret, purpose), text.encode("utf-8", "surrogateescape"), hashlib.sha256).hex()


def is_derived(found: str, secret: bytes, purpose: str, text: str) -> bool:
    """Compare in a time that says nothing."""
    wanted = derived(secret, purpose, text)
    return hmac.compare_digest(found.encode("utf-8", "surrogateescape"), wanted.encode())


def key_for(secret: bytes, purpose: str) -> bytes:
    """Give the key of a purpose, so that what was made for one is good for no other."""
    return hmac.digest(secret, b"saathix dashboard: " + purpose.encode(), hashlib.sha256)


def seal(secret: bytes, purpose: str, plain: bytes, bound_to: str) -> bytes:
    """Encrypt what must be read again; it opens only for the one it is bound to."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # a gateway that nobody logs in to does not load it

    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key_for(secret, purpose)).encrypt(nonce, plain, bound_to.encode())


def unseal(secret: bytes, purpose: str, sealed: bytes, bound_to: str) -> bytes | None:
    """Decrypt; None when it was sealed under another secret or for another one."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key_for(secret, purpose)).decrypt(sealed[:12], sealed[12:], bound_to.encode())
    except InvalidTag:
        return None
