"""The SDK's models and services, made from the OpenAPI document."""

import json
import re
from pathlib import Path
from typing import Any

from sdks.php.tools.models import models
from sdks.php.tools.services import roots, services

SDK = Path(__file__).resolve().parents[1]


def table() -> dict[str, Any]:
    """Which method each operation is."""
    return json.loads((SDK / "operations.json").read_text())  # type: ignore[no-any-return]


def generate(document: dict[str, Any]) -> dict[Path, str]:
    """The text of every file that is made."""
    files = {SDK / "src" / "Service" / f"{name}.php": text for name, text in services(document, table())}
    schemas = document["components"]["schemas"]
    for name, text in models(schemas, roots(document)):
        files[SDK / "src" / "Model" / f"{name}.php"] = text
    return files


def without_prose(text: str) -> str:
    """The code and its types: descriptions may be reworded without the SDK being behind."""
    text = re.sub(r"^( +\* @param .+? \$\w+).*$", r"\1", text, flags=re.MULTILINE)
    return re.sub(r"^ +\* (?![@ }]).*\n", "", text, flags=re.MULTILINE)
