"""An overlay as the cluster would get it."""

import subprocess
from pathlib import Path
from typing import Any

import yaml

from deploy import toolbox
from deploy.local.failure import StackFailure
from deploy.local.settings import Stack

FOLDER = Path(__file__).parent
OVERLAYS = ("dev", "production")
EXTRA = {"gateway-api": FOLDER / "components" / "gateway-api" / "gateway.yaml"}
"""Files that no overlay of ours uses, for whoever does."""


def render(stack: Stack, overlay: str) -> str:
    """The overlay's YAML, as kustomize writes it."""
    folder = FOLDER / "overlays" / overlay
    done = subprocess.run([*toolbox.kustomize(stack), str(folder)], capture_output=True, text=True)
    if done.returncode or "deprecated" in done.stderr:
        raise StackFailure(f"kustomize says of {overlay}: {done.stderr.strip()}")
    return done.stdout


def objects(text: str) -> list[dict[str, Any]]:
    """The objects in it."""
    return [found for found in yaml.safe_load_all(text) if found]
