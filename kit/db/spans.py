"""What a trace shows of a statement: its verb and table as the name, its text without any value."""

import re
from functools import lru_cache

_BLANKS = re.compile(r"\s+")
_READ = re.compile(r"\bFROM ((?!unnest\b)[a-z_.]+)")
_WRITE = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM) ([a-z_.]+)")
_LONGEST = 1000


@lru_cache(maxsize=256)
def name_of(sql: str) -> str:
    """Name a statement by what it does and to which table: `INSERT outbox`, `SELECT stores`, `COMMIT`."""
    text = _BLANKS.sub(" ", sql).strip()
    writes = _WRITE.findall(text)
    if writes:
        verb, table = writes[-1]
        return f"{verb.split(' ')[0]} {table}"
    read = _READ.search(text)
    verb = text.split(" ")[0]
    return f"{verb} {read[1]}" if read else verb


@lru_cache(maxsize=256)
def attributes_of(sql: str) -> dict[str, str]:
    """Give the attributes of a statement. Parameters stand in it as names: there is nobody's data in the text."""
    return {"db.system.name": "postgresql", "db.query.text": _BLANKS.sub(" ", sql).strip()[:_LONGEST]}
