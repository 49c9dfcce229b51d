"""The pages, one module a subject. A new module is named here, and its entries in navigation.py."""

from gateway.dashboard.pages import (
    account,
    api_keys,
    audit_log,
    elsewhere,
    files,
    home,
    log_in,
    members,
    passwords_lost,
    security,
    settings_of_browser,
)

PAGES = (
    account,
    api_keys,
    audit_log,
    elsewhere,
    files,
    home,
    log_in,
    members,
    passwords_lost,
    security,
    settings_of_browser,
)
