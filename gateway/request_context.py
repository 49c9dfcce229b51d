"""What is known of the request in hand: each guard adds its part, views and answers read it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import g

from kit.caller import Caller, Idempotency

if TYPE_CHECKING:
    from gateway.auth.principal import Principal
    from gateway.parts import Parts
    from gateway.ratelimit.verdict import Verdict
    from gateway.rules import Rules


@dataclass(slots=True)
class RequestContext:
    """One request, from its id to its answer."""

    parts: "Parts"
    rules: "Rules"
    request_id: str
    started: float
    principal: "Principal | None" = None
    verdict: "Verdict | None" = None
    version: str | None = None
    query: dict[str, Any] = field(default_factory=dict)
    raw_body: Any = None
    body: Any = None
    idempotency: Idempotency | None = None

    def caller(self) -> Caller:
        """Give the caller as the services know it."""
        principal = self.principal
        if principal is None:
            raise LookupError("a request without a key has no caller")
        return Caller(principal.account_id, principal.store_id, principal.livemode, principal.key_id, self.request_id)


def begin(context: RequestContext) -> None:
    """Make a context the current one."""
    g.request_context = context


def current() -> RequestContext:
    """Give the context of the request in hand."""
    context: RequestContext = g.request_context
    return context


def current_or_none() -> RequestContext | None:
    """Give the context of the request in hand, if it came so far."""
    context: RequestContext | None = g.get("request_context")
    return context
