"""Bring `hi/*.po` up to date with the words in code and templates, and say what is not translated yet."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

DASHBOARD = Path(__file__).resolve().parents[1]
FOLDER = Path(__file__).with_name("hi")
LANGUAGE = "hi"
BASE = "base"
AREAS = {
    "developers": ("webhook", "event", "request_log", "request", "error_code", "doctor", "deliver"),
    "invoices": ("customer", "invoice", "receipt", "refund", "credit_note"),
    "shop": ("product", "import", "stock", "shop"),
    "reports": ("report", "sales", "gst", "store", "state"),
}
"""The file of an area holds the words of modules and templates whose names begin so; all others are in base.po."""
KEYWORDS: Any = {"_": None, "mark": None, "ngettext": (1, 2)}


def main() -> None:
    """Write the files again, and list what is missing."""
    wanted, known = in_code(), translated()  # read before the first file is written: a text may move to another one
    for area in (BASE, *AREAS):
        write_area(area, {key: where for key, where in wanted.items() if area_of(where) == area}, known)
    missing = untranslated()
    print("\n".join(f"  {area}.po: {text!r}" for area, text in missing) or "  every word is translated")


def in_code() -> dict[Any, str]:
    """Find every text to be translated (one and many as a pair) and the file it is in: of several, the first by name."""
    found: dict[Any, str] = {}
    for file, method in sorted(_sources()):
        options: dict[str, Any] = {"extensions": "jinja2.ext.i18n"} if method != "python" else {}
        for _line, message, _comments, _context in extract_from_file(method, file, keywords=KEYWORDS, options=options):
            key = tuple(message) if isinstance(message, list | tuple) else message
            if key:
                found.setdefault(key, file.stem)
    return found


def area_of(stem: str) -> str:
    """Name the area a module or template belongs to."""
    return next((area for area, starts in AREAS.items() if stem.startswith(starts)), BASE)


def read_area(area: str) -> Catalog:
    """Read a file; one that is not there yet is empty."""
    path = FOLDER / f"{area}.po"
    return read_po(io.BytesIO(path.read_bytes() if path.exists() else b""), locale=LANGUAGE)


def write_area(area: str, wanted: dict[Any, str], known: dict[Any, Any]) -> None:
    """Write a file with these texts, and the translations they have in any file."""
    catalog = Catalog(locale=LANGUAGE, project="SaathiX Billing", fuzzy=False)
    for key in sorted(wanted, key=str):
        catalog.add(key, known.get(key, ("", "") if isinstance(key, tuple) else ""))
    if not wanted:
        return
    text = io.BytesIO()
    write_po(text, catalog, no_location=True, omit_header=True, width=120)
    (FOLDER / f"{area}.po").write_bytes(_HEAD.encode() + text.getvalue())


def translated() -> dict[Any, Any]:
    """Give what is translated, of all files."""
    return {_key(message): message.string for _area, message in _messages() if _is_whole(message)}


def untranslated() -> list[tuple[str, str]]:
    """List what the code says and no file translates."""
    known = translated()
    return [(area_of(where), str(key)) for key, where in in_code().items() if key not in known]


def _messages() -> Iterator[tuple[str, Message]]:
    for path in sorted(FOLDER.glob("*.po")):
        yield from ((path.stem, message) for message in read_area(path.stem) if message.id)


def _key(message: Message) -> Any:
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def _is_whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, list | tuple) else bool(message.string)


def _sources() -> Iterator[tuple[Path, str]]:
    for file in DASHBOARD.rglob("*.py"):
        yield file, "python"
    for file in DASHBOARD.glob("templates/**/*.html"):
        yield file, "jinja2.ext:babel_extract"


_HEAD = """\
# Hindi words of the dashboard. Texts are kept up to date by `python -m gateway.dashboard.i18n`; only msgstr is edited.
msgid ""
msgstr ""
"Language: hi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
