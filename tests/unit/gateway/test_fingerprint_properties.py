"""Fingerprints: equal for the same request however it is written, different for any other."""

import json
import random
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.idempotency.fingerprint import fingerprint
from gateway.json_body import loads

keys = st.text(max_size=8)
numbers = st.one_of(
    st.integers(-(10**13), 10**13),
    st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=3),
)
scalars = st.one_of(st.none(), st.booleans(), st.text(max_size=12), numbers)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
documents = st.dictionaries(keys, values, max_size=5)


def written(value, chance):
    """The value as JSON, with keys in any order, any white space, and zeros that say nothing."""
    space = chance.choice(["", " ", "\n", "\t "])
    if isinstance(value, dict):
        pairs = [f"{json.dumps(key)}{space}:{space}{written(item, chance)}" for key, item in value.items()]
        chance.shuffle(pairs)
        return "{" + space + ",".join(pairs) + space + "}"
    if isinstance(value, list):
        return "[" + space + ("," + space).join(written(item, chance) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=chance.random() < 0.5)
    if isinstance(value, Decimal):
        return format(value, "f") + chance.choice(["", "0", "00"])
    if type(value) is int:
        return str(value) + chance.choice(["", ".0", ".00"])
    return json.dumps(value)


def of(text, method="POST", path="/v1/invoices", version="v1.4"):
    return fingerprint(method, path, version, loads(text.encode()))


@given(documents, st.integers())
def test_order_white_space_escapes_and_zeros_make_no_difference(document, seed):
    one, other = written(document, random.Random(seed)), written(document, random.Random(seed + 1))

    assert of(one) == of(other)


@given(documents, documents)
def test_another_body_has_another_fingerprint(one, other):
    plain, chance = lambda text: loads(text.encode()), random.Random(0)
    texts = written(one, chance), written(other, chance)
    assume(not same(plain(texts[0]), plain(texts[1])))

    assert of(texts[0]) != of(texts[1])


def same(one, other):
    """Equality in which true is not 1 and a list is not its only item."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other


@given(documents)
def test_version_method_and_path_are_part_of_it(document):
    text = written(document, random.Random(0))
    prints = [
        of(text),
        of(text, version="v1.3"),
        of(text, method="PATCH"),
        of(text, path="/v1/invoices/preview"),
    ]

    assert len(set(prints)) == 4
