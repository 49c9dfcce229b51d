"""A key's form: what is refused without a look-up, and how it is presented."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.auth import keys
from gateway.auth.scopes import PUBLISHABLE, covers, granted_to

KEY = "sk_live_sx_" + "0" * 32
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("kind", keys.KINDS)
def test_a_new_key_is_well_formed_and_only_its_hash_and_ends_are_kept(kind):
    new = keys.make(kind)

    assert keys.is_well_formed(new.secret)
    assert len(new.secret) == len(f"{kind}_sx_") + 38
    assert (new.prefix, new.last_four) == (f"{kind}_sx_", new.secret[-4:])
    assert new.digest == keys.digest(new.secret)
    assert len(new.digest) == 32


def test_the_checksum_is_crc32_of_what_stands_before_it_in_base_62():
    assert keys.checksum(KEY) == "4cNRwX"
    assert keys.is_well_formed(KEY + "4cNRwX")


@given(place=st.integers(11, 48), character=st.sampled_from(BASE62))
def test_one_mistyped_character_is_found(place, character):
    secret = KEY + keys.checksum(KEY)
    mistyped = secret[:place] + character + secret[place + 1 :]

    assert keys.is_well_formed(mistyped) == (mistyped == secret)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sk_live_",
        "sk_live_abc",
        KEY,
        KEY + "4cNRwXx",
        "xk_live_sx_" + "0" * 38,
        " " + KEY + "4cNRwX",
        KEY + "4cNRw³",
    ],
)
def test_anything_else_is_no_key(text):
    assert not keys.is_well_formed(text)


def test_an_unknown_kind_of_key_is_not_made():
    with pytest.raises(ValueError, match="sk_live"):
        keys.make("root")


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (None, None),
        ("", None),
        ("Bearer", None),
        ("Bearer ", None),
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Basic " + base64.b64encode(b"abc:").decode(), "abc"),
        ("Basic " + base64.b64encode(b"abc:secret").decode(), "abc"),
        ("Basic " + base64.b64encode(b"abc").decode(), "abc"),
        ("Basic " + base64.b64encode(b":").decode(), None),
        ("Basic %%%", None),
        ("Basic " + base64.b64encode(b"\xff\xfe").decode(), None),
        ("Digest abc", None),
    ],
)
def test_the_key_comes_as_bearer_or_as_the_user_name_of_basic(header, key):
    assert keys.presented(header) == key


def test_scopes_are_those_chosen_else_all_for_secret_and_three_for_publishable_keys():
    assert granted_to("sk_live", None) is None
    assert granted_to("pk_test", None) == PUBLISHABLE == {"products:read", "inventory:read", "invoices:read_one"}
    assert granted_to("sk_live", ["products:read"]) == {"products:read"}


def test_reading_a_list_includes_reading_one():
    assert covers(frozenset({"invoices:read"}), "invoices:read_one")
    assert not covers(frozenset({"invoices:read_one"}), "invoices:read")
    assert not covers(frozenset({"invoices:write"}), "invoices:read_one")
