"""A migration waits for no lock longer than the till can bear, and the one that has been released stays as it is."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from deploy.local.credentials import SERVICES
from deploy.local.databases import folders_of

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 5
FILES = sorted({file for service in SERVICES for folder in folders_of(service) for file in folder.glob("*.sql")})
PREVIOUS = json.loads((ROOT / "deploy/previous_release.json").read_text())


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.parent.name}/{file.stem}")
def test_its_first_statement_bounds_how_long_it_waits_for_a_lock(file):
    statements = [line for line in file.read_text().splitlines() if line.strip() and not line.startswith("--")]
    bound = re.fullmatch(r"SET lock_timeout = '(\d+)s';", statements[0])
    assert bound, f"{file.name} begins with {statements[0]!r}"
    assert 0 < int(bound[1]) <= LONGEST_SECONDS


def test_what_the_previous_release_applied_stands_as_it_was():
    """Its databases are out there: a file that has been applied is never edited and never taken away."""
    for name, checksum in PREVIOUS["migrations"].items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == checksum, name
