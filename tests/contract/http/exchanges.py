"""
Recorded exchanges: a request, and the answer it had. What differs from run to run stands as `<name>`, the same name for the same value.

Those of a version that is no longer the newest are frozen: they are what its clients were promised, and are never recorded anew.
"""

import json
import re
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "public"
_NAME = re.compile(r"<\w+>")


def recorded(version: str) -> list[tuple[str, dict[str, Any]]]:
    """Give the exchanges of a version in the order of their making."""
    return [(path.stem, json.loads(path.read_text())) for path in sorted((EXAMPLES / version).glob("*.json"))]


class Names:
    """What the names stand for in this run."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def fill(self, text: str) -> str:
        """Put values in the place of names."""
        return _NAME.sub(lambda found: str(self._known[found.group()]), text)

    def differences(self, expected: Any, actual: Any, at: str = "") -> list[str]:
        """List where an answer is not as recorded: values, missing fields, their order. New fields are no breach; a new name is learnt."""
        if isinstance(expected, str) and _NAME.fullmatch(expected):
            known = self._known.setdefault(expected, actual)
            return [] if known == actual else [f"{at}: {actual!r} is not {expected}, which is {known!r}"]
        if isinstance(expected, dict) and isinstance(actual, dict):
            if [key for key in actual if key in expected] != list(expected):
                return [f"{at}: fields {list(actual)}, recorded {list(expected)}"]
            return [line for key in expected for line in self.differences(expected[key], actual[key], f"{at}/{key}")]
        if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
            pairs = zip(expected, actual, strict=True)
            return [line for n, pair in enumerate(pairs) for line in self.differences(*pair, f"{at}/{n}")]
        same = expected == actual and type(expected) is type(actual)
        return [] if same else [f"{at}: {actual!r}, recorded {expected!r}"]
