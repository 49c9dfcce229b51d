"""The Node SDK: nothing of the API is missing in it, its types are the document's, and its own tests pass."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.contract.http.openapi import make_document

SDK = Path(__file__).resolve().parents[3] / "sdks" / "node"
SUITES = sorted(path.name for path in (SDK / "test").glob("*.test.mjs"))
EVENTS = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "events"

pytestmark = pytest.mark.timeout(600)  # the first time its tools are installed


def run_node(*arguments: str | Path, **environment: str) -> str:
    """Run node in the SDK's folder; what it said, or a failure with what it said."""
    ran = subprocess.run(
        ["node", *arguments],
        cwd=SDK,
        env={**os.environ, "NODE_NO_WARNINGS": "1", **environment},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-6000:]
    return ran.stdout


def run_suite(*files: str, **environment: str) -> int:
    """Run files of node's own test runner; none may be skipped. Returns how many tests there were."""
    said = run_node("--test", "--test-reporter=tap", *files, **environment)
    found = {name: int(count) for name, count in re.findall(r"^# (tests|pass|skipped|todo) (\d+)$", said, re.MULTILINE)}
    assert (found["pass"], found["skipped"], found["todo"]) == (found["tests"], 0, 0), said[-6000:]
    return found["tests"]


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """Tools installed once for each lock file, a build for each state of the sources."""
    run_node("scripts/ready.mjs")


@pytest.fixture(scope="module")
def document(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    path.write_text(json.dumps(make_document()))
    return path


def test_types_and_methods_are_those_of_the_document(document):
    """After a change of the API: give new operations a method in operations.json, then `npm run generate -- <openapi.json>`."""
    assert "as the document says" in run_node("scripts/generate.mjs", document, "--check")


def test_a_new_operation_without_a_method_is_found(document, tmp_path):
    changed = json.loads(document.read_text())
    changed["paths"]["/v1/news"] = {"get": {"operationId": "list_news", "responses": {}}}
    (tmp_path / "openapi.json").write_text(json.dumps(changed))

    with pytest.raises(AssertionError, match=r"list_news.* has no method"):
        run_node("scripts/generate.mjs", tmp_path / "openapi.json", "--check")


def test_a_new_field_is_found(document, tmp_path):
    changed = json.loads(document.read_text())
    changed["components"]["schemas"]["Invoice"]["properties"]["colour"] = {"type": "string"}
    (tmp_path / "openapi.json").write_text(json.dumps(changed))

    with pytest.raises(AssertionError, match=r"answers\.ts is not what the document says"):
        run_node("scripts/generate.mjs", tmp_path / "openapi.json", "--check")


def test_every_operation_is_called_as_the_document_says(document):
    operations = sum(len(path) for path in make_document()["paths"].values())
    assert run_suite("test/drift/methods.test.mjs", SAATHIX_OPENAPI=str(document)) == operations + 1


def test_the_events_of_webhooks_have_the_types_of_their_examples(tmp_path):
    """The compiler reads each example as a WebhookEvent: a field too many or too few, or another type, is an error."""
    examples = [json.loads(path.read_text()) for path in sorted(EVENTS.glob("webhooks.*.v1.json"))]
    assert len(examples) == 11
    typed = [f"export const e{n}: WebhookEvent = {json.dumps(event)};" for n, event in enumerate(examples)]
    module = SDK / "dist" / "esm" / "index.js"
    (tmp_path / "events.ts").write_text(f'import type {{ WebhookEvent }} from "{module}";\n' + "\n".join(typed))
    options = {"strict": True, "noEmit": True, "target": "es2022", "moduleResolution": "bundler", "types": []}
    project = {"compilerOptions": {**options, "module": "es2022"}, "files": ["events.ts"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(project))

    run_node("node_modules/typescript/bin/tsc", "-p", tmp_path)


@pytest.mark.parametrize("suite", SUITES)
def test_suite(suite):
    assert run_suite(f"test/{suite}") > 0
