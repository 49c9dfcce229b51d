"""Merge patches (RFC 7396): what is absent stays, null clears."""

from typing import Any, ClassVar

from marshmallow import missing

from gateway.api.v1.schemas.shape import Shape, escaped
from gateway.api.v1.schemas.values import Metadata
from kit.errors import Fault, fault

MOST_PAIRS = 100


class Patch(Shape):
    """
    An object of changes. Null clears a field with `allow_none`, sets one with a `load_default` back to that, and is refused
    for any other.
    """

    only_named = True

    fixed: ClassVar[tuple[str, ...]] = ()
    """Fields that the object has and that never change."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._cleared = {
            field.data_key or name: (field.attribute or name, None if field.allow_none else field.load_default)
            for name, field in self.fields.items()
            if field.allow_none or field.load_default is not missing
        }

    def read(self, raw: Any, pointer: str, faults: list[Fault]) -> dict[str, Any]:
        """Read the changes; a cleared field is among them as None or its default."""
        if type(raw) is not dict:
            return super().read(raw, pointer, faults)
        set_to = {key: value for key, value in raw.items() if value is not None and key not in self.fixed}
        made = super().read(set_to, pointer, faults)
        for key, value in raw.items():
            place = f"{pointer}/{escaped(key)}"
            if key in self.fixed:
                faults.append(fault(place, "field_immutable", "This field never changes; leave it out."))
            elif value is None and key in self._cleared:
                attribute, cleared = self._cleared[key]
                made[attribute] = cleared
            elif value is None and key in self._known:
                faults.append(fault(place, "required", "This field can be changed and not cleared."))
            elif value is None:
                faults.append(fault(place, "unknown_field", "There is no such field here."))
        return made


class MetadataChanges(Metadata):
    """Pairs to set, and keys to remove by null; what is not named stays."""

    def read(self, raw: Any, pointer: str, faults: list[Fault]) -> Any:
        if type(raw) is dict and len(raw) > MOST_PAIRS:
            faults.append(fault(pointer, "out_of_range", f"Send at most {MOST_PAIRS} changes."))
            return {}
        if type(raw) is not dict:
            return super().read(raw, pointer, faults)
        return {key: self._read_pair(key, value, pointer, faults) for key, value in raw.items()}

    def _read_pair(self, key: str, value: Any, pointer: str, faults: list[Fault]) -> Any:
        if value is None:
            super()._read_pair(key, "", pointer, faults)  # what is wrong with the key
            return None
        return super()._read_pair(key, value, pointer, faults)
