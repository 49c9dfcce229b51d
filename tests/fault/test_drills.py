"""
The rehearsals that an operator runs, each on a stack of its own: a broker's node, the database's primary and a service's process
killed −9 while tills sell, and a server brought back from its backup. Each checks the books itself and fails when they differ.

Predicted: a dead node costs at most 15 s of late or refused answers (a call that died with it ends at its deadline of 10 s); a
dead primary as long as the promotion takes; a dead process nothing that a retry with the same key does not mend. Nothing that was
acknowledged is lost, nothing is doubled.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.testing import free_port

pytestmark = pytest.mark.fault

ROOT = Path(__file__).resolve().parents[2]
SOAK = os.environ.get("SAATHIX_SOAK") == "1"
SECONDS = "60" if SOAK else "3"


def rehearse(tmp_path, *drills):
    """Run drills on a fresh stack; their report is in the test's output."""
    command = [sys.executable, "-m", "deploy.local.drills", *drills, "--seconds", SECONDS]
    place = ["--run-dir", str(tmp_path / "stack"), "--port", str(free_port())]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAATHIX_")}
    done = subprocess.run([*command, *place], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(960)
def test_replicas_a_dead_node_and_a_dead_primary_lose_and_double_nothing(tmp_path):
    told = rehearse(tmp_path, "replicas", "node", "failover")

    assert told.count("none lost, doubled or made up") == 3
    assert "each with 3 members" in told


@pytest.mark.timeout(960)
def test_a_lost_server_comes_back_as_of_a_moment(tmp_path):
    told = rehearse(tmp_path, "restore")

    assert "every migration there" in told
    assert "RPO" in told
    assert "RTO" in told
