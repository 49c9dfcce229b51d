"""What a key may be allowed to do, and what a publishable key may by default."""

ALL = frozenset(
    {
        "products:read",
        "products:write",
        "inventory:read",
        "inventory:write",
        "invoices:read",
        "invoices:read_one",
        "invoices:write",
        "refunds:write",
        "customers:read",
        "customers:write",
        "reports:read",
        "webhooks:read",
        "webhooks:write",
        "events:read",
        "stores:read",
        "stores:write",
        "idempotency:read",
    }
)

PUBLISHABLE = frozenset({"products:read", "inventory:read", "invoices:read_one"})


def granted_to(kind: str, chosen: list[str] | None) -> frozenset[str] | None:
    """Give the scopes of a key of this kind: those chosen for it, else all (None) for a secret one and three for a publishable one."""
    if chosen is not None:
        return frozenset(chosen)
    return PUBLISHABLE if kind.startswith("pk") else None


def covers(granted: frozenset[str], scope: str) -> bool:
    """Say whether these scopes include one; `x:read` includes `x:read_one`."""
    return scope in granted or (scope.endswith(":read_one") and scope.removesuffix("_one") in granted)
