"""What a schema of the OpenAPI document is in PHP: the type of an answer's field, the shape of a request."""

from typing import Any

Schema = dict[str, Any]
FEW = 12
"""A closed set of at most so many words is written out in the shape of a request."""


def name_of(schema: Schema) -> str | None:
    """The name of the schema that this one refers to."""
    reference = schema.get("$ref")
    return reference.rpartition("/")[2] if reference else None


def without_null(schema: Schema) -> tuple[Schema, bool]:
    """The schema without null, and whether null was allowed."""
    if "anyOf" in schema:
        rest = [option for option in schema["anyOf"] if option.get("type") != "null"]
        nullable = len(rest) < len(schema["anyOf"])
        return (rest[0] if len(rest) == 1 else {**schema, "anyOf": rest}), nullable
    kinds = schema.get("type")
    if isinstance(kinds, list):
        rest = [kind for kind in kinds if kind != "null"]
        return {**schema, "type": rest[0] if len(rest) == 1 else rest}, "null" in kinds
    return schema, False


class Field:
    """One field of an answer: its PHP type, its documented type, and how it is read."""

    def __init__(self, owner: str, name: str, schema: Schema, *, required: bool) -> None:
        inner, nullable = without_null(schema)
        self.json_name = name
        self.name = name.replace("-", "_")
        self.optional = nullable or not required
        self.description = " ".join(str(schema.get("description", "")).split())
        self.inline: tuple[str, Schema] | None = None
        self.type, self.documented, self._reader, self._class = self._read(owner, inner)

    @property
    def declared(self) -> str:
        return f"?{self.type}" if self.optional and "|" not in self.type else self.type

    @property
    def doc(self) -> str:
        return f"{self.documented}|null" if self.optional and "|" not in self.type else self.documented

    @property
    def reading(self) -> str:
        """The PHP expression that reads it from `$fields`."""
        argument = f"'{self.json_name}'" + (f", {self._class}::from(...)" if self._class else "")
        if self.optional and self._reader in {"list", "map", "maps", "texts", "strings"}:
            return f"isset($data['{self.json_name}']) ? $fields->{self._reader}({argument}) : null"
        suffix = "OrNull" if self.optional and self._reader != "scalar" else ""
        return f"$fields->{self._reader}{suffix}({argument})"

    def _read(self, owner: str, schema: Schema) -> tuple[str, str, str, str | None]:
        if name := name_of(schema):
            return name, name, "object", name
        kind = schema.get("type")
        if kind == "array":
            return self._items(owner, schema.get("items", {}))
        if kind == "object":
            if "properties" in schema:
                name = self._own_class(owner, schema)
                return name, name, "object", name
            if schema.get("additionalProperties", {}) not in ({}, True):
                return "array", "array<string, string>", "texts", None
            return "array", "array<string, mixed>", "map", None
        if kind == "string" and schema.get("format") == "date-time":
            return "\\DateTimeImmutable", "\\DateTimeImmutable", "time", None
        plain = {
            "string": ("string", "string"),
            "integer": ("int", "int"),
            "number": ("Decimal", "decimal"),
            "boolean": ("bool", "bool"),
        }
        if isinstance(kind, str):
            typed, reader = plain[kind]
            return typed, typed, reader, None
        anything = "string|int|bool|Decimal|null"
        return anything, anything, "scalar", None

    def _items(self, owner: str, items: Schema) -> tuple[str, str, str, str | None]:
        name = name_of(items)
        if name is None and "properties" in items:
            name = self._own_class(owner, items)
        if name:
            return "array", f"list<{name}>", "list", name
        if items.get("type") == "string":
            return "array", "list<string>", "strings", None
        return "array", "list<array<string, mixed>>", "maps", None

    def _own_class(self, owner: str, schema: Schema) -> str:
        """A schema without a name gets one: `ProductBatch.data` is a list of ProductBatchItem."""
        name = f"{owner}Item" if self.json_name == "data" else f"{owner}{self.name.title().replace('_', '')}"
        self.inline = (name, schema)
        return name


def shape(schema: Schema, schemas: dict[str, Schema]) -> str:
    """The PHPStan type of what a request may have in this place."""
    inner, nullable = without_null(schema)
    if nullable:
        return f"{shape(inner, schemas)}|null"
    if name := name_of(inner):
        return shape(schemas[name], schemas)
    if "anyOf" in inner:
        return "|".join(dict.fromkeys(shape(option, schemas) for option in inner["anyOf"]))
    words = [word for word in inner.get("enum", []) if word is not None]
    if words and len(words) <= FEW and all(isinstance(word, str) for word in words):
        return "|".join(f"'{word}'" for word in words)
    kind = inner.get("type")
    if kind == "object":
        return _object(inner, schemas)
    if kind == "array":
        return f"list<{shape(inner.get('items', {}), schemas)}>"
    if inner.get("format") in {"date-time", "date"}:
        return "\\DateTimeInterface|string" if inner["format"] == "date-time" else "string"
    plain = {"string": "string", "integer": "int", "number": "int|float|Decimal", "boolean": "bool"}
    return plain[kind] if isinstance(kind, str) else "mixed"


def lines_of(schema: Schema, schemas: dict[str, Schema]) -> str:
    """The same of a request's body, a line for each of its fields."""
    schema = schemas[name_of(schema) or ""]
    return "\n".join(["array{", *(f"    {field}," for field in _fields(schema, schemas)), "}"])


def _object(schema: Schema, schemas: dict[str, Schema]) -> str:
    if "properties" not in schema:
        values = schema.get("additionalProperties")
        return f"array<string, {shape(values, schemas) if isinstance(values, dict) and values else 'mixed'}>"
    return f"array{{{', '.join(_fields(schema, schemas))}}}"


def _fields(schema: Schema, schemas: dict[str, Schema]) -> list[str]:
    required = schema.get("required", [])
    return [
        f"{_key(name)}{'' if name in required else '?'}: {shape(field, schemas)}"
        for name, field in schema["properties"].items()
    ]


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() else f"'{name}'"
