"""Images, compose file and manifests say what the code says: commands, ports, paths, and every setting, both ways round."""

import dataclasses
import re

import pytest
import yaml

from deploy.docker.images import BY_NAME, HTTP_PORT, IMAGES, OF_PROCESS, PRIVATE_PORT, ROOT, USER
from deploy.docker.lock import text_of
from deploy.kubernetes import secrets
from deploy.kubernetes.rendering import objects
from deploy.local.environment import NEEDS
from deploy.local.processes import APPLICATIONS
from kit import VERSION, health, tracing
from kit.db.schema import folders_of

PROCESSES = tuple(APPLICATIONS)
SCHEMAS = ("gateway", "catalog", "billing", "customers", "reporting", "webhooks")
LEFT_ALONE = {
    "SAATHIX_BILLING_MAX_CALLS": "measured: docs/performance.md",
    "SAATHIX_BILLING_MAX_GROUP": "measured: docs/performance.md",
    "SAATHIX_RECEIPTS_PDF_SECONDS": "belongs to the gateway's patience with it",
    "SAATHIX_RECEIPTS_MAX_CALLS": "measured",
    "SAATHIX_PORT": "the ports of a local stack, which webhooks may not name; no address of the machine may be named here at all",
    "SAATHIX_DISPATCHER_THREADS": "measured: docs/performance.md",
    "SAATHIX_DISPATCHER_PER_ENDPOINT": "measured: docs/performance.md",
    "SAATHIX_WEBHOOKS_CA_BUNDLE": "the image's certificates are the internet's",
    "SAATHIX_GATEWAY_DATABASE_CONNECTIONS": "measured",
    "SAATHIX_REDIS_TIMEOUT_SECONDS": "measured",
    "SAATHIX_GATEWAY_DEADLINE_SECONDS": "the SDKs count on it",
    "SAATHIX_BAD_KEYS_A_MINUTE": "the default is the product's",
    "SAATHIX_GATEWAY_HEAD_SECONDS": "the default is the product's",
    "SAATHIX_GATEWAY_REQUEST_SECONDS": "the default is the product's",
    "SAATHIX_OTLP_ENDPOINT": "off until there is a collector",
    "SAATHIX_TRACE_SHARE": "of no use without a collector",
    "SAATHIX_MAIL_FOLDER": "a developer's machine keeps letters; a cluster sends them",
}
"""Settings that the manifests leave at their defaults, and why."""
LITERAL = re.compile(r"SAATHIX_[A-Z_]+[A-Z]")
OF_ANY = {field.metadata["env"] for kind in (health.Settings, tracing.Settings) for field in dataclasses.fields(kind)}
OF_IMAGES = {"SAATHIX_METRICS_HOST", "SAATHIX_METRICS_PORT", "SAATHIX_HTTP_HOST", "SAATHIX_HTTP_PORT"}
OF_GUNICORN = {
    "SAATHIX_HTTP_HOST",
    "SAATHIX_HTTP_PORT",
    "SAATHIX_GATEWAY_HEAD_SECONDS",
    "SAATHIX_GATEWAY_REQUEST_SECONDS",
}
OF_TOOLS = {
    "SAATHIX_DATABASE_URL",  # kit.db.provision
    "SAATHIX_STACK",  # marks the processes of a local stack
    *(f"SAATHIX_{name.upper()}_WORKER_DATABASE_URL" for name in SCHEMAS),
    *(f"SAATHIX_{name.upper()}_OWNER_DATABASE_URL" for name in SCHEMAS),
}
"""What commands read that no process does."""


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]


def read_by(process):
    """Every variable that the process's code reads."""
    found = {field.metadata["env"] for field in secrets.fields(process)} | OF_ANY
    return found | OF_GUNICORN if process == "gateway" else found


def needed_by(process):
    return {f.metadata["env"] for f in secrets.fields(process) if f.default is dataclasses.MISSING}


