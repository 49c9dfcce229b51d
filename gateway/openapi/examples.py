"""Examples of requests and answers: the JSON files beside this module, copied from a run."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("examples")


@cache
def requests(operation: str) -> dict[str, Any]:
    """Give the examples of an operation's body; the file maps a sentence to a body, the first first."""
    path = FOLDER / "requests" / f"{operation}.json"
    if not path.exists():
        return {}
    return {_slug(said): {"summary": said, "value": value} for said, value in json.loads(path.read_text()).items()}


@cache
def answer(operation: str, status: int) -> Any:
    """Give an answer of an operation, or None. A status other than its first has a file of its own."""
    for name in (f"{operation}.{status}.json", f"{operation}.json"):
        path = FOLDER / "answers" / name
        if path.exists():
            return json.loads(path.read_text())
    return None


def _slug(sentence: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in sentence.lower()).strip("-")
