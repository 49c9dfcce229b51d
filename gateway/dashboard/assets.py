"""The files of the pages: our style sheet and script, our icon, and htmx as npm brings it (2.0.11, see its licence beside it)."""

from functools import cache
from pathlib import Path

from gateway.docs.kept import Kept

FOLDER = Path(__file__).with_name("assets")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FILES = frozenset(path.name for path in FOLDER.iterdir() if path.suffix in _TYPES)


@cache
def read(name: str) -> Kept:
    """Read one of the files."""
    return Kept.of((FOLDER / name).read_bytes(), _TYPES[Path(name).suffix])


def url(name: str) -> str:
    """Give the address of a file; it changes with the file, so a browser may keep what it has."""
    return f"/dashboard/assets/{name}?v={read(name).etag[1:13]}"
