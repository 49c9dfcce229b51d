"""What the tests of the SDKs run with, from Debian's packages; `make run` needs none of it."""

import shutil
import subprocess
from collections.abc import Callable

PROGRAMS = {"php-cli": "php", "composer": "composer", "phpunit": "phpunit"}
EXTENSIONS = {"php-curl": "curl", "php-mbstring": "mbstring", "php-xml": "dom"}


def missing(find: Callable[[str], str | None] = shutil.which) -> list[str]:
    """The packages whose program or PHP extension is not there."""
    loaded = _extensions() if find("php") else set()
    lacking = [package for package, program in PROGRAMS.items() if find(program) is None]
    return sorted(lacking + [package for package, extension in EXTENSIONS.items() if extension not in loaded])


def _extensions() -> set[str]:
    listed = subprocess.run(["php", "-m"], capture_output=True, text=True).stdout
    return {line.strip().lower() for line in listed.splitlines()}