def deployments(things):
    return {t["metadata"]["name"]: t["spec"]["template"]["spec"] for t in things if t["kind"] == "Deployment"}


def container(things, process):
    return deployments(things)[process]["containers"][0]


def set_for(things, process):
    """The variables that a pod of the process gets."""
    maps = {t["metadata"]["name"]: set(t["data"]) for t in things if t["kind"] == "ConfigMap"}
    names = set()
    for source in container(things, process)["envFrom"]:
        if "configMapRef" in source:
            names |= maps[source["configMapRef"]["name"]]
        else:
            names |= set({**secrets.keys(), **secrets.GIVEN}[source["secretRef"]["name"]])
    return {name for name in names if name.startswith("SAATHIX_")}


@pytest.mark.parametrize("process", PROCESSES)
def test_a_pod_gets_what_its_process_reads_and_nothing_else(production, process):
    given = set_for(production, process)

    assert needed_by(process) <= given
    assert given <= read_by(process) | {"SAATHIX_WEBHOOKS_ALLOW_LOCAL"}
    assert read_by(process) - given <= LEFT_ALONE.keys(), "set it, or say in LEFT_ALONE why not"


@pytest.mark.parametrize("process", PROCESSES)
def test_a_container_of_compose_gets_the_same(compose, process):
    given = {name for name in compose[process]["environment"] if name.startswith("SAATHIX_")}

    assert needed_by(process) <= given <= read_by(process)
    assert read_by(process) - given - OF_IMAGES <= LEFT_ALONE.keys() | {"SAATHIX_GATEWAY_REPLICAS"}


def test_nothing_else_in_the_code_reads_a_setting():
    """A literal SAATHIX_… that no settings class declares would be a setting that nobody knows of."""
    known = {name for process in [*PROCESSES, "admin"] for name in read_by(process)} | OF_TOOLS
    found = {
        name
        for house in ("kit", "gateway", "services")
        for file in (ROOT / house).rglob("*.py")
        if "testing" not in file.parts
        for name in LITERAL.findall(file.read_text())
    }

    assert found <= known, "declare it, give it to whom it belongs, and say so here"


@pytest.mark.parametrize("process", PROCESSES)
def test_local_stack_manifests_and_compose_start_the_same_command(production, compose, process):
    command = ["python", *APPLICATIONS[process]]

    assert container(production, process)["command"] == command
    assert compose[process]["command"] == command


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_runs_in_the_image_that_holds_its_code(production, compose, process):
    image = OF_PROCESS[process].name

    assert container(production, process)["image"] == f"registry.example.com/saathix/{image}:{VERSION}"
    assert compose[process]["image"] == f"saathix/{image}:${{SAATHIX_VERSION:-{VERSION}}}"


def test_the_local_stack_needs_what_the_settings_name():
    for process, names in NEEDS.items():
        assert needed_by(process) <= {f"SAATHIX_{name}" for name in names}, process


