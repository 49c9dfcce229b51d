"""
Schemas that name every fault at once, with the pointer and the code of each, and read a body in one pass.

They are marshmallow's (so that OpenAPI can be made from them); what differs is the reading: marshmallow's own costs three
times as much for a sale, collects nested dicts of sentences, and takes null for a value. Here null is absent.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, missing

from gateway.problems import Problem
from gateway.request_context import RequestContext
from kit.errors import Fault, fault


class Wrong(Exception):
    """A value cannot be taken: which code, and a sentence that says what would do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Scalar(fields.Field):  # type: ignore[type-arg]  # the value's type is each subclass's
    """A field of one value."""

    def value_of(self, raw: Any) -> Any:
        """Give the value as services take it, or raise Wrong."""
        return raw

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        try:
            return self.value_of(value)
        except Wrong as wrong:
            raise ValidationError(f"{wrong.code}: {wrong.detail}") from None


class Compound(fields.Field):  # type: ignore[type-arg]
    """A field of several values, which has pointers of its own."""

    read: Callable[[Any, str, list[Fault]], Any]
    """Gives the value, of what was sent at a pointer; what is wrong with it is added to the faults."""


class Shape(Schema):
    """An object with named fields. Unknown ones are refused."""

    only_named: ClassVar[bool] = False
    """Leave out what was not sent, instead of filling in the default."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._plan = [_step(name, field) for name, field in self.fields.items()]
        self._known = frozenset(step[0] for step in self._plan)

    def read(self, raw: Any, pointer: str, faults: list[Fault]) -> dict[str, Any]:
        """Read an object in one pass; what is wrong with it is added to the faults."""
        if type(raw) is not dict:
            faults.append(fault(pointer, "invalid_type", "Send an object."))
            return {}
        made: dict[str, Any] = {}
        for key, attribute, required, default, value_of, read in self._plan:
            value = raw.get(key)
            if value is None:
                if required:
                    faults.append(fault(f"{pointer}/{key}", "required", "This field must be sent."))
                elif not self.only_named:
                    made[attribute] = default() if callable(default) else default
            elif value_of is None:
                made[attribute] = read(value, f"{pointer}/{key}", faults)
            else:
                try:
                    made[attribute] = value_of(value)
                except Wrong as wrong:
                    faults.append(fault(f"{pointer}/{key}", wrong.code, wrong.detail))
        if not raw.keys() <= self._known:
            faults += [
                fault(f"{pointer}/{escaped(key)}", "unknown_field", "There is no such field here.")
                for key in raw
                if key not in self._known
            ]
        self.judge(made, raw, pointer, faults)
        return made

    def judge(self, made: dict[str, Any], raw: dict[str, Any], pointer: str, faults: list[Fault]) -> None:
        """Check what concerns several fields. `made` lacks what was absent and required, or wrong; `raw` is what was sent."""


class Inner(Compound):
    """An object inside an object."""

    def __init__(self, shape: type[Shape], **options: Any) -> None:
        super().__init__(**options)
        self.shape = shape()
        self.read = self.shape.read


class Many(Compound):
    """A list of objects or of single values."""

    def __init__(self, inner: type[Shape] | Scalar, *, least: int = 0, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.inner = inner if isinstance(inner, Scalar) else inner()
        self.least, self.most = least, most

    def read(self, raw: Any, pointer: str, faults: list[Fault]) -> Any:
        if type(raw) is not list:
            faults.append(fault(pointer, "invalid_type", "Send a list."))
            return []
        if not self.least <= len(raw) <= self.most:
            faults.append(fault(pointer, "out_of_range", f"Send {self.least} to {self.most} of them."))
            return []
        return [self._read_one(item, f"{pointer}/{place}", faults) for place, item in enumerate(raw)]

    def _read_one(self, item: Any, pointer: str, faults: list[Fault]) -> Any:
        if isinstance(self.inner, Shape):
            return self.inner.read(item, pointer, faults)
        try:
            return self.inner.value_of(item)
        except Wrong as wrong:
            faults.append(fault(pointer, wrong.code, wrong.detail))
            return None


class OneOrMany(Many):
    """An object, or a list of them; always a list inside."""

    def read(self, raw: Any, pointer: str, faults: list[Fault]) -> Any:
        return [self._read_one(raw, pointer, faults)] if type(raw) is dict else super().read(raw, pointer, faults)


def valid_body(context: RequestContext) -> None:
    """The guard: read the body by the view's schema, or refuse it with every fault named."""
    shape = context.rules.body
    if shape is None:
        return
    faults: list[Fault] = []
    context.body = shape.read(context.raw_body, "", faults)
    if faults:
        raise Problem("validation_failed", errors=faults)


def escaped(key: str) -> str:
    """Write a key as part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


Step = tuple[str, str, bool, Any, Callable[[Any], Any] | None, Any]


def _step(name: str, field: Any) -> Step:
    default = None if field.load_default is missing else field.load_default
    value_of = field.value_of if isinstance(field, Scalar) else None
    read = field.read if isinstance(field, Compound) else None
    return field.data_key or name, field.attribute or name, field.required, default, value_of, read
