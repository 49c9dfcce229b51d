"""`make manifests`: renders every overlay, has it judged by everything that can be judged without a cluster, and prints a table."""

import os
import sys
from collections import Counter
from pathlib import Path

from deploy.docker.images import DOCKERFILES
from deploy.kubernetes import judging, rendering
from deploy.local import progress
from deploy.local.failure import StackFailure
from deploy.local.folders import make_folders
from deploy.local.settings import Stack, stack_from


def main() -> int:
    """Judge; returns the exit status."""
    stack = stack_from(os.environ)
    make_folders(stack)
    try:
        complaints = [text for overlay in rendering.OVERLAYS for text in _overlay(stack, overlay)]
        files = [*(_file(stack, overlay) for overlay in rendering.OVERLAYS), *sorted(DOCKERFILES.glob("*.Dockerfile"))]
        print()
        for file, found in judging.by_checkov(stack, files).items():
            complaints += _said(file.name, {"checkov": found})
        extra = [thing for file in rendering.EXTRA.values() for thing in rendering.objects(file.read_text())]
        complaints += _said("components beside", judging.judge(stack, extra))
    except StackFailure as failure:
        progress.explain(failure)
        return 1
    print(f"\n  {len(complaints)} complaints" if complaints else "\n  no complaints")
    return 1 if complaints else 0


def _overlay(stack: Stack, overlay: str) -> list[str]:
    text = rendering.render(stack, overlay)
    things = rendering.objects(text)
    file = _file(stack, overlay)
    file.write_text(text)
    kinds = Counter(thing["kind"] for thing in things)
    print(f"\n  {overlay}: {len(things)} objects, written to {file}")
    print("    " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    return _said(overlay, judging.judge(stack, things))


def _file(stack: Stack, overlay: str) -> Path:
    return stack.run / f"{overlay}.yaml"


def _said(what: str, judged: dict[str, list[str]]) -> list[str]:
    for judge, complaints in judged.items():
        print(f"    {what:<18} {judge:<34} {len(complaints) or 'no'} complaint{'' if len(complaints) == 1 else 's'}")
        for text in complaints:
            print(f"      {text}")
    return [text for complaints in judged.values() for text in complaints]


if __name__ == "__main__":
    sys.exit(main())
