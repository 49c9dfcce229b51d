"""A form as it was sent: its fields, what is wrong with each, and what the API's schemas make of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from gateway.api.v1.schemas.shape import Shape
from gateway.dashboard.words import _
from gateway.problems import Problem
from kit.errors import Fault, WireError


@dataclass(slots=True)
class Form:
    """Texts by field; `faults` says in the reader's language what is wrong with which."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    other_faults: list[str] = field(default_factory=list)
    """What is wrong with no field that the page shows."""

    @property
    def is_right(self) -> bool:
        return not self.faults and not self.other_faults

    def text(self, name: str) -> str:
        """Give a field without the spaces around it; '' when it was not sent."""
        return str(self.values.get(name) or "").strip()

    def raw(self, name: str) -> str:
        """Give a field exactly as it was typed, such as a password."""
        return str(self.values.get(name) or "")

    def many(self, name: str) -> list[str]:
        """Give every value of a field that may be ticked several times."""
        found = self.values.get(name)
        return [str(value) for value in found] if isinstance(found, list | tuple) else [str(found)] if found else []

    def ticked(self, name: str) -> bool:
        """Say whether a box is ticked."""
        return bool(self.values.get(name))

    def needs(self, *names: str) -> None:
        """Fault the fields that are empty."""
        for name in names:
            if not self.text(name):
                self.faults.setdefault(name, _("This is needed."))

    def chosen(self, name: str, among: Iterable[str]) -> str:
        """Give a field that must be one of some words."""
        value = self.text(name)
        if value not in set(among):
            self.faults.setdefault(name, _("Choose one of the list."))
        return value

    def take(self, faults: Iterable[Fault]) -> None:
        """Take faults as the API names them: `/name` is the field `name`, `/address/city` is `address.city`."""
        for fault in faults:
            name = str(fault.get("pointer") or fault.get("parameter") or "").strip("/").replace("/", ".")
            detail = str(fault.get("detail") or fault.get("code"))
            if name in self.values or name.partition(".")[0] in self.values:
                self.faults.setdefault(name if name in self.values else name.partition(".")[0], detail)
            else:
                self.other_faults.append(f"{name}: {detail}" if name else detail)

    def refused(self, problem: Problem | WireError) -> None:
        """Take a service's refusal, so that the form can be shown again with it; what is no fault of the form is raised."""
        errors: Sequence[Fault] = problem.errors
        if errors:
            self.take(errors)
        elif problem.code in {"service_unavailable", "deadline_exceeded", "internal_error"}:
            raise problem
        else:
            self.other_faults.append(str(problem.detail or problem.code))


def sent(*, many: Sequence[str] = ()) -> Form:
    """Read the form of the request; the fields named in `many` may come several times."""
    given = request.form
    values: dict[str, Any] = {name: given.getlist(name) if name in many else given[name] for name in given}
    return Form(values)


def read_shape(form: Form, shape: Shape, document: Any) -> Any:
    """Judge a document by the API's own schema: its value for the service, or faults in the form."""
    faults: list[Fault] = []
    value = shape.read(document, "", faults)
    form.take(faults)
    return value
