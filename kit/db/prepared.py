"""Statements with named parameters turned into PREPARE and EXECUTE, so that PostgreSQL plans a hot one once a connection."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

_PARAMETER = re.compile(r"%\((\w+)\)s|%%")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement in both forms: `prepare` runs once on a connection, `execute` takes the parameters each time."""

    name: str
    prepare: str
    execute: str


@lru_cache(maxsize=256)
def prepared(sql: str) -> Prepared:
    """Number the parameters in the order in which they first stand in the statement."""
    order: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        parameter = match.group(1)
        if parameter is None:
            return "%"
        if parameter not in order:
            order.append(parameter)
        return f"${order.index(parameter) + 1}"

    text = _PARAMETER.sub(numbered, sql)
    name = "p_" + hashlib.sha256(sql.encode()).hexdigest()[:20]
    values = ", ".join(f"%({parameter})s" for parameter in order)
    return Prepared(name, f"PREPARE {name} AS {text}", f"EXECUTE {name}({values})")
