"""The kinds of value that answers are made of."""

from typing import Any

from gateway.openapi.words import told

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
FLAG: Json = {"type": "boolean"}
COUNT: Json = {"type": "integer", "minimum": 0}
MONEY: Json = {"type": "number", "x-decimals": 2}
"""Rupees."""
QUANTITY: Json = {"type": "number", "x-decimals": 3}
PERCENT: Json = {"type": "number", "x-decimals": 2}
WHEN: Json = {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
DAY: Json = {"type": "string", "format": "date"}
PAIRS: Json = {"type": "object", "additionalProperties": TEXT}


def ident(prefix: str) -> Json:
    """An id: its prefix and 26 characters."""
    return {"type": "string", "pattern": f"^{prefix}_[0-9A-HJKMNP-TV-Z]{{26}}$"}


def words(*choices: str) -> Json:
    """One of a few words."""
    return {"type": "string", "enum": list(choices)}


def ref(name: str) -> Json:
    """Another component."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Json) -> Json:
    """A value or null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def many(schema: Json) -> Json:
    """A list."""
    return {"type": "array", "items": schema}


def thing(description: str, optional: tuple[str, ...] = (), /, **fields: Json) -> Json:
    """
    An object. Every field is in every answer, null when empty, but for those named as optional.

    More fields may come in any version, so a client ignores what it does not know.
    """
    named = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {
        "type": "object",
        "description": description,
        "required": [name for name in named if name not in optional],
        "properties": {name: told(name, schema) for name, schema in named.items()},
    }


def page_of(name: str) -> Json:
    """A page of a list."""
    return thing(
        f"A page of {name} objects.",
        data=many(ref(name)),
        has_more=FLAG,
        next_cursor=maybe(TEXT),
    )
