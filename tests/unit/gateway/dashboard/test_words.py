"""The Hindi words are those of the code: none is missing, none is left over, and each fills in what its English does."""

import re

from gateway.dashboard import words
from gateway.dashboard.i18n import update

FILLED_IN = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def test_every_word_is_translated():
    assert update.untranslated() == [], "translate them: python -m gateway.dashboard.i18n, then the msgstr"


def test_no_file_holds_a_word_that_is_nowhere():
    wanted = set(update.in_code())
    left = {
        (area, str(update._key(message))) for area, message in update._messages() if update._key(message) not in wanted
    }

    assert left == set(), "python -m gateway.dashboard.i18n takes them away"


def test_every_word_is_in_the_file_of_its_area():
    where = {key: update.area_of(stem) for key, stem in update.in_code().items()}

    assert {
        (area, str(update._key(message))) for area, message in update._messages() if where[update._key(message)] != area
    } == set()


def test_a_translation_fills_in_what_the_text_does():
    for key, said in update.translated().items():
        texts = key if isinstance(key, tuple) else (key,)
        wanted = set(FILLED_IN.findall(texts[-1]))
        for one in said if isinstance(said, list | tuple) else (said,):
            assert set(FILLED_IN.findall(one)) == wanted, texts


def test_english_is_what_stands_in_the_code():
    assert words.catalogue("en").gettext("Home") == "Home"
    assert words.catalogue("hi").gettext("Home") == "मुखपृष्ठ"
