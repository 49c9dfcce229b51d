"""Judges rendered objects: Kubernetes's own kinds, the operators' kinds, and the few whose schemas nobody publishes by ours."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate

from deploy import toolbox
from deploy.local.failure import StackFailure
from deploy.local.settings import Stack

OLDEST, NEWEST = "1.32", "1.37"
"""The versions of Kubernetes that the manifests are for."""
BY_NPM = ("postgresql.cnpg.io", "external-secrets.io", "gateway.networking.k8s.io", "keda.sh", "monitoring.coreos.com")
CLUSTER = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string"}},
}


def _spec(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "additionalProperties": False,
        "properties": {**properties, "rabbitmqClusterReference": CLUSTER},
    }


TEXT, FLAG, NUMBER, ANY = {"type": "string"}, {"type": "boolean"}, {"type": "integer"}, {"type": "object"}
RIGHTS = {
    "type": "object",
    "required": ["configure", "write", "read"],
    "additionalProperties": False,
    "properties": {"configure": TEXT, "write": TEXT, "read": TEXT},
}
QUEUES = {"enum": ["queues", "classic_queues", "quorum_queues", "streams", "exchanges", "all"]}
TYPES = {"enum": ["quorum", "classic", "stream"]}
REFERENCE = "rabbitmqClusterReference"
OURS: Mapping[tuple[str, str], dict[str, Any]] = {
    ("rabbitmq.com", "Vhost"): _spec(
        f"name {REFERENCE}", name=TEXT, defaultQueueType=TYPES, deletionPolicy={"enum": ["delete", "retain"]}
    ),
    ("rabbitmq.com", "User"): _spec(f"importCredentialsSecret {REFERENCE}", importCredentialsSecret=CLUSTER),
    ("rabbitmq.com", "Permission"): _spec(
        f"vhost userReference permissions {REFERENCE}", vhost=TEXT, userReference=CLUSTER, permissions=RIGHTS
    ),
    ("rabbitmq.com", "Policy"): _spec(
        f"name vhost pattern definition {REFERENCE}",
        name=TEXT,
        vhost=TEXT,
        pattern=TEXT,
        applyTo=QUEUES,
        priority=NUMBER,
        definition=ANY,
    ),
    ("rabbitmq.com", "Exchange"): _spec(
        f"name vhost {REFERENCE}", name=TEXT, vhost=TEXT, type=TEXT, durable=FLAG, autoDelete=FLAG
    ),
    ("rabbitmq.com", "Queue"): _spec(
        f"name vhost {REFERENCE}", name=TEXT, vhost=TEXT, type=TYPES, durable=FLAG, autoDelete=FLAG
    ),
    ("rabbitmq.com", "Binding"): _spec(
        f"vhost source destination destinationType {REFERENCE}",
        vhost=TEXT,
        source=TEXT,
        destination=TEXT,
        destinationType={"enum": ["queue", "exchange"]},
    ),
    ("rabbitmq.com", "RabbitmqCluster"): {
        "type": "object",
        "required": ["replicas", "image", "persistence", "resources"],
        "additionalProperties": False,
        "properties": {
            "replicas": {"enum": [1, 3, 5]},
            "image": TEXT,
            "persistence": {"type": "object", "properties": {"storage": TEXT, "storageClassName": TEXT}},
            "resources": ANY,
            "affinity": ANY,
            "terminationGracePeriodSeconds": NUMBER,
            "rabbitmq": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"additionalPlugins": {"type": "array", "items": TEXT}, "additionalConfig": TEXT},
            },
        },
    },
    ("barmancloud.cnpg.io", "ObjectStore"): {
        "type": "object",
        "required": ["configuration"],
        "additionalProperties": False,
        "properties": {
            "retentionPolicy": {"type": "string", "pattern": "^[1-9][0-9]*[dwm]$"},
            "configuration": {"type": "object", "required": ["destinationPath", "s3Credentials"]},
        },
    },
}
"""The specs of kinds whose definitions are published nowhere that npm or PyPI reach, as far as we use them."""


def judge(stack: Stack, objects: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Who judged how many, and every complaint: keys are Kubernetes, operators, ours; values the complaints."""
    by_npm = [thing for thing in objects if _group(thing) in BY_NPM]
    by_us = [thing for thing in objects if (_group(thing), thing["kind"]) in OURS]
    rest = [thing for thing in objects if thing not in by_npm and thing not in by_us]
    return {
        f"Kubernetes {OLDEST} and {NEWEST} ({len(rest)})": [text for thing in rest for text in built_in(thing)],
        f"the operators' schemas ({len(by_npm)})": by_schemas(stack, by_npm),
        f"ours ({len(by_us)})": [text for thing in by_us for text in by_ours(thing)],
    }


def built_in(thing: Mapping[str, Any]) -> list[str]:
    """What Kubernetes's schemas say against an object, strictly: a field they do not know is a complaint."""
    found = []
    for version in (OLDEST, NEWEST):
        try:
            kubernetes_validate.validate(thing, version, strict=True)
        except kubernetes_validate.ValidationError as problem:
            found.append(f"{_name(thing)} ({version}): {'.'.join(map(str, problem.path))}: {problem.message}")
        except kubernetes_validate.SchemaNotFoundError as problem:
            found.append(f"{_name(thing)}: {problem}")
    return found


def by_schemas(stack: Stack, things: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the operators' published schemas say."""
    command = ["node", str(toolbox.CRDS / "judge.mjs"), str(toolbox.crds(stack))]
    done = subprocess.run(command, input=json.dumps(things), capture_output=True, text=True)
    if done.returncode:
        raise StackFailure(f"node could not judge:\n{done.stderr[-2000:]}")
    found: list[str] = json.loads(done.stdout)
    return found


def by_ours(thing: Mapping[str, Any]) -> list[str]:
    """What our own schemas say."""
    judge_of = jsonschema.Draft202012Validator(OURS[_group(thing), thing["kind"]])
    return [f"{_name(thing)}: {problem.message}" for problem in judge_of.iter_errors(thing["spec"])]


def by_checkov(stack: Stack, files: Sequence[Path]) -> dict[Path, list[str]]:
    """
    What checkov says against rendered files and Dockerfiles, in one run, for its start is slow.

    What is explained in an annotation of the object, or a comment of the Dockerfile, is not said.
    """
    command = [
        toolbox.checkov(stack),
        "--framework",
        "kubernetes",
        "dockerfile",
        "--compact",
        "--quiet",
        "--skip-download",
    ]
    command += ["--output", "json", *(part for file in files for part in ("--file", str(file)))]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise StackFailure(f"checkov failed:\n{done.stderr[-2000:]}{done.stdout[-500:]}") from None
    found: dict[Path, list[str]] = {file: [] for file in files}
    for part in said if isinstance(said, list) else [said]:
        for one in part.get("results", {}).get("failed_checks", []):
            file = next(file for file in files if file.name == Path(one["file_path"]).name)
            found[file].append(f"{one['resource']}: {one['check_id']} {one['check_name']}")
    return found


def _group(thing: Mapping[str, Any]) -> str:
    return str(thing["apiVersion"]).rpartition("/")[0]


def _name(thing: Mapping[str, Any]) -> str:
    return f"{thing['kind']} {thing['metadata']['name']}"
