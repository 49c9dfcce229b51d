"""The Idempotency-Key header, and what makes two requests the same."""

import json
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.idempotency.fingerprint import fingerprint
from gateway.idempotency.header import parse
from gateway.json_body import loads

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text("ab/é ", max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("abc", "abc"),
        ("  abc ", "abc"),
        ('"abc"', "abc"),
        (r'"a\"b\\c"', r"a\"b\c".replace('\\"', '"')),
        ("a b", "a b"),
        ("x" * 255, "x" * 255),
        ("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
    ],
)
def test_a_key_is_bare_or_quoted(header, key):
    assert parse(header) == key


@pytest.mark.parametrize(
    "header", ["", "  ", '""', '"abc', 'a"b"' + "\x7f", "x" * 256, "né", "a\tb", "auto:1", '"auto:1"', '"a\\b"']
)
def test_other_keys_are_refused(header):
    assert parse(header) is None


def shuffled(value):
    if isinstance(value, dict):
        pairs = [(key, shuffled(item)) for key, item in value.items()]
        random.Random(1).shuffle(pairs)
        return dict(reversed(pairs))
    if isinstance(value, list):
        return [shuffled(item) for item in value]
    return value


def of(body, method="POST", path="/v1/invoices", version="v1.4"):
    return fingerprint(method, path, version, body)


@given(values)
def test_the_order_of_keys_and_the_spaces_of_a_body_do_not_matter(value):
    compact = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    roomy = json.dumps(shuffled(value), indent=2).encode()

    assert of(loads(compact)) == of(loads(roomy))


@given(values, values)
def test_different_bodies_differ(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

    assert (of(one) == of(other)) is same


def test_a_number_is_the_same_however_it_is_written():
    assert of({"rate": 68}) == of({"rate": Decimal("68.0")}) == of({"rate": Decimal("68.00")})
    assert of({"rate": Decimal("68.5")}) == of({"rate": Decimal("68.50")})
    assert len({of({"rate": rate}) for rate in (68, "68", Decimal("68.5"), "68.5", True, None)}) == 6


def test_method_path_and_version_are_part_of_it():
    assert len({of({}), of({}, method="PUT"), of({}, path="/v1/customers"), of({}, version="v1.3"), of([])}) == 5
