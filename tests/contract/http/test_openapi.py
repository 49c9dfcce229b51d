"""The OpenAPI document is valid, complete and true to the code it is made from."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from contracts.errors import ERRORS
from gateway.openapi.operations import OPERATIONS
from gateway.openapi.requests import UNSAID
from gateway.rules import rules_of
from tests.contract.http.openapi import make_document
from tests.factories.world import bare_app, routes_of

ROOT = Path(__file__).resolve().parents[3]
LINT = ROOT / "tools" / "spectral" / "lint.sh"
FIRST_SALE = {
    "customer": {"phone": "+919876543210", "name": "Rahul K."},
    "items": [{"sku": "AMUL-MILK-1L", "qty": 2, "rate": 68}, {"sku": "MAGGI-70G", "qty": 6, "rate": 14}],
    "payment": {"mode": "upi", "amount": 220},
}


@pytest.fixture(scope="module")
def document():
    return make_document()


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_a_validator_of_the_specification_finds_nothing(document):
    validate(document)


@pytest.mark.timeout(600)  # the first time it is installed
def test_spectral_finds_nothing_with_its_rules_of_openapi(document, tmp_path):
    written = tmp_path / "openapi.json"
    written.write_text(json.dumps(document))

    linted = subprocess.run([LINT, written], capture_output=True, text=True, timeout=600)

    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "No results with a severity of 'warn' or higher found" in linted.stdout


def test_every_route_is_in_the_document_and_the_other_way_round(document):
    routes = {f"{route.split()[0]} {path}" for route, (path, _) in routes_of(bare_app()).items()}

    assert {name for name, _ in operations(document)} == routes


def test_every_view_says_what_it_answers():
    app = bare_app()

    assert app.view_functions.keys() - OPERATIONS.keys() == set(), "add them to gateway/openapi/operations.py"
    assert OPERATIONS.keys() - app.view_functions.keys() == set(), "these views are gone"


def test_every_kind_of_field_is_written_in_json_schema(document):
    unsaid = [name for name, value in _properties(document) if value == UNSAID]

    assert unsaid == [], "say in gateway/openapi/requests.py how they are written in JSON Schema"


def _properties(part):
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _properties(inner)


def test_every_operation_has_an_id_of_its_own_a_tag_and_words(document):
    ids = [operation["operationId"] for _, operation in operations(document)]

    assert len(ids) == len(set(ids))
    for name, operation in operations(document):
        assert all(operation[word] for word in ("tags", "summary", "description")), name
        assert not operation["summary"].endswith("."), name


def test_what_a_route_needs_is_what_the_document_says(document):
    for route, (path, view) in routes_of(bare_app()).items():
        method, rules = route.split()[0], rules_of(view)
        operation = document["paths"][path][method.lower()]
        names = {
            parameter.get("name", parameter.get("$ref", "").split("/")[-1]) for parameter in operation["parameters"]
        }
        assert (operation.get("security") == []) is rules.public, route
        assert ("IdempotencyKey" in names) is rules.idempotent, route
        assert ("requestBody" in operation) is (rules.body is not None), route
        assert ("429" in operation["responses"]) is not rules.public, route
        assert {"400", "406", "500"} <= operation["responses"].keys(), route
        if rules.query is not None:
            assert {field.data_key or name for name, field in rules.query.fields.items()} <= names, route


def test_the_first_example_of_a_sale_is_the_product_pages(document):
    examples = document["paths"]["/v1/invoices"]["post"]["requestBody"]["content"]["application/json"]["examples"]

    assert next(iter(examples.values()))["value"] == FIRST_SALE


def test_every_body_has_an_example_and_every_example_keeps_to_its_schema(document):
    components = {"components": document["components"]}
    for name, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        assert content.get("examples"), (
            f"{name} needs gateway/openapi/examples/requests/{operation['operationId']}.json"
        )
        for example in content["examples"].values():
            Draft202012Validator({**content["schema"], **components}).validate(example["value"])


def test_every_object_that_is_answered_has_an_example(document):
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get("application/json")
            if status.startswith("2") and content and operation.get("security") != []:
                assert "example" in content, (
                    f"{name} needs gateway/openapi/examples/answers/{operation['operationId']}.json"
                )


def test_every_code_is_answered_by_some_operation(document):
    met = set(re.findall(r'"#/components/examples/([a-z_]+)', json.dumps(document)))
    elsewhere = {"method_not_allowed", "malformed_request"}  # what no operation answers: another method, no HTTP at all

    assert ERRORS.keys() - met - elsewhere == set()
