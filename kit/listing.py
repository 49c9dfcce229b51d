"""How the request of a list is read, the same in every service that judges it by hand: filters, the place to go on from, limit."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from kit.clock import parse_rfc3339
from kit.errors import Fault, fault


class Asked(NamedTuple):
    """What a list is asked for."""

    filters: dict[str, Any]
    after: tuple[str, str] | None
    limit: int


def read(request: Mapping[str, Any], known: Collection[str], *, default: int, most: int) -> tuple[Asked, list[Fault]]:
    """Read filters (those that are null are none), `after` and `limit`, and name every fault."""
    filters = {name: value for name, value in (request.get("filters") or {}).items() if value is not None}
    after, limit = request.get("after"), request.get("limit", default)
    faults = [fault(f"/filters/{name}", "unknown_field", "no such filter") for name in filters if name not in known]
    if not isinstance(limit, int) or not 1 <= limit <= most:
        faults.append(fault("/limit", "out_of_range", f"1 to {most}"))
    if after is not None and not (isinstance(after, list | tuple) and len(after) == 2 and _is_instant(after[0])):
        faults.append(fault("/after", "invalid_type", "null or [created_at, id]"))
        after = None
    if "updated_at_gte" in filters and not _is_instant(filters["updated_at_gte"]):
        faults.append(fault("/filters/updated_at_gte", "invalid_type", "an RFC 3339 instant with its offset"))
    return Asked(filters, (after[0], after[1]) if after is not None else None, limit), faults


def _is_instant(text: Any) -> bool:
    try:
        parse_rfc3339(text)
    except (TypeError, ValueError):
        return False
    return True
