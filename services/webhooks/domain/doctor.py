"""Why a receiver cannot verify a delivery: the one mistake that explains it, named, with what to do."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from services.webhooks.domain.signature import PREFIX, TOLERANCE_SECONDS
from services.webhooks.domain.signature_header import Signature, Unreadable, read_signature

SHOWN = 24


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a receiver has in hand: the body as text (None: it gave something else), lower-case headers, its secret, its clock."""

    body: str | None
    body_kind: str
    headers: Mapping[str, str]
    secret: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """A secret of one of the account's endpoints; `is_current` unless it was rotated out."""

    webhook_id: str
    secret: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What we know: the account's secrets, the event's bodies as they were sent, and whose live or test secret was given."""

    livemode: bool
    secrets: Sequence[KnownSecret]
    bodies: Sequence[str]
    livemode_of_given: bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; the code is stable."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was found; nothing is wrong when there is no finding."""

    findings: Sequence[Finding]
    webhook_id: str | None = None
    event_id: str | None = None
    signed_at: datetime | None = None
    clock_off_seconds: int | None = None

    @property
    def verified(self) -> bool:
        return not self.findings


def diagnose(complaint: Complaint, known: Known, event_id: str | None) -> Diagnosis:
    """Find what is wrong: with the headers, the body, the secret and the clock, in this order."""
    parsed = [] if complaint.body is not None else [_parsed(complaint.body_kind)]
    try:
        signature = read_signature(complaint.headers)
    except Unreadable as problem:
        return Diagnosis([Finding(problem.code, problem.detail), *parsed], event_id=event_id)
    signed_at = datetime.fromtimestamp(signature.timestamp, UTC)
    off = round((complaint.received_at - signed_at).total_seconds())
    signer, body = _signer(signature, complaint, known)
    findings = [*parsed, *_about_secret(signer, complaint, known), *_about_body(body, complaint), *_about_clock(off)]
    webhook_id = next((entry.webhook_id for entry in known.secrets if entry.secret == signer), None)
    return Diagnosis(findings, webhook_id, event_id, signed_at, off)


def _signer(signature: Signature, complaint: Complaint, known: Known) -> tuple[str | None, str | None]:
    """Find which secret signed which body: those of the receiver first, then ours."""
    secrets = [complaint.secret] if complaint.secret is not None else []
    bodies = [complaint.body] if complaint.body is not None else []
    for body, secret in product([*bodies, *known.bodies], [*secrets, *(entry.secret for entry in known.secrets)]):
        if signature.matches(secret, body.encode()):
            return secret, body
    return None, None


def _about_secret(signer: str | None, complaint: Complaint, known: Known) -> Iterator[Finding]:
    given = complaint.secret
    if given is not None and known.livemode_of_given is (not known.livemode) and signer != given:
        which, other = ("sandbox", "live") if known.livemode else ("live account", "sandbox")
        code = "test_secret_on_live" if known.livemode else "live_secret_on_test"
        yield Finding(
            code, f"The secret is one of your {which}'s webhooks; this delivery is a {other} one. Use its own."
        )
    elif signer is None:
        yield Finding(
            "signature_unknown",
            "None of this account's secrets made this signature for this body"
            + (", nor for the event's body as we sent it" if known.bodies else ", and the event is not known here")
            + ": the delivery is forged, another account's, or its headers belong to another body.",
        )
    elif given is not None and signer != given:
        yield Finding("wrong_secret", _misused(given, signer, known))


def _misused(given: str, signer: str, known: Known) -> str:
    if given.strip() == signer:
        return "The secret has a blank or a line break around it; strip it."
    if PREFIX + given.strip() == signer:
        return f"The secret lacks its beginning; {PREFIX} is part of it."
    owner = next((entry for entry in known.secrets if entry.secret == given), None)
    signed_by = next((entry.webhook_id for entry in known.secrets if entry.secret == signer), "another webhook")
    if owner is None:
        return f"The delivery was signed with the secret of {signed_by}; yours is no secret of this account."
    if owner.webhook_id == signed_by:
        return f"Yours is an old secret of {signed_by}, rotated out; use the one that the rotation gave."
    return f"The delivery was signed with the secret of {signed_by}; yours is that of {owner.webhook_id}."


def _about_body(signed: str | None, complaint: Complaint) -> Iterator[Finding]:
    given = complaint.body
    if given is None or signed is None or given == signed:
        return
    at = next((n for n, (a, b) in enumerate(zip(given, signed, strict=False)) if a != b), min(len(given), len(signed)))
    where = f"from character {at} on it reads {given[at : at + SHOWN]!r}, sent was {signed[at : at + SHOWN]!r}"
    if given.strip() == signed.strip():
        yield Finding("body_altered", f"Blanks or a line break were added around the body; {where}.")
    elif _same_json(given, signed):
        yield Finding(
            "body_reserialised", f"The body was parsed and written again: {where}. Verify the raw bytes first."
        )
    elif signed.startswith(given):
        yield Finding("body_truncated", f"Only the first {len(given)} of {len(signed)} characters are there.")
    else:
        yield Finding("body_altered", f"The body is not what was sent: {where}.")


def _about_clock(off: int) -> Iterator[Finding]:
    if abs(off) > TOLERANCE_SECONDS:
        side = f"{off} s ago" if off > 0 else f"{-off} s in the future"
        yield Finding(
            "clock_off",
            f"By the receiver's clock it was signed {side}, at most {TOLERANCE_SECONDS} s are accepted: the clock is off by"
            f" {abs(off)} s, or the delivery is an old one that was kept or replayed.",
        )


def _parsed(kind: str) -> Finding:
    return Finding("body_parsed", f"The body is given as {kind}, not as text. Verify the raw bytes, before any parser.")


def _same_json(one: str, other: str) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except (ValueError, RecursionError):
        return False
