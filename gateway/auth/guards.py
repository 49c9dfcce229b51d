"""The guards about the key: who asks, how often, and whether the key may do this."""

from gateway.auth import keys
from gateway.auth.address import address_of
from gateway.auth.key_ring import Refused
from gateway.measures import refusals
from gateway.problems import Problem
from gateway.ratelimit.headers import whole_seconds
from gateway.request_context import RequestContext

_CHALLENGE = 'Bearer realm="SaathiX Billing"'


def known_key(context: RequestContext) -> None:
    """Find out who asks and count the request: one round trip to Redis for a key in use."""
    if context.rules.public:
        return
    secret = keys.presented(context.environ.get("HTTP_AUTHORIZATION"))
    if secret is None:
        raise Problem("key_missing", headers={"WWW-Authenticate": _CHALLENGE})
    digest = keys.digest(secret)
    ring = context.parts.key_ring
    if not ring.knows(digest):
        _form_and_address(context, secret, digest)
    try:
        context.principal, context.verdict = ring.admit(digest)
    except Refused as refused:
        raise _bad_key(context, refused.code) from None


def within_limits(context: RequestContext) -> None:
    """Refuse what is over the key's quota of a minute or a second."""
    verdict = context.verdict
    if verdict is None or verdict.admitted:
        return
    violated = verdict.violated()
    for limit in violated:
        refusals[limit].add()
    raise Problem(
        "quota_exceeded",
        f"The key may make {verdict.limits.per_minute} requests in any minute and {verdict.limits.per_second} in any second.",
        headers={"Retry-After": str(whole_seconds(verdict.retry_ms))},
        members={"violated-policies": violated},
    )


def in_scope(context: RequestContext) -> None:
    """Refuse a write with a publishable key, and what the key has no scope for."""
    principal = context.principal
    if principal is None:
        return
    if principal.read_only and context.environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        raise Problem("key_is_read_only")
    scope = context.rules.scope
    if scope is not None and not principal.may(scope):
        raise Problem("scope_missing", f"This request needs the scope {scope}.")


def _form_and_address(context: RequestContext, secret: str, digest: bytes) -> None:
    """Refuse without any look-up a key that cannot be one, and an address that has sent too many bad ones."""
    if not keys.is_well_formed(secret):
        raise _bad_key(context, "key_unknown")
    limiter = context.parts.limiter
    retry_ms = limiter.bad_keys_retry_ms(_address(context), count=False)
    if retry_ms and not limiter.is_vouched_for(digest):
        raise _too_many_bad_keys(retry_ms)


def _bad_key(context: RequestContext, code: str) -> Problem:
    retry_ms = context.parts.limiter.bad_keys_retry_ms(_address(context), count=True)
    if retry_ms:
        return _too_many_bad_keys(retry_ms)
    return Problem(code, headers={"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'})


def _too_many_bad_keys(retry_ms: int) -> Problem:
    refusals["bad-keys"].add()
    return Problem(
        "quota_exceeded",
        "This address has sent too many keys that are unknown, revoked or expired.",
        headers={"Retry-After": str(whole_seconds(retry_ms))},
        members={"violated-policies": ["bad-keys"]},
    )


def _address(context: RequestContext) -> str:
    return address_of(context.environ, context.parts.settings.trusted_proxies)
