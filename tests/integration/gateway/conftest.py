"""The gateway in this process, on real PostgreSQL, Redis and RabbitMQ, with keys of accounts of its own."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from gateway import admin
from gateway.app import create_app
from gateway.parts import Parts, connect
from gateway.settings import Settings
from kit import settings
from kit.clock import SystemClock
from kit.db import Database
from tests.fakes.private_redis import PrivateRedis

_addresses = itertools.count(1)


class Api:
    """One gateway process, asked as a client with one key."""

    def __init__(self, parts: Parts, key: str | None, address: str) -> None:
        self.parts, self.key, self.address = parts, key, address
        self._client = create_app(parts).test_client()

    def ask(
        self, method: str, path: str, *, key: str | None = None, headers: dict[str, str] | None = None, **body: Any
    ):
        headers = dict(headers or {})
        if key or self.key:
            headers.setdefault("Authorization", f"Bearer {key or self.key}")
        return self._client.open(
            path, method=method, headers=headers, environ_overrides={"REMOTE_ADDR": self.address}, **body
        )

    def get(self, path: str, **options: Any):
        return self.ask("GET", path, **options)

    def post(self, path: str, document: Any = None, **options: Any):
        return self.ask("POST", path, **({"json": document} if document is not None else {}), **options)


@pytest.fixture(scope="session")
def gateway_database(fresh_database) -> dict[str, str]:
    return fresh_database("gateway")


@pytest.fixture
def worker(gateway_database) -> Iterator[Database]:
    """The role of the admin commands."""
    db = Database(gateway_database["worker"], size=2)
    yield db
    db.close()


@pytest.fixture
def make_parts(gateway_database) -> Iterator[Callable[..., Parts]]:
    """Make the parts of a gateway process; settings may be changed by name."""
    made: list[Parts] = []

    def make(clock=None, **changes: Any) -> Parts:
        chosen = settings.load(Settings, os.environ)
        patient = {"redis_timeout_seconds": 5.0}  # a busy test machine must not look like a Redis that is away
        parts = connect(replace(chosen, **{"database_url": gateway_database["service"], **patient, **changes}), clock)
        made.append(parts)
        return parts

    yield make
    for parts in made:
        parts.services.close()
        parts.db.close()


@pytest.fixture
def account(worker) -> dict[str, str]:
    with worker.transaction() as tx:
        return admin.create_account(tx, "A shop", at=SystemClock().now())


@pytest.fixture
def make_key(worker, account) -> Callable[..., str]:
    """Make a key of the test's account: `make_key("pk_live", limits=(10, 2))`."""

    def make(kind: str = "sk_live", **options: Any) -> str:
        with worker.transaction() as tx:
            return admin.create_key(tx, account["account_id"], kind, at=SystemClock().now(), **options)

    return make


@pytest.fixture
def make_api(make_parts, make_key) -> Callable[..., Api]:
    """Open a gateway process with a key; each from an address of its own."""

    def make(key: str | None = None, clock=None, **changes: Any) -> Api:
        number = next(_addresses)
        address = f"198.51.{os.getpid() % 250}.{number % 250}"
        return Api(make_parts(clock, **changes), key, address)

    return make


@pytest.fixture
def api(make_api, make_key) -> Api:
    """A gateway process, asked with a secret key without limits."""
    return make_api(make_key("sk_live", limits="none"))


@pytest.fixture
def private_redis() -> Iterator[PrivateRedis]:
    redis = PrivateRedis()
    yield redis
    redis.kill()
