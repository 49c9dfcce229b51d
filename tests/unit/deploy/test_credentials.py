"""A stack's secrets: made once, kept to ourselves, never half lost in silence."""

import stat

import pytest
from cryptography.fernet import Fernet

from deploy.local.credentials import credentials_of, generate, role_names
from deploy.local.failure import StackFailure
from deploy.local.settings import stack_from


@pytest.fixture
def stack(tmp_path):
    return stack_from({"SAATHIX_RUN_DIR": str(tmp_path)})


def test_a_second_start_has_the_same_secrets(stack):
    assert credentials_of(stack) == credentials_of(stack)


def test_only_their_owner_may_read_them(stack):
    credentials_of(stack)

    assert stat.S_IMODE((stack.run / "secrets.json").stat().st_mode) == 0o600


def test_no_two_stacks_and_no_two_roles_share_a_secret():
    one, other = generate(), generate()

    assert len(set(one.roles.values())) == len(role_names()) == 18
    assert not set(one.roles.values()) & set(other.roles.values())
    assert one.customer_id_secret != other.customer_id_secret


def test_the_encryption_key_is_one_that_fernet_takes():
    box = Fernet(generate().encryption_key)

    assert box.decrypt(box.encrypt(b"whsec")) == b"whsec"


def test_databases_whose_passwords_are_lost_are_not_given_new_ones(stack):
    (stack.data / "postgresql").mkdir(parents=True)

    with pytest.raises(StackFailure, match="passwords"):
        credentials_of(stack)
