"""The Python SDK as a customer gets it: a wheel, installed in an empty virtual environment. Made once a session."""

import atexit
import functools
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "sdks" / "python"


@functools.cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="saathix-wheel-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def wheel() -> Path:
    """Build the wheel from a copy, as building leaves files beside the sources."""
    copy = _folder() / "source"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__", "tests"))
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(_folder()), str(copy))
    [built] = _folder().glob("*.whl")
    return built


@functools.cache
def empty_project() -> Path:
    """Install the wheel where there is nothing else; gives the folder of the programs."""
    project = _folder() / "project"
    _run(sys.executable, "-m", "venv", str(project))
    _run(str(project / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", str(wheel()))
    return project / "bin"


def install(*packages: str) -> None:
    """Put something else beside it, as an example needs."""
    _run(str(empty_project() / "pip"), "install", "--quiet", "--disable-pip-version-check", *packages)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr or done.stdout
