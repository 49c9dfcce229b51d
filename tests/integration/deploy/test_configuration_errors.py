"""A process that lacks what it needs does not start, and names all that it lacks at once."""

import subprocess
import sys

import pytest

from deploy.local.environment import NEEDS, SYSTEM
from deploy.local.processes import APPLICATIONS
from deploy.local.settings import ROOT

HAVE_DEFAULTS = {"WEBHOOKS_ALLOW_LOCAL", "PORT", "HTTP_PORT", "GATEWAY_WORKERS", "DASHBOARD_URL", "MAIL_FOLDER"}
MALFORMED = {
    "billing": {"SAATHIX_BILLING_MAX_CALLS": "many", "SAATHIX_BILLING_MAX_GROUP": "some"},
    "gateway": {"SAATHIX_GATEWAY_WORKERS": "two", "SAATHIX_TRUSTED_PROXIES": "everywhere"},
    "dispatcher": {"SAATHIX_DISPATCHER_THREADS": "all"},
}


@pytest.mark.parametrize("process", APPLICATIONS)
def test_every_gap_is_named_and_nothing_starts(process):
    malformed = MALFORMED.get(process, {})
    done = subprocess.run(
        [sys.executable, *APPLICATIONS[process]],
        cwd=ROOT,
        env={**SYSTEM, **malformed},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 2, done.stderr
    needed = {f"SAATHIX_{name}" for name in NEEDS[process] if name not in HAVE_DEFAULTS}
    told = {line.split(":")[0].strip() for line in done.stderr.splitlines() if line.startswith("  SAATHIX_")}
    assert told == needed | malformed.keys(), done.stderr
    assert "Traceback" not in done.stderr
    assert "cannot start, the environment lacks" in done.stderr
