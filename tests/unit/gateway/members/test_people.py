"""Passwords, addresses, roles and secrets of links, without a server."""

import pytest

from gateway.members import passwords, people, roles, second_factor, tokens
from gateway.members.passwords import Passwords
from gateway.members.people import MemberError
from kit.errors import Unavailable

SECRET = b"a secret of the gateway's"


def test_a_password_is_verified_and_another_is_not():
    own = Passwords()
    hashed = own.hash("four brown horses")

    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (own.verify(hashed, "four brown horses"), own.verify(hashed, "four brown horse")) == (True, False)
    assert (own.verify(None, "nobody has this password"), own.verify("no hash", "x")) == (False, False)


def test_more_log_ins_than_can_wait_are_refused_and_hash_nothing():
    own = Passwords()
    own._waiting = passwords.MOST_WAITING

    with pytest.raises(Unavailable):
        own.verify(None, "four brown horses")


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("four brown horses", []),
        ("short", ["short"]),
        ("x" * 129, ["long", "common"]),
        ("1234567890", ["common"]),
        ("aaaaaaaaaaaa", ["common"]),
        ("asha.rao@shop.example", ["known"]),
    ],
)
def test_what_a_password_must_be(password, faults):
    assert passwords.faults_of(password, "asha.rao@shop.example", "Asha Rao") == faults


@pytest.mark.parametrize(
    "text",
    [
        "",
        "asha",
        "a@b",
        "a b@shop.example",
        "a@shop.example\nBcc: x@y.example",
        "<a@shop.example>",
        "a@" + "b" * 260 + ".in",
    ],
)
def test_what_is_no_address_is_none(text):
    with pytest.raises(MemberError):
        people.email_from(text)


def test_an_address_is_small_letters():
    assert people.email_from(" Asha.Rao+till@Shop.Example ") == "asha.rao+till@shop.example"


def test_every_role_has_less_than_an_owner_and_nobody_without_a_role_may_anything():
    for role in roles.ROLES:
        assert roles.RIGHTS[role] <= roles.ALL
    assert not any(roles.may(None, right) for right in roles.ALL)
    assert not roles.may("cashier", "keys:read")
    assert not roles.may("manager", "keys:write")
    assert not roles.may("developer", "members:write")


def test_a_sealed_text_opens_for_its_owner_and_purpose_alone():
    sealed = tokens.seal(SECRET, "second factor", b"JBSWY3DP", "member_1")

    assert tokens.unseal(SECRET, "second factor", sealed, "member_1") == b"JBSWY3DP"
    assert tokens.unseal(SECRET, "second factor", sealed, "member_2") is None
    assert tokens.unseal(SECRET, "forms", sealed, "member_1") is None
    assert tokens.unseal(b"another", "second factor", sealed, "member_1") is None


def test_recovery_codes_differ_and_are_read_however_they_are_typed():
    codes = second_factor.new_codes()

    assert len(set(codes)) == 10
    typed = codes[0].upper().replace("-", "  ")
    assert second_factor.digest(SECRET, typed) == second_factor.digest(SECRET, codes[0])
    assert second_factor.digest(SECRET, codes[0]) != second_factor.digest(b"another", codes[0])
