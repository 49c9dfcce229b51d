"""Every page of the dashboard that a browser test looks at by itself: name → address. `{…}` is filled in by `shop.fill`."""

LOGGED_OUT = {
    "log-in": "/dashboard/log-in",
    "forgotten": "/dashboard/forgotten",
    "dead-link": "/dashboard/reset?link=nothing",
}

PAGES = {
    "home": "/dashboard",
    "api-keys": "/dashboard/settings/api",
    "api-key": "/dashboard/settings/api/{key_id}",
    "api-key-new": "/dashboard/settings/api/new",
    "api-key-roll": "/dashboard/settings/api/{key_id}/roll",
    "api-key-revoke": "/dashboard/settings/api/{key_id}/revoke",
    "members": "/dashboard/settings/members",
    "member-remove": "/dashboard/settings/members/{member_id}/remove",
    "audit-log": "/dashboard/settings/audit",
    "account": "/dashboard/settings/account",
    "security": "/dashboard/settings/security",
    "nothing-here": "/dashboard/nowhere",
}
"""A new page is added here; then axe, the weight, the phone's width and the screenshots see it, too."""
