"""The PHP SDK: not behind the API's document, whole in itself, and installed by composer in an empty project."""

import copy
import json
import tarfile

import pytest

from sdks.php.tools.generate import SDK, generate, table, without_prose
from tests.contract.http.openapi import make_document
from tests.contract.sdk.php_sdk import empty_project, phpunit, run

REGENERATE = "the SDK is behind the document; run: curl -s $SAATHIX_BASE_URL/openapi.json > openapi.json && python -m sdks.php.tools openapi.json"


@pytest.fixture(scope="module")
def document():
    return make_document()


def test_models_and_services_are_those_of_the_document(document):
    made = generate(document)
    found = {path for folder in ("Model", "Service") for path in (SDK / "src" / folder).glob("*.php")}
    assert found == set(made), REGENERATE
    behind = [path.name for path, text in made.items() if without_prose(path.read_text()) != without_prose(text)]
    assert behind == [], REGENERATE


def test_an_operation_without_a_method_is_refused(document):
    newer = copy.deepcopy(document)
    newer["paths"]["/v1/till"] = {"get": {"operationId": "get_till", "responses": {}}}
    with pytest.raises(LookupError, match="get_till"):
        generate(newer)


def test_a_method_without_an_operation_is_refused(document):
    older = copy.deepcopy(document)
    del older["paths"]["/v1/invoices/preview"]
    with pytest.raises(LookupError, match="preview_invoice"):
        generate(older)


def test_a_new_field_and_a_new_parameter_are_seen(document):
    for change in ("field", "parameter", "request"):
        newer = copy.deepcopy(document)
        if change == "field":
            newer["components"]["schemas"]["Invoice"]["properties"]["till"] = {"type": "string"}
        elif change == "request":
            newer["components"]["schemas"]["SaleRequest"]["properties"]["till"] = {"type": "string"}
        else:
            parameter = {"name": "till", "in": "query", "schema": {"type": "string"}}
            newer["paths"]["/v1/invoices"]["get"]["parameters"].append(parameter)
        behind = [p for p, text in generate(newer).items() if without_prose(p.read_text()) != without_prose(text)]
        assert behind, change


def test_every_method_sends_its_operation_and_reads_its_example(document, tmp_path):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document))
    said = phpunit("--testsuite", "contract", SAATHIX_OPENAPI=str(path))
    assert f"OK ({len(table()) + 1} tests" in said


def test_units_vectors_and_bad_servers():
    phpunit()


def test_every_file_is_php_with_strict_types():
    files = [*SDK.glob("src/**/*.php"), *SDK.glob("examples/**/*.php"), *SDK.glob("tests/**/*.php")]
    files += SDK.glob("bench/*.php")
    assert len(files) > 100
    for start in range(0, len(files), 40):
        code = (
            'foreach (array_slice($argv, 1) as $f) { token_get_all(file_get_contents($f), TOKEN_PARSE); } echo "fine";'
        )
        assert "fine" in run("php", "-d", "error_reporting=-1", "-r", code, "--", *map(str, files[start : start + 40]))
    assert [path.name for path in files if "declare(strict_types=1);" not in path.read_text()] == []


def test_no_file_of_ours_is_over_200_lines():
    made = {"Model", "Service"}
    files = [path for path in SDK.glob("src/**/*.php") if path.parent.name not in made]
    assert {path.name: n for path in files if (n := len(path.read_text().splitlines())) > 200} == {}


def test_composer_installs_it_from_its_path_in_an_empty_project(tmp_path):
    project = empty_project(tmp_path)
    installed = project / "vendor" / "saathix" / "sdk"
    assert not installed.is_symlink()
    names = sorted(path.name for path in installed.iterdir())
    assert names == ["CHANGELOG.md", "LICENSE", "README.md", "composer.json", "examples", "operations.json", "src"]
    (project / "shop.php").write_text(
        "<?php declare(strict_types=1); require 'vendor/autoload.php';\n"
        "$saathix = new SaathiX\\SaathiX('sk_test_1');\n"
        "echo $saathix::VERSION, ' ', get_class($saathix->invoices), ' ', SaathiX\\Decimal::of('68.50')->paise();\n"
    )
    version = run("php", "shop.php", folder=project)
    assert version == "1.0.0 SaathiX\\Service\\Invoices 6850"
    assert f"## {version.split()[0]}" in (SDK / "CHANGELOG.md").read_text()


def test_composer_json_is_valid_and_the_package_is_small(tmp_path):
    said = run("composer", "validate", "--strict", COMPOSER_ALLOW_SUPERUSER="1", COMPOSER_HOME=str(tmp_path))
    assert "is valid" in said
    settings = {"COMPOSER_ALLOW_SUPERUSER": "1", "COMPOSER_HOME": str(tmp_path)}
    run("composer", "archive", "--format=tar", f"--dir={tmp_path}", "--file=sdk", **settings)
    with tarfile.open(tmp_path / "sdk.tar") as packed:
        names = packed.getnames()
    assert "src/SaathiX.php" in names
    assert [name for name in names if name.startswith(("tests", "tools", "bench", "vendor"))] == []
    assert (tmp_path / "sdk.tar").stat().st_size < 600_000
