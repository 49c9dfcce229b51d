"""A real echo service in a process of its own, on a database and a queue of its own."""

import os
from collections.abc import Iterator

import pytest

from kit.messaging.core import Client
from tests.fakes.echo_process import EchoProcess, answers, wait_for


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    yield client
    client.close()


@pytest.fixture(scope="module")
def echo(fresh_database, client, tmp_path_factory) -> Iterator[EchoProcess]:
    process = EchoProcess(fresh_database("customers"), tmp_path_factory.mktemp("echo") / "log")
    process.start()
    wait_for(lambda: answers(client, process.name))
    yield process
    if process.running:
        process.kill()
