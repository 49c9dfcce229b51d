"""
Arrays as PostgreSQL writes them itself: `{1,2,NULL}`, `{"a","b"}`.

psycopg2 writes `ARRAY['a','b']`, an expression that PostgreSQL parses, checks and evaluates element by element; a text of the
array's own form is read in one go. A group of sales is a thousand elements.
"""

from datetime import datetime
from typing import Any

_WORDS = {None: "NULL", True: "t", False: "f"}


def written(value: Any) -> Any:
    """Give a list in this form, for a parameter whose type the statement says; anything else as it is."""
    if type(value) is not list:
        return value
    kinds = set(map(type, value))
    if kinds == {int}:
        return "{" + ",".join(map(repr, value)) + "}"
    if kinds == {str}:
        return '{"' + '","'.join(_escaped(value)) + '"}'
    if kinds <= {int, bool, type(None), str, datetime}:
        return "{" + ",".join(map(_element, value)) + "}"
    return value


def _escaped(texts: list[str]) -> list[str]:
    together = "".join(texts)
    if '"' not in together and "\\" not in together:
        return texts
    return [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]


def _element(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int):
        return str(value)
    [text] = _escaped([value if isinstance(value, str) else value.isoformat()])
    return f'"{text}"'