@pytest.mark.parametrize("process", PROCESSES)
def test_the_probes_ask_the_private_port(production, process):
    found = container(production, process)
    ports = {port["name"]: port["containerPort"] for port in found["ports"]}
    asked = {kind: found[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")}

    assert ports["private"] == PRIVATE_PORT
    assert asked == {
        "startup": {"path": "/healthz", "port": "private"},
        "liveness": {"path": "/healthz", "port": "private"},
        "readiness": {"path": "/readyz", "port": "private"},
    }
    assert ports.get("http", HTTP_PORT) == HTTP_PORT


def test_a_pod_has_longer_to_drain_than_its_process_takes(production):
    graceful = int(re.search(r"graceful_timeout = (\d+)", (ROOT / "gateway/gunicorn.conf.py").read_text()).group(1))
    for process, pod in deployments(production).items():
        if process in PROCESSES:
            assert pod["terminationGracePeriodSeconds"] >= graceful + 5 + 5, process


@pytest.mark.parametrize("process", PROCESSES)
def test_a_pod_waits_for_the_schema_of_its_own_image(production, process):
    (first,) = deployments(production)[process]["initContainers"]
    service = OF_PROCESS[process].package.rpartition("/")[2]

    assert first["image"] == container(production, process)["image"]
    assert first["command"] == ["python", "-m", "kit.db.schema", "wait", service]
    (secret,) = (source["secretRef"]["name"] for source in first["envFrom"])
    needed = {f"SAATHIX_{service.upper()}_DATABASE_URL", f"SAATHIX_{service.upper()}_WORKER_DATABASE_URL"}
    assert needed & set(secrets.keys()[secret])


@pytest.mark.parametrize("service", SCHEMAS)
def test_every_schema_has_a_migration_in_its_own_image(production, compose, service):
    release = VERSION.replace(".", "-")
    jobs = {thing["metadata"]["name"]: thing for thing in production if thing["kind"] == "Job"}
    (job,) = jobs[f"migrate-{service}-{release}"]["spec"]["template"]["spec"]["containers"]

    assert job["image"] == f"registry.example.com/saathix/{service}:{VERSION}"
    assert job["command"][:5] == ["python", "-m", "kit.db.schema", "migrate", service]
    assert compose[f"migrate-{service}"]["command"] == ["python", "-m", "kit.db.schema", "migrate", service]
    owner = f"SAATHIX_{service.upper()}_OWNER_DATABASE_URL"
    assert secrets.keys()[job["envFrom"][0]["secretRef"]["name"]] == [owner]
    assert set(compose[f"migrate-{service}"]["environment"]) == {owner}
    assert folders_of(service)[-1].is_dir()


def test_no_serving_process_is_given_an_owner(production, compose):
    for process in PROCESSES:
        assert not [name for name in set_for(production, process) if "_OWNER_" in name], process
        assert not [name for name in compose[process]["environment"] if "_OWNER_" in name], process


def test_the_most_gateways_that_may_run_share_the_limits(production):
    data = next(t["data"] for t in production if t["metadata"]["name"].startswith("gateway-settings"))
    most = next(
        t["spec"]["maxReplicaCount"]
        for t in production
        if t["kind"] == "ScaledObject" and t["metadata"]["name"] == "gateway"
    )

    assert (int(data["SAATHIX_GATEWAY_REPLICAS"]), data["SAATHIX_GATEWAY_WORKERS"]) == (most, "1")


def test_both_overlays_are_of_this_release(rendered):
    for overlay, text in rendered.items():
        ours = {image for image in re.findall(r"image: (\S+)", text) if "/saathix/" in image}
        assert {image.rpartition(":")[2] for image in ours} == {VERSION}, overlay
        jobs = [thing["metadata"]["name"] for thing in objects(text) if thing["kind"] == "Job"]
        assert all(name.endswith(VERSION.replace(".", "-")) for name in jobs), overlay


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
def test_a_dockerfile_says_what_the_table_says(image):
    text = image.dockerfile.read_text()

    assert f"USER {USER}:{USER}" in text
    assert f"SAATHIX_METRICS_PORT={PRIVATE_PORT}" in text
    assert f"AS {image.target}\n" in text
    assert re.search(r'^HEALTHCHECK .* CMD \["python", "-m", "kit.probe"\]$', text, re.MULTILINE)
    assert set(LITERAL.findall(text)) <= OF_IMAGES


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
def test_an_image_installs_what_its_code_imports(image):
    assert image.lock.read_text() == text_of(image), "python -m deploy.docker.lock"


def test_only_the_printing_image_installs_what_prints():
    heavy = {"weasyprint", "pydyf", "fonttools"}
    holding = {image.name for image in IMAGES if any(f"\n{name}==" in image.lock.read_text() for name in heavy)}

    assert holding == {"receipts"}
    assert "\nnameko==" not in BY_NAME["gateway"].lock.read_text()
