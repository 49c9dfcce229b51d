"""A fault test begins and ends with a whole stack."""

import pytest

from tests.fault import stack


@pytest.fixture(autouse=True)
def whole_stack():
    """Wait until every gateway worker finds every part ready, before and after."""
    stack.wait_until_whole()
    yield
    stack.wait_until_whole()
