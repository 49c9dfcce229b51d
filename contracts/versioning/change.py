"""One difference between two versions of the public API: requests go up to the newer, answers and events down to the older."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
EVERYWHERE = "*"


def same(document: Document) -> Document:
    """Leave a document as it is."""
    return document


@dataclass(frozen=True, slots=True)
class Change:
    """
    A small pure step; `sentence` is for the people who read the list of changes.

    `resources` are the first words of the paths it concerns (`invoices`), or EVERYWHERE. A webhook's payload is one of `events`.
    """

    sentence: str
    resources: frozenset[str]
    up: Callable[[Document], Document] = same
    down: Callable[[Document], Document] = same

    def concerns(self, resource: str) -> bool:
        """Say whether documents of a resource can differ."""
        return resource in self.resources or EVERYWHERE in self.resources
