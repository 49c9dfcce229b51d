"""What each role may do. A right is named like the scope of a key that does the same, or after the page it opens."""

OWNER, MANAGER, DEVELOPER, CASHIER = "owner", "manager", "developer", "cashier"
ROLES = (OWNER, MANAGER, DEVELOPER, CASHIER)

_COUNTER = frozenset(
    {
        "products:read",
        "inventory:read",
        "invoices:read",
        "customers:read",
        "stores:read",
    }
)
_SHOP = _COUNTER | {
    "products:write",
    "inventory:write",
    "invoices:write",
    "refunds:write",
    "customers:write",
    "stores:write",
    "reports:read",
}
_MACHINES = frozenset(
    {
        "keys:read",
        "keys:write",
        "webhooks:read",
        "webhooks:write",
        "events:read",
        "requests:read",
    }
)
_ACCOUNT = frozenset({"members:read", "members:write", "account:write", "audit:read"})

RIGHTS: dict[str, frozenset[str]] = {
    OWNER: _SHOP | _MACHINES | _ACCOUNT,
    MANAGER: _SHOP | {"members:read", "audit:read", "webhooks:read", "events:read", "requests:read"},
    DEVELOPER: _COUNTER | _MACHINES | {"reports:read"},
    CASHIER: _COUNTER,
}
ALL = RIGHTS[OWNER]


def may(role: str | None, right: str) -> bool:
    """Say whether a role has a right; without a role (no account) there is none."""
    return role is not None and right in RIGHTS[role]
