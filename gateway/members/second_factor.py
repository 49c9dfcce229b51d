"""The second factor: a code of six digits that changes every 30 seconds (TOTP, RFC 6238), or a recovery code, each good once."""

import hashlib
import hmac
import secrets
from datetime import datetime

from gateway.members import tokens
from gateway.members.people import MemberError
from gateway.storage import second_factors
from kit.db import Tx

ISSUER = "SaathiX Billing"
STEP_SECONDS = 30
CODES = 10
_PURPOSE = "second factor"
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_HALF = 5


def propose(tx: Tx, secret: bytes, member_id: str) -> str:
    """Make a secret for a person's device and keep it sealed; it counts once `switch_on` has seen a code of it."""
    import pyotp  # loaded with the first second factor

    own = pyotp.random_base32()
    held = second_factors.lock(tx, member_id)
    if held is None or held["totp_since"] is not None:
        raise MemberError("two_factor_on")
    second_factors.propose(tx, member_id, tokens.seal(secret, _PURPOSE, own.encode(), member_id))
    return own


def proposed(tx: Tx, secret: bytes, member_id: str) -> str | None:
    """Give the secret that waits for its first code, to be shown again."""
    held = second_factors.lock(tx, member_id)
    if held is None or held["totp_since"] is not None or held["totp_secret"] is None:
        return None
    plain = tokens.unseal(secret, _PURPOSE, bytes(held["totp_secret"]), member_id)
    return plain.decode() if plain else None


def switch_on(tx: Tx, secret: bytes, member_id: str, code: str, *, at: datetime) -> list[str]:
    """Demand the second factor from now on, and return the recovery codes, which are kept as hashes alone. MemberError `code`."""
    held = second_factors.lock(tx, member_id)
    if held is None or held["totp_since"] is not None or not _uses_step(tx, secret, held, code, at):
        raise MemberError("code")
    codes = new_codes()
    second_factors.switch_on(tx, member_id, at, [digest(secret, code) for code in codes])
    return codes


def replace_codes(tx: Tx, secret: bytes, member_id: str) -> list[str]:
    """Make other recovery codes; those before no longer work."""
    codes = new_codes()
    second_factors.replace_codes(tx, member_id, [digest(secret, code) for code in codes])
    return codes


def is_right(tx: Tx, secret: bytes, member_id: str, code: str, *, at: datetime) -> bool:
    """Say whether a code lets the person in, and use it up: one of the device, or a recovery code."""
    held = second_factors.lock(tx, member_id)
    if held is None or held["totp_since"] is None:
        return False
    return _uses_step(tx, secret, held, code, at) or second_factors.use_code(tx, member_id, digest(secret, code), at)


def address_of(own_secret: str, email: str) -> str:
    """Write the `otpauth://` address that a device reads off a QR code."""
    import pyotp

    return pyotp.TOTP(own_secret).provisioning_uri(name=email, issuer_name=ISSUER)


def new_codes() -> list[str]:
    """Make recovery codes of 49 random bits, without letters that look alike."""
    texts = ("".join(secrets.choice(_LETTERS) for _ in range(2 * _HALF)) for _ in range(CODES))
    return [f"{text[:_HALF]}-{text[_HALF:]}" for text in texts]


def digest(secret: bytes, code: str) -> bytes:
    """Give what is kept of a recovery code: without the gateway's secret nobody can search it."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    return hmac.digest(tokens.key_for(secret, "recovery codes"), plain.encode(), hashlib.sha256)


def _uses_step(tx: Tx, secret: bytes, held: dict[str, object], code: str, at: datetime) -> bool:
    """Compare with the codes of this half minute, the one before and the one after; a step counts once."""
    import pyotp

    sealed, member_id = held["totp_secret"], str(held["member_id"])
    digits = code.replace(" ", "")
    if sealed is None or len(digits) != 6 or not digits.isascii() or not digits.isdecimal():
        return False
    plain = tokens.unseal(secret, _PURPOSE, bytes(sealed), member_id)  # type: ignore[call-overload]
    if plain is None:
        return False
    device, last = pyotp.TOTP(plain.decode()), int(str(held["totp_last_step"]))
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if step > last and hmac.compare_digest(device.at(step * STEP_SECONDS), digits):
            second_factors.use_step(tx, member_id, step)
            return True
    return False
