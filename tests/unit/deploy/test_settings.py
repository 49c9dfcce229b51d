"""The settings of a local stack: its ports, its folder, and what it refuses."""

import pytest

from deploy.local.failure import StackFailure
from deploy.local.settings import DEFAULT_PORT, ROOT, stack_from


def test_without_any_variable_the_stack_is_in_dot_run_on_the_projects_own_ports():
    stack = stack_from({})

    assert stack.run == ROOT / ".run"
    assert stack.ports.base == DEFAULT_PORT
    assert stack.base_url == "http://127.0.0.1:8420"


def test_every_port_counts_from_the_base():
    ports = stack_from({"SAATHIX_PORT": "9000"}).ports

    assert [ports.http, ports.postgresql, ports.amqp, ports.redis, ports.erlang, ports.epmd] == [
        9000,
        9001,
        9002,
        9003,
        9004,
        9005,
    ]


def test_a_run_folder_may_be_anywhere():
    assert stack_from({"SAATHIX_RUN_DIR": "/var/tmp/shop"}).run.as_posix() == "/var/tmp/shop"
    assert stack_from({"SAATHIX_RUN_DIR": ".run/second"}).run == ROOT / ".run" / "second"


@pytest.mark.parametrize("port", ["80", "70000", "http", "-1", "8420.5", "65530"])
def test_a_port_that_cannot_be_is_refused_by_name(port):
    with pytest.raises(StackFailure, match="SAATHIX_PORT"):
        stack_from({"SAATHIX_PORT": port})


def test_servers_of_somebody_else_are_taken_as_given():
    stack = stack_from({"SAATHIX_AMQP_URL": "amqp://u:p@broker/v", "SAATHIX_DATABASE_URL": ""})

    assert stack.amqp_url == "amqp://u:p@broker/v"
    assert stack.database_url is None
    assert stack.redis_url is None
