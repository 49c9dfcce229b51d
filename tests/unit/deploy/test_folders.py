"""The run folder: private where it must be, and deleted without touching a neighbour."""

import stat

import pytest

from deploy.local.folders import everyone_may_enter, make_folders, remove_folders, write_private
from deploy.local.settings import stack_from


@pytest.fixture
def stack(tmp_path):
    return stack_from({"SAATHIX_RUN_DIR": str(tmp_path / "run")})


def test_deleting_a_stack_leaves_nothing_of_it_not_even_data_kept_elsewhere(stack):
    make_folders_of(stack)
    data = stack.data.resolve()

    remove_folders(stack)

    assert not stack.run.exists()
    assert not data.exists()


def test_deleting_a_stack_leaves_the_one_nested_in_its_folder(stack):
    make_folders_of(stack)
    nested = stack_from({"SAATHIX_RUN_DIR": str(stack.run / "second")})
    make_folders_of(nested)

    remove_folders(stack)

    assert nested.data.exists()
    assert not stack.logs.exists()
    remove_folders(nested)
    assert not nested.run.exists()


def make_folders_of(stack):
    make_folders(stack)
    (stack.run / "secrets.json").write_text("{}")
    (stack.data.resolve() / "rows").write_text("…")


def test_a_data_link_whose_folder_was_cleaned_away_is_made_anew(stack):
    stack.run.mkdir()
    stack.data.symlink_to("/var/tmp/saathix-that-is-gone")

    make_folders(stack)

    assert stack.data.is_dir()
    remove_folders(stack)


def test_a_folder_closed_to_others_closes_all_below_it(tmp_path):
    inner = tmp_path / "home" / "clone"
    inner.mkdir(parents=True)
    (tmp_path / "home").chmod(0o700)

    assert not everyone_may_enter(inner)
    assert everyone_may_enter(inner.__class__("/var/tmp"))


def test_a_private_file_is_readable_by_its_owner_alone(tmp_path):
    path = write_private(tmp_path / "secret", "s3cret")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "s3cret"
