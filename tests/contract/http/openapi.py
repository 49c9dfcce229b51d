"""The document as a test's judge: what an answer must look like, to the field."""

import copy
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from requests import Response

from gateway.openapi.document import document_of
from tests.factories.world import bare_app

PUBLIC_URL = "https://api.saathix.com"
OPEN = {"Problem", "ItemProblem", "Fault", "OpenApi"}
"""They may have fields that are not named: facts of a refusal, and the rest of the document."""


def make_document() -> dict[str, Any]:
    return document_of(bare_app(), PUBLIC_URL)


class Judge:
    """Compares answers with the document; a field that it does not name is a fault, too."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        schemas = copy.deepcopy(document["components"]["schemas"])
        for name, schema in schemas.items():
            if name not in OPEN:
                _close(schema)
        self._components = {"schemas": schemas}

    def faults(self, method: str, path: str, answer: Response) -> list[str]:
        """Say what is wrong with an answer to an operation; `path` is that of the document."""
        operation = self.document["paths"][path][method.lower()]
        described = operation["responses"].get(str(answer.status_code))
        if described is None:
            return [f"{answer.status_code} is not described: {answer.text[:300]}"]
        found = self._headers(described, answer)
        media = answer.headers.get("Content-Type", "").partition(";")[0]
        content = described.get("content", {})
        if "*/*" in content or (not content and not answer.content):
            return found
        if media not in content:
            return [*found, f"{media} is not described"]
        if media.endswith("json"):
            found += self._body(content[media]["schema"], answer.json())
        return found

    def _body(self, schema: dict[str, Any], body: Any) -> list[str]:
        whole = {**schema, "components": self._components}
        judged = Draft202012Validator(whole, format_checker=FormatChecker())
        return [
            f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in judged.iter_errors(body)
        ]

    def _headers(self, described: dict[str, Any], answer: Response) -> list[str]:
        known = self.document["components"]["headers"]
        named = described.get("headers", {})
        found = [f"no {name}" for name in named if known[name].get("required") and name not in answer.headers]
        unnamed = [name for name in known if name in answer.headers and name not in named]
        return found + [f"{name} is not described for {answer.status_code}" for name in unnamed]


def _close(schema: Any) -> None:
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for inner in schema.values():
            _close(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _close(inner)
