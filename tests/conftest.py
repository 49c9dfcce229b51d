"""What every test may use: the stack that `make test` started. Without it a test fails; none is skipped."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from kit.testing import FakeClock
from kit.testing.databases import fresh


@pytest.fixture(scope="session")
def fresh_database() -> Iterator[Callable[[str], dict[str, str]]]:
    """Make new databases: `fresh_database("billing")["service"]` is a DSN; also "worker" and "owner"."""
    with ExitStack() as stack:
        yield lambda service: stack.enter_context(fresh(service))


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands on the product page's day, 2026-06-28."""
    return FakeClock()
