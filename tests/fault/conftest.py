"""A fault test begins and ends with a whole stack; some have a system of their own beside it."""

import os
from collections.abc import Iterator

import pytest

from tests.fault import stack
from tests.fault.system import System, system

SOAK = os.environ.get("SAATHIX_SOAK") == "1"


@pytest.fixture(autouse=True)
def whole_stack():
    """Wait until every gateway worker finds every part ready, before and after."""
    stack.wait_until_whole()
    yield
    stack.wait_until_whole()


@pytest.fixture(scope="package")
def any_system() -> Iterator[System]:
    """A system behind the proxy, one for all the tests of this folder; not started yet."""
    with system() as made:
        yield made


@pytest.fixture
def beside(any_system: System, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    """The system, whole before the test and after it, with the environment pointed at it."""
    for name, value in any_system.environ.items():
        monkeypatch.setenv(name, value)
    if not any_system.started:
        any_system.start()
    any_system.wait_until_ready(seconds=90)
    yield any_system
    any_system.flow()
    any_system.wait_until_ready(seconds=60)
