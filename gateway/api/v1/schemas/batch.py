"""Batches: a list whose items are judged each by itself."""

from dataclasses import dataclass, field
from typing import Any

from gateway.api.v1.schemas.shape import Many
from kit.errors import Fault


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a batch: what it says, or what is wrong with it; the pointers begin at the item."""

    value: Any
    faults: list[Fault] = field(default_factory=list)


class Items(Many):
    """A list of objects, of which one that is wrong does not spoil the others."""

    def _read_one(self, item: Any, pointer: str, faults: list[Fault]) -> Item:
        own: list[Fault] = []
        value = super()._read_one(item, "", own)
        return Item(None, own) if own else Item(value)
