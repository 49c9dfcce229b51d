"""Which system user each server runs as: never root."""

import os
import pwd
from typing import Any


def account_for(wanted: str) -> str | None:
    """The user a server drops to when we are root; None when we are somebody already."""
    if os.getuid() != 0:
        return None
    for name in (wanted, "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise KeyError(f"no user {wanted} and no user nobody")


def as_account(name: str | None) -> dict[str, Any]:
    """Arguments of subprocess functions that run a command as that user."""
    if name is None:
        return {}
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def give(path: str | os.PathLike[str], name: str | None) -> None:
    """Make the user the owner of a file or folder."""
    if name is not None:
        entry = pwd.getpwnam(name)
        os.chown(path, entry.pw_uid, entry.pw_gid)
