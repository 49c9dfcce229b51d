"""Which events an endpoint wants: names, `invoice.*` for all of a subject, `*` for all."""

from collections.abc import Iterable, Sequence

EVERYTHING = "*"


def normalised(wanted: Iterable[str]) -> tuple[str, ...]:
    """Sort and drop doubles, so that the same wish has one form; `*` swallows all else."""
    distinct = sorted(set(wanted))
    return (EVERYTHING,) if EVERYTHING in distinct else tuple(distinct)


def is_known(pattern: str, types: Iterable[str]) -> bool:
    """Say whether a pattern can match any of the types."""
    return pattern == EVERYTHING or any(pattern in patterns_of(event_type) for event_type in types)


def matches(patterns: Sequence[str], event_type: str) -> bool:
    """Say whether an endpoint with these patterns gets an event of this type (storage does the same in SQL)."""
    return any(pattern in patterns for pattern in patterns_of(event_type))


def patterns_of(event_type: str) -> tuple[str, str, str]:
    """List the patterns that match a type."""
    return event_type, event_type.split(".", 1)[0] + ".*", EVERYTHING
