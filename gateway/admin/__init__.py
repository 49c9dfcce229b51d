"""Accounts and keys, for those who run the system: functions, and `python -m gateway.admin --help` over them."""

from gateway.admin.accounts import create_account
from gateway.admin.keys import AdminError, create_key, list_keys, revoke_key, roll_key

__all__ = ["AdminError", "create_account", "create_key", "list_keys", "revoke_key", "roll_key"]
