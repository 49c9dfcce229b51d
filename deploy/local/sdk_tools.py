"""What the tests of the SDKs and of the dashboard run with, from Debian's packages; `make run` needs none of it."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

PROGRAMS = {"php-cli": "php", "composer": "composer", "phpunit": "phpunit", "chromium": "chromium"}
LARAVEL = ("cache", "config", "events", "log", "routing")  # its parts that the SDK's example runs on
EXTENSIONS = {"php-curl": "curl", "php-mbstring": "mbstring", "php-xml": "dom"}


def missing(find: Callable[[str], str | None] = shutil.which, libraries: Path = Path("/usr/share/php")) -> list[str]:
    """The packages whose program, PHP extension or library is not there."""
    loaded = _extensions() if find("php") else set()
    lacking = [package for package, program in PROGRAMS.items() if find(program) is None]
    lacking += [package for package, extension in EXTENSIONS.items() if extension not in loaded]
    return sorted(lacking + [f"php-illuminate-{part}" for part in LARAVEL if not _autoload(libraries, part).exists()])


def _autoload(libraries: Path, part: str) -> Path:
    return libraries / "Illuminate" / part.title() / "autoload.php"


def _extensions() -> set[str]:
    listed = subprocess.run(["php", "-m"], capture_output=True, text=True).stdout
    return {line.strip().lower() for line in listed.splitlines()}
