"""Arrays written as text are read by PostgreSQL as what they were."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.db import Database

ECHO = """
    SELECT %(texts)s::text[] AS texts, %(numbers)s::bigint[] AS numbers, %(flags)s::boolean[] AS flags,
           %(times)s::timestamptz[] AS times
"""
texts = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=12) | st.sampled_from(
    ["NULL", "null", "", " ", '"', "\\", "{", "}", ",", "'", "{a,b}", "\\N", "\n", "%s", "$1", "E'x'", "₹", "मैगी"]
)
times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds


@pytest.fixture(scope="module")
def db(fresh_database):
    database = Database(fresh_database("customers")["service"], size=1)
    yield database
    database.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(texts | st.none(), max_size=6),
    st.lists(st.integers(-(2**63), 2**63 - 1) | st.none(), max_size=6),
    st.lists(st.booleans() | st.none(), max_size=6),
    st.lists(times | st.none(), max_size=6),
)
def test_postgresql_reads_what_was_written(db, some_texts, numbers, flags, moments):
    sent = {"texts": some_texts, "numbers": numbers, "flags": flags, "times": moments}

    with db.transaction() as tx:
        assert tx.one(ECHO, sent, prepare=True) == sent


def test_a_nul_is_refused_before_anything_is_sent(db):
    with db.transaction() as tx, pytest.raises(ValueError, match="NUL"):
        tx.one(ECHO, {"texts": ["a\x00"], "numbers": [], "flags": [], "times": []}, prepare=True)
