"""Writes src/Service/*.php: a method for each operation of the OpenAPI document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sdks.php.tools.models import HEAD, MADE
from sdks.php.tools.types import Schema, lines_of, name_of, shape

Entry = list[Any]
OPTIONS = "?RequestOptions $options = null"
NO_MODEL = {"OpenApi"}


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    facts: Schema

    @property
    def id(self) -> str:
        return str(self.facts["operationId"])

    def parameters(self, place: str) -> list[Schema]:
        return [entry for entry in self.facts.get("parameters", []) if entry.get("in") == place]

    @property
    def body(self) -> Schema | None:
        content = self.facts.get("requestBody", {}).get("content", {})
        return content["application/json"]["schema"] if content else None  # type: ignore[no-any-return]

    @property
    def answer(self) -> str | None:
        """The schema of its JSON answer; None when it gives a file."""
        good = min(status for status in self.facts["responses"] if status.startswith("2"))
        return self._answer_with(good)

    @property
    def also_fine(self) -> list[str]:
        """Other statuses with the same answer: what is not ready says so with 503."""
        others = [status for status in self.facts["responses"] if not status.startswith("2")]
        return [status for status in others if self.answer and self._answer_with(status) == self.answer]

    def _answer_with(self, status: str) -> str | None:
        content = self.facts["responses"][status].get("content", {}).get("application/json")
        return name_of(content["schema"]) if content else None


def operations(document: Schema) -> Iterator[Operation]:
    """Every operation, in the document's order."""
    for path, item in document["paths"].items():
        for method, facts in item.items():
            if method in {"get", "post", "patch", "put", "delete"}:
                yield Operation(method.upper(), path, facts)


def roots(document: Schema) -> set[str]:
    """The objects that answers consist of: those of pages instead of the pages."""
    schemas = document["components"]["schemas"]
    found = {operation.answer for operation in operations(document)} - {None} - NO_MODEL
    return {_item_of(schemas, str(name)) or str(name) for name in found}


def services(document: Schema, table: dict[str, Entry]) -> Iterator[tuple[str, str]]:
    """Every (class, text); an operation that the table does not name is refused."""
    schemas = document["components"]["schemas"]
    by_id = {operation.id: operation for operation in operations(document)}
    lacking, gone = sorted(by_id.keys() - table.keys()), sorted(table.keys() - by_id.keys())
    if lacking or gone:
        raise LookupError(f"sdks/php/operations.json: no method for {lacking}; no such operation any more: {gone}")
    for service in dict.fromkeys(entry[0] for entry in table.values()):
        methods = [
            text
            for name, entry in table.items()
            if entry[0] == service
            for text in _methods(by_id[name], entry[1:], schemas)
        ]
        yield service, _class(service, methods)


def _class(service: str, methods: list[str]) -> str:
    text = "\n\n".join(methods)
    used = [f"SaathiX\\{name}" for name in ("Decimal", "Download", "Page", "RequestOptions", "Service")]
    used += [f"SaathiX\\Model\\{name}" for name in set(re.findall(r"\b(\w+)::(?:read|from)\(", text))]
    if service in {use.rpartition("\\")[2] for use in used}:  # a model of the same name
        used = [use if use != f"SaathiX\\Model\\{service}" else f"{use} as {service}Model" for use in used]
        text = re.sub(rf"\b{service}(::read|$)", rf"{service}Model\1", text, flags=re.MULTILINE)
    words = set(re.findall(r"\w+", text)) | {"Service"}
    uses = "\n".join(f"use {use};" for use in sorted(used) if re.split(r"[\\ ]", use)[-1] in words)
    about = re.sub(r"(?<=[a-z])([A-Z])", r" \1", service).lower()
    return (
        HEAD % "Service"
        + f"{uses}\n\n/**\n * The operations of {about}.{MADE}\n */\nfinal class {service} extends Service\n{{\n{text}\n}}\n"
    )


