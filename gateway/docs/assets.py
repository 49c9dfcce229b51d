"""The files of the pages: our own style sheet and scripts, and those of Swagger UI as its package brings them. No CDN."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gateway.docs.kept import Kept

_OWN = Path(__file__).with_name("assets")
_SWAGGER = ("swagger-ui-bundle.js", "swagger-ui.css")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}

FILES = frozenset({*_SWAGGER, *(path.name for path in _OWN.iterdir())})


def read(name: str) -> Kept:
    """Read one of the files."""
    folder = _swagger_ui() if name in _SWAGGER else _OWN
    return Kept.of((folder / name).read_bytes(), _TYPES[Path(name).suffix])


@cache
def _swagger_ui() -> Path:
    """Find the files of the package flask-swagger-ui; its code is not imported."""
    found = find_spec("flask_swagger_ui")
    if found is None or not found.submodule_search_locations:
        raise LookupError("flask-swagger-ui is not installed")
    return Path(found.submodule_search_locations[0]) / "dist"
