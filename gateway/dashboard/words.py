"""
The words of the dashboard in English and Hindi, by gettext.

English stands in the code and templates; Hindi in `i18n/hi/*.po`, one file an area, read when the first page in Hindi is
asked for. `python -m gateway.dashboard.i18n` brings the files up to date.
"""

import gettext
import io
from functools import cache
from pathlib import Path
from typing import Any

from flask import has_request_context, request

from gateway.request_context import current

LANGUAGES = {"en": "English", "hi": "हिन्दी"}
LOCALES = {"en": "en_IN", "hi": "hi_IN"}
FOLDER = Path(__file__).with_name("i18n")
_CHOSEN = "gateway.language"


def language() -> str:
    """Say in which language the page is: the member's, else what the browser chose here before or prefers."""
    if not has_request_context():
        return "en"
    context = current()
    found = context.environ.get(_CHOSEN)
    if found is None:
        found = context.environ[_CHOSEN] = _language_of(context)
    return str(found)


def _language_of(context: Any) -> str:
    if context.session is not None and context.session.language in LANGUAGES:
        return str(context.session.language)
    from gateway.dashboard import cookies

    chosen = cookies.read(cookies.LANGUAGE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), "en") or "en"


def choose(chosen: str) -> None:
    """Make the rest of this answer in another language."""
    if chosen in LANGUAGES:
        current().environ[_CHOSEN] = chosen


def locale() -> str:
    """Name the locale that writes dates."""
    return LOCALES[language()]


def _(text: str) -> str:
    """Say it in the language of the page."""
    return catalogue(language()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Say one or many of them."""
    return catalogue(language()).ngettext(one, many, count)


def say(chosen: str, text: str) -> str:
    """Say it in a language of one's own, such as that of whom a letter goes to."""
    return catalogue(chosen).gettext(text)


def mark(text: str) -> str:
    """Mark a text that is put into the language later."""
    return text


@cache
def catalogue(chosen: str) -> gettext.NullTranslations:
    """Read the words of a language; English needs none."""
    folder = FOLDER / chosen
    if not folder.is_dir():
        return gettext.NullTranslations()
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=chosen)
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as lines:
            for message in read_po(lines, locale=chosen):
                if message.id and message.string:
                    whole[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