def _methods(operation: Operation, entry: Entry, schemas: dict[str, Schema]) -> Iterator[str]:
    method, *file = entry
    fixed = file[1] if file else {}
    yield _method(operation, method, operation.answer, schemas, left_out=set(fixed))
    if file:
        yield _method(operation, file[0], None, schemas, left_out=set(fixed), fixed=fixed)


def _method(
    operation: Operation,
    method: str,
    answer: str | None,
    schemas: dict[str, Schema],
    *,
    left_out: set[str],
    fixed: dict[str, str] | None = None,
) -> str:
    docs, signature = [], []
    for parameter in operation.parameters("path"):
        docs.append(f"@param string ${parameter['name']} {parameter.get('description', '')}".rstrip())
        signature.append(f"string ${parameter['name']}")
    query = [entry for entry in operation.parameters("query") if entry["name"] not in left_out]
    needed = operation.method != "POST" or "required" in schemas.get(name_of(operation.body or {}) or "", {})
    if operation.body:
        docs += f"@param {lines_of(operation.body, schemas)} $params".splitlines()
        signature.append("array $params" + ("" if needed else " = []"))
    elif query:
        docs += f"@param {_query(query, schemas)} $query".splitlines()
        signature.append("array $query" + ("" if any(entry.get("required") for entry in query) else " = []"))
    signature.append(OPTIONS)
    item = _item_of(schemas, answer)
    returns = "Page" if item else "array" if answer in NO_MODEL else answer or "Download"
    if item:
        docs.append(f"@return Page<{item}>")
    if answer in NO_MODEL:
        docs.append("@return array<string, mixed>")
    docs.append("@throws \\SaathiX\\Error\\SaathiXError")
    summary = " ".join(operation.facts.get("summary", operation.id).split())
    lines = [
        "    /**",
        f"     * {summary}.",
        "     *",
        *(f"     * {line}" for line in docs),
        "     */",
        f"    public function {method}({', '.join(signature)}): {returns}",
        "    {",
        f"        return {_call(operation, answer, item, bool(query), fixed)};",
        "    }",
    ]
    return "\n".join(lines)


def _call(
    operation: Operation, answer: str | None, item: str | None, has_query: bool, fixed: dict[str, str] | None
) -> str:
    path = _path(operation)
    query = "$query" if has_query else "[]"
    if fixed:
        added = ", ".join(f"'{name}' => '{value}'" for name, value in fixed.items())
        query = f"[{added}] + $query" if has_query else f"[{added}]"
    if item:
        return f"$this->page({path}, {query}, $options, {item}::from(...))"
    body = "$params" if operation.body else "null"
    accept = "" if answer else ", '*/*'"
    if operation.also_fine and answer:
        accept = f", alsoFine: [{', '.join(operation.also_fine)}]"
    sent = f"$this->sender->send('{operation.method}', {path}, {query}, {body}, $options{accept})"
    if answer is None:
        return f"new Download({sent})"
    return f"{sent}->json()" if answer in NO_MODEL else f"{answer}::read({sent})"


def _path(operation: Operation) -> str:
    pieces = re.split(r"\{(\w+)\}", operation.path)
    written = [f"'{piece}'" if at % 2 == 0 else f"self::part('{piece}', ${piece})" for at, piece in enumerate(pieces)]
    return " . ".join(piece for piece in written if piece != "''")


def _query(query: list[Schema], schemas: dict[str, Schema]) -> str:
    fields = []
    for entry in query:
        name = entry["name"].removesuffix("[]")
        key = name if name.isidentifier() else f"'{name}'"
        fields.append(f"{key}{'' if entry.get('required') else '?'}: {shape(entry['schema'], schemas)}|null")
    return "\n".join(["array{", *(f"    {field}," for field in fields), "}"])


def _item_of(schemas: dict[str, Schema], answer: str | None) -> str | None:
    if answer is None or not answer.endswith("Page"):
        return None
    return name_of(schemas[answer]["properties"]["data"]["items"])
