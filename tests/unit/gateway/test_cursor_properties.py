"""Cursors: what was written is read, only where it belongs, and nothing else is."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.pagination import Cursors
from gateway.problems import Problem

CURSORS = Cursors(b"a secret of the tests")
URL_SAFE = set(string.ascii_letters + string.digits + "-_")

places = st.lists(st.one_of(st.text(max_size=40), st.integers(), st.none()), min_size=1, max_size=4)
filters = st.dictionaries(
    st.text(max_size=10), st.one_of(st.text(max_size=10), st.integers(), st.booleans()), max_size=3
)
owners = st.tuples(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["v1.3", "v1.4"]), filters)


@given(places, owners)
def test_what_was_written_is_read(place, owner):
    cursor = CURSORS.write(place, *owner)

    assert CURSORS.read(cursor, *owner) == place
    assert set(cursor) <= URL_SAFE


@given(places, owners, owners)
def test_another_account_list_version_or_filter_is_refused(place, owner, other):
    assume(owner != other)

    with pytest.raises(Problem, match="invalid_cursor"):
        CURSORS.read(CURSORS.write(place, *owner), *other)


@given(places, owners, st.data())
def test_one_changed_character_is_refused(place, owner, data):
    cursor = CURSORS.write(place, *owner)
    at = data.draw(st.integers(0, len(cursor) - 1))
    character = data.draw(st.sampled_from(sorted(URL_SAFE - {cursor[at]})))
    changed = cursor[:at] + character + cursor[at + 1 :]

    try:
        assert CURSORS.read(changed, *owner) == place  # the last character's unused bits say nothing
        assert at == len(cursor) - 1
    except Problem as problem:
        assert problem.code == "invalid_cursor"


@given(st.text(max_size=200), owners)
def test_what_we_did_not_write_is_refused_and_never_a_failure(text, owner):
    with pytest.raises(Problem, match="invalid_cursor"):
        CURSORS.read(text, *owner)


@given(places, owners)
def test_another_secret_s_cursor_is_refused(place, owner):
    with pytest.raises(Problem, match="invalid_cursor"):
        Cursors(b"another secret").read(CURSORS.write(place, *owner), *owner)
