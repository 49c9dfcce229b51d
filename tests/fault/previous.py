"""Write down which release is out there: `python -m tests.fault.previous <commit>`, run when one has gone out."""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "deploy" / "previous_release.json"


def main(arguments: list[str]) -> int:
    """Record a commit as the previous release, with the checksums of its migrations."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    commit = _git("rev-parse", "--verify", f"{arguments[0]}^{{commit}}").decode().strip()
    names = _git("ls-tree", "-r", "--name-only", commit).decode().splitlines()
    migrations = {
        name: hashlib.sha256(_git("show", f"{commit}:{name}")).hexdigest()
        for name in names
        if name.endswith(".sql") and "/migrations/" in name
    }
    release = tomllib.loads(_git("show", f"{commit}:pyproject.toml").decode())["project"]["version"]
    RECORD.write_text(json.dumps({"release": release, "commit": commit, "migrations": migrations}, indent=2) + "\n")
    print(f"{release} ({commit[:12]}), {len(migrations)} migrations")
    return 0


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
