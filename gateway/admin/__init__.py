"""Accounts, keys and members, for those who run the system: functions, and `python -m gateway.admin --help` over them."""

from gateway.admin.accounts import create_account
from gateway.admin.keys import AdminError, create_key, list_keys, revoke_key, roll_key
from gateway.admin.members import create_member

__all__ = ["AdminError", "create_account", "create_key", "create_member", "list_keys", "revoke_key", "roll_key"]
