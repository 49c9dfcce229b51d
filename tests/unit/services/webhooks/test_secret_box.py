"""Secrets as they are stored."""

import pytest
from cryptography.fernet import Fernet, InvalidToken

from services.webhooks.adapters.secret_box import SecretBox, readable_keys

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_is_sealed_is_opened_again_and_is_not_readable():
    sealed = SecretBox(OLD).seal("whsec_abc")

    assert "whsec" not in sealed
    assert SecretBox(OLD).open(sealed) == "whsec_abc"


def test_a_new_key_in_front_opens_what_the_old_one_sealed():
    box = SecretBox(f"{NEW}, {OLD}")

    assert box.open(SecretBox(OLD).seal("whsec_abc")) == "whsec_abc"
    assert SecretBox(NEW).open(box.seal("whsec_abc")) == "whsec_abc"


def test_without_its_key_it_stays_closed():
    with pytest.raises(InvalidToken):
        SecretBox(NEW).open(SecretBox(OLD).seal("whsec_abc"))


def test_a_key_that_is_none_is_named_without_being_shown():
    with pytest.raises(ValueError, match="not a Fernet key") as problem:
        readable_keys("hunter2")

    assert "hunter2" not in str(problem.value)
