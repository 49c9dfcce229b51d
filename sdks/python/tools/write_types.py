"""Writes src/saathix/types from an OpenAPI document: `python tools/write_types.py openapi.json`, then `ruff format`."""

from __future__ import annotations

import json
import keyword
import re
import sys
from pathlib import Path
from typing import Any

TYPES = Path(__file__).parent.parent / "src" / "saathix" / "types"
MOST_LITERALS = 20  # of more values (units, states, codes) the type says text

Schema = dict[str, Any]

HEAD = '''"""{about} Written by tools/write_types.py from the OpenAPI document; not edited by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired

Number = {number}
"""{number_is}"""
'''
REQUESTS = ("What is sent.", "Union[int, float, Decimal]", "An amount: 68, Decimal('68.50') or 68.5.")
ANSWERS = ("What is answered.", "Union[int, Decimal]", "An amount, exact: whole ones are int, others Decimal.")


def write(document: Schema) -> dict[str, str]:
    """Write both modules: name → text."""
    schemas = document["components"]["schemas"]
    modules = {}
    for name, (about, number, number_is) in (("requests", REQUESTS), ("answers", ANSWERS)):
        chosen = {key: schema for key, schema in schemas.items() if key.endswith("Request") == (name == "requests")}
        pages = {key for key in chosen if key.endswith("Page")}
        writer = Writer()
        for key, schema in chosen.items():
            if key not in pages:
                writer.object(key, schema)
        head = HEAD.format(about=about, number=number, number_is=number_is)
        modules[name] = "\n\n".join([head, *writer.classes]) + "\n"
    return modules


class Writer:
    """Turns schemas of objects into TypedDicts."""

    def __init__(self) -> None:
        self.classes: list[str] = []

    def object(self, name: str, schema: Schema) -> None:
        """Write one object down, after the objects inside it that have no name of their own."""
        required = set(schema.get("required", ()))
        fields = []
        for field, inner in schema["properties"].items():
            kind = self.kind(inner, name + _camel(field))
            fields.append((field, kind if field in required else f"NotRequired[{kind}]", inner.get("description")))
        about = _sentence(schema.get("description") or f"The `{name}` of the reference.")
        if all(field.isidentifier() and not keyword.iskeyword(field) for field, _, _ in fields):
            lines = [f"class {name}(TypedDict):", f'    """{about}"""', ""]
            for field, kind, description in fields:
                lines.append(f"    {field}: {kind}")
                if description:
                    lines.append(f'    """{_sentence(description)}"""')
        else:
            pairs = ", ".join(f'"{field}": "{kind}"' for field, kind, _ in fields)
            lines = [f'{name} = TypedDict("{name}", {{{pairs}}})', f'"""{about}"""']
        self.classes.append("\n".join(lines))

    def kind(self, schema: Schema, inside: str) -> str:
        """Name the type of a value."""
        if "$ref" in schema:
            return str(schema["$ref"].rpartition("/")[2])
        if "anyOf" in schema:
            return " | ".join(dict.fromkeys(self.kind(each, inside) for each in schema["anyOf"]))
        named = schema.get("type")
        if named is None:
            return "Any"
        kinds = named if isinstance(named, list) else [named]
        if len(kinds) > 2:
            return "Any"
        return " | ".join(self._one({**schema, "type": kind}, inside) for kind in kinds)

    def _one(self, schema: Schema, inside: str) -> str:
        values = [value for value in schema.get("enum", ()) if value is not None]
        if schema["type"] != "null" and values and len(values) <= MOST_LITERALS:
            return f"Literal[{', '.join(json.dumps(value) for value in values)}]".replace('"', "'")
        if schema["type"] == "array":
            return f"list[{self.kind(schema.get('items', {}), inside)}]"
        if schema["type"] == "object":
            return self._object(schema, inside)
        return {"string": "str", "number": "Number", "integer": "int", "boolean": "bool", "null": "None"}[
            schema["type"]
        ]

    def _object(self, schema: Schema, inside: str) -> str:
        if "properties" in schema:
            self.object(inside, schema)
            return inside
        value = schema.get("additionalProperties")
        return f"dict[str, {self.kind(value, inside) if isinstance(value, dict) else 'Any'}]"


def _camel(field: str) -> str:
    return "".join(part.title() for part in re.split(r"\W|_", field))


def _sentence(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''").rstrip('"')


if __name__ == "__main__":
    for module, text in write(json.loads(Path(sys.argv[1]).read_text())).items():
        (TYPES / f"{module}.py").write_text(text)
