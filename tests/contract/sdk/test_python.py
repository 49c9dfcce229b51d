"""The Python SDK against the OpenAPI document, by itself under mypy, and as the wheel that is published."""

import ast
import importlib.util
import inspect
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import requests
import saathix
from saathix.operations import METHODS

from tests.contract.http.openapi import make_document
from tests.contract.sdk.python_wheel import SOURCE, empty_project, install, wheel
from tests.fakes.echo_process import wait_for

DOCUMENT = make_document()
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
EMPTY = {"data": [], "has_more": False, "next_cursor": None}


def method_of(client, name):
    for part in METHODS[name].split("."):
        client = getattr(client, part)
    return client


@pytest.fixture
def recorded(monkeypatch):
    """Note what a client would send."""
    sent = []

    def request(self, method, path, *, query=None, body=None, **more):
        sent.append({"method": method, "path": path, "query": query, "body": body, **more})
        return saathix.Response(200, {"Content-Type": "application/json"}, json.dumps(EMPTY).encode())

    monkeypatch.setattr(saathix.SaathiX, "request", request)
    return sent


def arguments_for(method, operation):
    """Give an id for each part of the path, and something for each further argument that must be given."""
    given = []
    named = {}
    for parameter in inspect.signature(method).parameters.values():
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            given.append([{"sku": "A"}] if parameter.annotation.startswith("Sequence") else f"the_{parameter.name}")
        elif parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty:
            named[parameter.name] = f"the_{parameter.name}"
    if operation["operationId"] == "diagnose_signature":
        given[1] = {"a": "b"}
    return given, named


def test_every_operation_has_a_method_and_no_method_is_of_another():
    assert set(METHODS) == set(OPERATIONS)
    client = saathix.SaathiX("sk_test_x")
    for name in METHODS:
        assert callable(method_of(client, name)), name
        assert inspect.getdoc(method_of(client, name)), name


@pytest.mark.parametrize("name", METHODS)
def test_a_method_asks_what_the_document_says(name, recorded):
    verb, path, operation = OPERATIONS[name]
    method = method_of(saathix.SaathiX("sk_test_x"), name)
    given, named = arguments_for(method, operation)
    method(*given, **named)
    [sent] = recorded
    pattern = re.sub(r"\\{\w+\\}", "the_[a-z_]+", re.escape(path))
    assert sent["method"] == verb
    assert re.fullmatch(pattern, sent["path"]), sent["path"]
    in_query = {each["name"] for each in operation["parameters"] if each.get("in") == "query"}
    assert set(sent["query"] or {}) == in_query
    for each in in_query:
        argument = {"from": "from_", "expand[]": "expand"}.get(each, each.replace("[", "_").replace("]", ""))
        assert argument in inspect.signature(method).parameters, each
    options = {each.get("$ref", "").rpartition("/")[2] for each in operation["parameters"]}
    assert ("if_match" in inspect.signature(method).parameters) == ("IfMatch" in options)
    assert ("idempotency_key" in inspect.signature(method).parameters) == ("IdempotencyKey" in options)


@pytest.mark.parametrize("name", [name for name, (_, _, each) in OPERATIONS.items() if "requestBody" in each])
def test_a_method_takes_the_documents_body(name):
    schema = OPERATIONS[name][2]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    parameters = inspect.signature(method_of(saathix.SaathiX("sk_test_x"), name)).parameters
    [*rest] = [each for each in parameters.values() if each.kind is each.VAR_KEYWORD]
    if rest:
        assert rest[0].annotation == f"Unpack[{schema}]"
    else:
        fields = set(DOCUMENT["components"]["schemas"][schema]["properties"])
        assert {"from" if field == "from_" else field for field in parameters} >= fields


@pytest.mark.parametrize("name", METHODS)
def test_a_method_gives_the_documents_answer(name):
    responses = OPERATIONS[name][2]["responses"]
    content = next(each for status, each in responses.items() if status[0] == "2")["content"]
    if "application/json" not in content or name == "openapi_document":
        return
    schema = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    said = inspect.signature(method_of(saathix.SaathiX("sk_test_x"), name)).return_annotation
    names = {"Stock": "Inventory"}
    expected = f"List[{schema[:-4]}]" if schema.endswith("Page") else schema
    assert expected in [names.get(each, each) for each in said.split(" | ")]


def test_the_types_are_those_of_the_document():
    tool = importlib.util.spec_from_file_location("write_types", SOURCE / "tools" / "write_types.py")
    writer = importlib.util.module_from_spec(tool)
    tool.loader.exec_module(writer)
    for module, text in writer.write(DOCUMENT).items():
        kept = (SOURCE / "src" / "saathix" / "types" / f"{module}.py").read_text(encoding="utf-8")
        assert ast.dump(ast.parse(kept)) == ast.dump(ast.parse(text)), "python sdks/python/tools/write_types.py"


def test_the_sources_are_those_of_python_3_9():
    for path in (SOURCE / "src").rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))


CUSTOMER = """
import saathix
from saathix.types import Invoice, SaleRequest

client = saathix.SaathiX("sk_test_x")
sale: SaleRequest = {"items": [{"sku": "A", "qty": 2}], "payment": {"mode": "upi"}}
invoice: Invoice = client.invoices.create(**sale)
reveal_type(invoice["grand_total"])
reveal_type(client.invoices.receipt("inv_1", format="pdf"))
reveal_type([customer["phone"] for customer in client.customers.list()])
event = saathix.webhooks.verify(b"", {}, "whsec_")
reveal_type(event["data"]["invoice_no"] if event["type"] == "invoice.created" else event["sequence"])
client.invoices.create(items=[{"sku": "A", "quantity": 2}])
client.invoices.create(items=[], payment={"mode": "barter"})
client.products.create(sku="A", name="B", rate="14", gst_rate=5)
client.products.create(sku="A")
invoice["grand_totl"]
"""


