"""People at the dashboard of a gateway in this process, on real PostgreSQL, Redis and RabbitMQ, in accounts of their own."""

from collections.abc import Callable, Mapping

import pytest

from gateway.app import create_app
from tests.factories.dashboard import Visitor, join, open_account


@pytest.fixture
def app(make_parts):
    """A gateway process."""
    return create_app(make_parts())


@pytest.fixture
def shop(worker) -> dict[str, str]:
    """An account with its sandbox."""
    return open_account(worker)


@pytest.fixture
def member(app, worker, shop) -> Callable[..., Visitor]:
    """A member of the shop (or of another account), logged in: `member("cashier")`."""

    def logged_in(role: str = "owner", account: Mapping[str, str] | None = None) -> Visitor:
        visitor = Visitor(app)
        visitor.email = join(worker, account or shop, role)
        answer = visitor.log_in(visitor.email)
        assert answer.location == "/dashboard", answer.words
        return visitor

    return logged_in


@pytest.fixture
def owner(member) -> Visitor:
    return member("owner")
