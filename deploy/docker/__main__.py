"""`make images`: builds them all, or those named, and prints how large they are."""

import os
import sys

from deploy.docker.building import Workshop, megabytes
from deploy.docker.images import BY_NAME
from deploy.local import progress
from deploy.local.failure import StackFailure
from deploy.local.settings import stack_from


def main(names: list[str]) -> int:
    """Build; returns the exit status."""
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        print(f"no image is called {', '.join(unknown)}; there are {', '.join(BY_NAME)}", file=sys.stderr)
        return 2
    workshop = Workshop(stack_from(os.environ))
    try:
        workshop.prepare()
        built = {name: workshop.build(BY_NAME[name]) for name in names or BY_NAME}
        print(f"\n  {'image':<44} {'files':>9}")
        for name in built.values():
            container, root = workshop.unpack(name)
            print(f"  {name:<44} {megabytes(root):>6.0f} MB")
            workshop.put_away(container)
    except StackFailure as failure:
        progress.explain(failure)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
