"""The supervisor's settings say what the table of programs says, whatever characters are in it."""

import configparser
import stat
from pathlib import Path

import pytest
from supervisor.datatypes import dict_of_key_value_pairs

from deploy.local import supervisor_settings
from deploy.local.failure import StackFailure
from deploy.local.folders import make_folders, remove_folders
from deploy.local.program import SERVERS, Program
from deploy.local.settings import stack_from


@pytest.fixture
def stack(tmp_path):
    return stack_from({"SAATHIX_RUN_DIR": str(tmp_path)})


def written(stack, **fields):
    program = Program(**{"name": "p", "command": ["true"], "environment": {}, "directory": Path("/"), **fields})
    parser = configparser.RawConfigParser()
    parser.read(supervisor_settings.write(stack, [program]))
    return parser["program:p"]


def test_values_with_quotes_percents_commas_and_backslashes_survive(stack):
    awkward = 'a"b%c,d\\e=f;g'
    assert "'" not in awkward  # the other quote; both at once are refused
    section = written(stack, environment={"AWKWARD": awkward})

    assert dict_of_key_value_pairs(section["environment"] % {})["AWKWARD"] == awkward


def test_only_their_owner_may_read_the_settings(stack):
    written(stack)

    assert stat.S_IMODE(supervisor_settings.settings_file(stack).stat().st_mode) == 0o600


def test_what_dies_is_started_again_and_servers_start_by_themselves(stack):
    assert written(stack)["autorestart"] == "true"
    assert written(stack)["autostart"] == "false"
    assert written(stack, priority=SERVERS)["autostart"] == "true"


def test_a_long_path_does_not_break_the_socket(tmp_path):
    deep = stack_from({"SAATHIX_RUN_DIR": str(tmp_path / ("x" * 100))})
    make_folders(deep)
    near = stack_from({"SAATHIX_RUN_DIR": "/tmp/run"})

    assert len(str(supervisor_settings.socket_of(deep))) < 100
    assert supervisor_settings.socket_of(near) == Path("/tmp/run/supervisor.sock")
    remove_folders(deep)
    assert not deep.run.exists()


def test_a_value_that_no_quotes_can_hold_is_refused(stack):
    with pytest.raises(StackFailure):
        written(stack, environment={"AWKWARD": "both ' and \""})