def test_types_are_strict_and_help_the_customer(tmp_path):
    (tmp_path / "customer.py").write_text(CUSTOMER)
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", str(tmp_path / "cache")]
    own = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True)
    assert own.returncode == 0, own.stdout
    told = subprocess.run([*command, str(tmp_path / "customer.py")], cwd=SOURCE, capture_output=True, text=True).stdout
    by_line = dict.fromkeys(re.findall(r"customer\.py:(\d+)", told), "")
    for line, text in re.findall(r"customer\.py:(\d+): (.*)", told):
        by_line[line] += text
    assert "int | " in by_line["8"]
    assert "Decimal" in by_line["8"]
    assert '"bytes"' in by_line["9"]
    assert "list[str | None]" in by_line["10"]
    assert '"str | int"' in by_line["12"]
    assert 'Extra key "quantity"' in by_line["13"]
    assert "PaymentRequest" in by_line["14"]
    assert '"rate"' in by_line["15"]
    assert "Missing named argument" in by_line["16"]
    assert "grand_totl" in by_line["17"]


def test_the_events_have_the_types_of_their_examples(tmp_path):
    folder = SOURCE.parents[1] / "contracts" / "examples" / "events"
    examples = [json.loads(path.read_text(), parse_float=Decimal) for path in sorted(folder.glob("webhooks.*.v1.json"))]
    assert len(examples) == 11
    lines = [f"event_{number}: WebhookEvent = {example!r}" for number, example in enumerate(examples)]
    lines.append('wrong: WebhookEvent = {**event_0, "data": {}}')
    (tmp_path / "events.py").write_text(
        "\n".join(["from decimal import Decimal", "from saathix.types import WebhookEvent", *lines])
    )
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", str(tmp_path / "cache")]
    told = subprocess.run([*command, str(tmp_path / "events.py")], cwd=SOURCE, capture_output=True, text=True).stdout
    assert set(re.findall(r"events\.py:(\d+): error", told)) == {"14"}, told


@pytest.mark.timeout(400)
def test_the_wheel_holds_the_package_and_nothing_else():
    with zipfile.ZipFile(wheel()) as packed:
        names = packed.namelist()
        metadata = packed.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert wheel().name == f"saathix-{saathix.VERSION}-py3-none-any.whl"
    assert wheel().stat().st_size < 60_000
    assert {name.split("/")[0] for name in names} == {"saathix", f"saathix-{saathix.VERSION}.dist-info"}
    assert "saathix/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE) == ["requests<3,>=2.31"]
    assert "Requires-Python: >=3.9" in metadata
    assert "# SaathiX Billing for Python" in metadata


@pytest.mark.timeout(400)
def test_it_works_where_nothing_else_is_installed(tmp_path):
    program = (
        "import saathix, sys\n"
        "assert 'requests' not in sys.modules, 'requests is imported with the first call'\n"
        'body = b\'{"id":"evt_1"}\'\n'
        "secret = 'whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE='\n"
        "print(saathix.webhooks.verify(body, saathix.webhooks.test_headers(body, secret), secret)['id'])\n"
    )
    clean = {"PATH": os.environ["PATH"]}
    python, command = empty_project() / "python", empty_project() / "saathix"
    ran = subprocess.run([python, "-c", program], cwd=tmp_path, env=clean, capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("evt_1\n", "")
    helped = subprocess.run([command, "--help"], cwd=tmp_path, env=clean, capture_output=True, text=True)
    assert helped.returncode == 0
    assert "listen" in helped.stdout
    refused = subprocess.run(
        [command, "trigger", "invoice.created"], cwd=tmp_path, env=clean, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert "SAATHIX_TEST_SECRET_KEY" in refused.stderr


@pytest.mark.timeout(400)
@pytest.mark.parametrize("example", ["fastapi_receiver", "asgi_receiver"])
def test_the_examples_of_asgi_run_under_uvicorn(example):
    install("fastapi", "uvicorn")
    body, secret = b'{"id":"evt_1","type":"ping"}', "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [empty_project() / "uvicorn", f"{example}:app", "--port", str(port), "--log-level", "warning"]
    environment = {"PATH": os.environ["PATH"], "SAATHIX_WEBHOOK_SECRET": secret, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, cwd=SOURCE / "examples", env=environment) as server:
        try:
            wait_for(lambda: answers(port), seconds=30)
            url = f"http://127.0.0.1:{port}/hooks"
            signed = saathix.webhooks.test_headers(body, secret)
            assert requests.post(url, data=body, headers=signed, timeout=10).status_code == 204
            assert requests.post(url, data=body + b" ", headers=signed, timeout=10).status_code == 400
        finally:
            server.terminate()


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_import_takes_under_150_ms():
    program = "import time; began = time.perf_counter(); import saathix; print(time.perf_counter() - began)"
    took = [
        float(subprocess.run([empty_project() / "python", "-c", program], capture_output=True, text=True).stdout)
        for _ in range(7)
    ]
    assert min(took) < 0.150, took


def test_the_changelog_and_the_licence_are_those_of_the_version():
    assert (SOURCE / "LICENSE").read_text() == (Path(SOURCE).parents[1] / "LICENSE").read_text()
    assert f"## {saathix.VERSION}" in (SOURCE / "CHANGELOG.md").read_text()
