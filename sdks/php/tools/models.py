"""Writes src/Model/*.php: a class for each object that an answer holds."""

import re
from collections.abc import Iterator

from sdks.php.tools.types import Field, Schema, name_of

HEAD = "<?php\n\ndeclare(strict_types=1);\n\nnamespace SaathiX\\%s;\n\n"
MADE = "\n *\n * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document."


def models(schemas: dict[str, Schema], roots: set[str]) -> Iterator[tuple[str, str]]:
    """Every (class, text) that the roots need, themselves included."""
    waiting, done = sorted(roots), set()
    own: dict[str, Schema] = {}
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        schema = own.get(name) or schemas[name]
        required = schema.get("required", [])
        fields = [Field(name, key, value, required=key in required) for key, value in schema["properties"].items()]
        for field in fields:
            if field.inline:
                own[field.inline[0]] = field.inline[1]
                waiting.append(field.inline[0])
        waiting += [found for found in references(schema["properties"]) if found not in done]
        yield name, _class(name, schema, fields)


def references(schema: object) -> Iterator[str]:
    """The names of the schemas that occur in it."""
    if isinstance(schema, dict):
        if name := name_of(schema):
            yield name
        for inner in schema.values():
            yield from references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from references(inner)


def _class(name: str, schema: Schema, fields: list[Field]) -> str:
    about = " ".join(str(schema.get("description", "")).split()) or "A part of an answer."
    uses = ["SaathiX\\Fields", "SaathiX\\Model"]
    if any("Decimal" in field.type for field in fields):
        uses.append("SaathiX\\Decimal")
    parameters = [f"     * @param {field.doc} ${field.name} {field.description}".rstrip() for field in fields]
    promoted = [f"        public readonly {field.declared} ${field.name}," for field in fields]
    read = [f"            {field.reading}," for field in fields]
    lines = [
        HEAD % "Model" + "\n".join(f"use {use};" for use in sorted(uses)),
        "",
        f"/**\n * {about}{MADE}\n */",
        f"final class {name} extends Model",
        "{",
        "    /**",
        "     * @param array<string, mixed> $all",
        *parameters,
        "     */",
        "    protected function __construct(",
        "        array $all,",
        *promoted,
        "    ) {",
        "        parent::__construct($all);",
        "    }",
        "",
        "    /** @param array<string, mixed> $data */",
        "    public static function from(array $data): static",
        "    {",
        f"        $fields = new Fields('{_words(name)}', $data);",
        "",
        "        return new self(",
        "            $data,",
        *read,
        "        );",
        "    }",
        "}",
        "",
    ]
    return "\n".join(lines)


def _words(name: str) -> str:
    words = re.sub(r"(?<=[a-z])([A-Z])", r" \1", name).lower()
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"
