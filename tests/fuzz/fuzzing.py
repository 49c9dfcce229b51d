"""Thousands of requests from the OpenAPI document, by schemathesis, in all its phases, against the running stack."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.api_client import BASE_URL
from tests.factories.world import open_worlds

HERE = Path(__file__).parent
PHASES = "examples,coverage,fuzzing,stateful"


@dataclass(frozen=True)
class Found:
    """How a run went."""

    cases: int
    failures: int
    output: str


def fuzz(
    kind: str,
    *,
    most_per_operation: int,
    seed: int,
    phases: str = PHASES,
    only: str | None = None,
) -> Found:
    """Ask everything with a key of an account of its own: `sk` or `pk`."""
    world = open_worlds()[0]
    world.product(), world.webhook()
    key = (world.secret if kind == "sk" else world.publishable).key
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"),
            *(f"{BASE_URL}/openapi.json", "--url", BASE_URL, "--header", f"Authorization: Bearer {key}"),
            *("--phases", phases, "--max-examples", str(most_per_operation), "--seed", str(seed)),
            *("--report", "json", "--report-json-path", str(report)),
        ]
        command += ["--include-operation-id", only] if only else []
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "PYTHONPATH": str(HERE.parents[1])}
        run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)
        told = json.loads(report.read_text()) if report.exists() else {}
    return Found(cases_of(told), run.returncode, run.stdout + run.stderr)


def cases_of(report: object) -> int:
    """Count the requests that a report tells of."""
    return int(report["test_cases"]["generated"]) if isinstance(report, dict) and report else 0
