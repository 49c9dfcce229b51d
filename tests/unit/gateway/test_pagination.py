"""Cursors: they go on where a page ended, for the same list only."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.pagination import Cursors
from gateway.problems import Problem

CURSORS = Cursors(b"a secret of the tests")
AFTER = ["2026-06-28T10:14:22.123456+00:00", "prod_01HZK9V7PMQF"]
BOUND = ("acct_1", "/v1/products", "v1.4", {"status": "active", "q": "दूध"})


def test_a_cursor_gives_back_where_the_page_ended_and_needs_no_escaping():
    cursor = CURSORS.write(AFTER, *BOUND)

    assert CURSORS.read(cursor, *BOUND) == AFTER
    assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor)


def test_no_page_after_has_no_cursor():
    assert CURSORS.write(None, *BOUND) is None
    assert CURSORS.read(None, *BOUND) is None


@pytest.mark.parametrize(
    "other",
    [
        ("acct_2", *BOUND[1:]),
        ("acct_1", "/v1/invoices", *BOUND[2:]),
        ("acct_1", "/v1/products", "v1.3", BOUND[3]),
        (*BOUND[:3], {"status": "archived", "q": "दूध"}),
        (*BOUND[:3], {}),
    ],
)
def test_a_cursor_of_another_account_list_version_or_filter_is_refused(other):
    with pytest.raises(Problem) as caught:
        CURSORS.read(CURSORS.write(AFTER, *BOUND), *other)

    assert (caught.value.code, caught.value.status) == ("invalid_cursor", 400)


def test_the_order_of_the_filters_does_not_matter():
    cursor = CURSORS.write(AFTER, *BOUND)

    assert CURSORS.read(cursor, *BOUND[:3], {"q": "दूध", "status": "active"}) == AFTER


def test_a_cursor_of_another_secret_is_refused():
    with pytest.raises(Problem):
        Cursors(b"another").read(CURSORS.write(AFTER, *BOUND), *BOUND)


@given(st.text(max_size=80) | st.text("ABCabc019_-=+/", max_size=80))
def test_anything_invented_is_refused(text):
    with pytest.raises(Problem) as caught:
        CURSORS.read(text, *BOUND)

    assert caught.value.code == "invalid_cursor"


@given(place=st.integers(0, 200), character=st.sampled_from("ABCXYZabcxyz0189_-"))
def test_one_changed_character_never_leads_elsewhere(place, character):
    cursor = CURSORS.write(AFTER, *BOUND)
    changed = cursor[: place % len(cursor)] + character + cursor[place % len(cursor) + 1 :]

    assert outcome(changed) in (AFTER, "invalid_cursor")  # the last character has bits that stand for nothing


def outcome(cursor):
    try:
        return CURSORS.read(cursor, *BOUND)
    except Problem as problem:
        return problem.code
