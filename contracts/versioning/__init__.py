"""
The versions of the public API that are served, and the way between them.

The code speaks the newest version alone. A module for each version (`v1_4.py`) lists what it changed since the one before, as
small pure functions: a request of an older version goes up through them, an answer or a webhook's payload comes down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contracts.versioning import v1_4
from contracts.versioning.change import Change, Document


@dataclass(frozen=True, slots=True)
class Version:
    """A version and what it changed since the one before; when it was deprecated and when it ends, if that is settled."""

    name: str
    changes: tuple[Change, ...] = ()
    deprecated: datetime | None = None
    sunset: datetime | None = None


# oldest first
VERSIONS: Sequence[Version] = (
    Version(
        "v1.3",
        deprecated=datetime(2026, 4, 1, tzinfo=UTC),
        sunset=datetime(2027, 9, 30, 18, 30, tzinfo=UTC),  # midnight in India
    ),
    Version("v1.4", v1_4.CHANGES),
)

CURRENT = VERSIONS[-1].name
SERVED = tuple(version.name for version in reversed(VERSIONS))
"""Their names, the newest first."""

_PLACE = {version.name: place for place, version in enumerate(VERSIONS)}


def version_named(text: str) -> Version | None:
    """Find a version by its name, with or without the v; None when it is not served."""
    place = _PLACE.get(text if text.startswith("v") else "v" + text)
    return None if place is None else VERSIONS[place]


def up(version: str, resource: str, document: Document) -> Document:
    """Bring a request's body from a version to the newest."""
    for change in _between(version, resource):
        document = change.up(document)
    return document


def down(version: str, resource: str, document: Document) -> Document:
    """Bring an answer, or an event (`events`), from the newest version to another."""
    for change in reversed(_between(version, resource)):
        document = change.down(document)
    return document


def _between(version: str, resource: str) -> list[Change]:
    newer = VERSIONS[_PLACE[version] + 1 :]
    return [change for later in newer for change in later.changes if change.concerns(resource)]
