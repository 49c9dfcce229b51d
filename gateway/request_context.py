"""What is known of the request in hand: each guard adds its part, views and answers read it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import request

from kit.caller import Caller, Idempotency

if TYPE_CHECKING:
    from gateway.auth.principal import Principal
    from gateway.members.sessions import Session
    from gateway.parts import Parts
    from gateway.problems import Problem
    from gateway.ratelimit.verdict import Verdict
    from gateway.rules import Rules

CONTEXT = "gateway.context"
"""Where it is kept in the WSGI environment."""


@dataclass(slots=True)
class RequestContext:
    """One request, from its id to its answer."""

    parts: "Parts"
    environ: dict[str, Any]
    rules: "Rules"
    at: datetime
    request_id: str
    principal: "Principal | None" = None
    session: "Session | None" = None
    """In the dashboard, where a member asks instead of a key."""
    acting: Caller | None = None
    verdict: "Verdict | None" = None
    version: str | None = None
    query: dict[str, Any] = field(default_factory=dict)
    raw_body: Any = None
    body: Any = None
    idempotency: Idempotency | None = None
    expected_body: str | None = None
    """The SHA-256 of the body that a change with If-Match is meant for."""
    etag: str | None = None
    route: str = ""
    """The address as it is declared, such as `/v1/invoices/<invoice_id>`."""
    resource_id: str | None = None
    """What a write has made, or found made."""
    problem: "Problem | None" = None
    """Why it is refused."""
    headers: list[tuple[str, str]] = field(default_factory=list)
    """What the answer carries besides, such as Location."""

    def caller(self) -> Caller:
        """Give the caller as the services know it."""
        principal = self.principal
        if principal is None:
            if self.acting is not None:
                return self.acting
            raise LookupError("a request without a key has no caller")
        return Caller(principal.account_id, principal.store_id, principal.livemode, principal.key_id, self.request_id)


def current() -> RequestContext:
    """Give the context of the request in hand."""
    context: RequestContext = request.environ[CONTEXT]
    return context
