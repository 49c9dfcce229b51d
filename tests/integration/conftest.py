"""What tests of several services need: calls over RabbitMQ to the services that run."""

import os
from collections.abc import Iterator

import pytest

from kit.messaging.core import Client
from tests.fakes.caller import NewAccount


@pytest.fixture(scope="session")
def bus() -> Iterator[Client]:
    """A connection for calls."""
    client = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    yield client
    client.close()


@pytest.fixture
def new_account(bus) -> NewAccount:
    """Calls of an account that nobody else has."""
    return NewAccount(bus)
