"""The environment read once into a frozen dataclass; everything that is missing or wrong is named together."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class ConfigurationError(Exception):
    """The environment does not hold what the process needs; the message names every gap."""


def env(
    name: str, parse: Callable[[str], Any] = str, default: Any = dataclasses.MISSING, *, secret: bool = False
) -> Any:
    """Declare a setting: the variable it comes from, how it is read, and what it is when absent. A secret has no default."""
    if secret and default is not dataclasses.MISSING:
        raise TypeError(f"{name} is a secret: it has no default")
    return dataclasses.field(default=default, repr=not secret, metadata={"env": name, "parse": parse})


def flag(text: str) -> bool:
    """Read 1/true/yes/on and 0/false/no/off."""
    lowered = text.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("is neither 1 nor 0")


def load(kind: type[T], environ: Mapping[str, str]) -> T:
    """Make the settings from the environment, or raise a ConfigurationError that names all that is wrong."""
    [settings] = load_all(environ, kind)
    return settings  # type: ignore[no-any-return]  # it is of the kind


def load_all(environ: Mapping[str, str], *kinds: type[Any]) -> list[Any]:
    """Make several settings of a process, as `load` makes one; what is wrong with any of them is named together."""
    gaps: list[str] = []
    values = [_values(kind, environ, gaps) for kind in kinds]
    if gaps:
        raise ConfigurationError("cannot start, the environment lacks:\n  " + "\n  ".join(gaps))
    return [kind(**found) for kind, found in zip(kinds, values, strict=True)]


def _values(kind: type[Any], environ: Mapping[str, str], gaps: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        name = field.metadata["env"]
        text = environ.get(name, "")
        if text:
            try:
                values[field.name] = field.metadata["parse"](text)
            except ValueError as problem:
                gaps.append(f"{name}: {problem}")
        elif field.default is dataclasses.MISSING:
            gaps.append(f"{name}: is not set")
    return values
