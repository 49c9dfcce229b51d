"""
A till that never gives up: every sale is repeated with its key until its outcome is definite.

Each request is recorded as ok, refused or unknown. That record is all that the checker (checker.py) knows beside the databases.
"""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import requests

from tests.e2e.api_client import Api, Shop

OK, REFUSED, UNKNOWN = "ok", "refused", "unknown"
MOST_AT_ONCE = 400  # what thirty a second come to while each waits its whole deadline


class Attempt(NamedTuple):
    """One request: what for, when it began and ended, how it came out, and the status (0: the connection was lost)."""

    key: str
    began: float
    ended: float
    outcome: str
    status: int


@dataclass
class History:
    """What the clients were told, request by request and sale by sale."""

    sold: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def answers(self) -> Counter[str]:
        """How often each status was answered; "connection lost" where there was none."""
        return Counter(str(attempt.status) if attempt.status else "connection lost" for attempt in self.attempts)

    @property
    def slowest_seconds(self) -> float:
        return max((attempt.ended - attempt.began for attempt in self.attempts), default=0.0)

    def first_ok_after(self, moment: float) -> float:
        """How long after a moment the first sale was answered that was sent after it."""
        return min(a.ended for a in self.attempts if a.outcome == OK and a.began >= moment) - moment

    def oks_between(self, since: float, until: float) -> int:
        return sum(1 for a in self.attempts if a.outcome == OK and since <= a.began and a.ended <= until)


class Clients:
    """Each thread's own HTTP client: of one gateway, or of several as behind a balancer."""

    def __init__(self, shop: Shop, urls: Sequence[str] = ()) -> None:
        self._key, self._urls = shop.api.key, list(urls)
        self._numbers = itertools.count()
        self._local = threading.local()

    def mine(self) -> Any:
        if not hasattr(self._local, "api"):
            turn = next(self._numbers)
            urls = self._urls[turn % len(self._urls) :] + self._urls[: turn % len(self._urls)] if self._urls else []
            self._local.api = Balanced(self._key, urls) if urls else Api(self._key)
        return self._local.api


class Balanced:
    """
    A client behind a balancer: a gateway that takes no connection is passed over, and a request that was sent on a connection
    which closed without an answer goes to the other one. That is safe: each has its key.
    """

    def __init__(self, key: str | None, urls: Sequence[str]) -> None:
        self._apis = [Api(key, base_url=url) for url in urls]
        self.passed_over = 0

    def post(self, path: str, body: Any, *, key: str) -> requests.Response:
        for api in self._apis[:-1]:
            try:
                return api.post(path, body, key=key)
            except requests.ConnectionError:
                self.passed_over += 1
        return self._apis[-1].post(path, body, key=key)


def sell_all(
    shop: Shop,
    sales: dict[str, Any],
    *,
    clients: int,
    give_up_after: float = 60.0,
    pace: Callable[[], None] | None = None,
    path_of: Callable[[str], str] = lambda key: "/v1/invoices",
) -> History:
    """Send every sale (key → body) from so many clients until each has its outcome; a refund goes to the path of its key."""
    history, of_thread = History(), Clients(shop)

    def sell(entry: tuple[str, Any]) -> None:
        if pace:
            pace()
        _until_definite(of_thread.mine(), path_of(entry[0]), *entry, history, give_up_after, again_seconds=0.1)

    with ThreadPoolExecutor(clients) as pool:
        for outcome in [pool.submit(sell, entry) for entry in sales.items()]:
            outcome.result()
    return history


class Selling:
    """
    `with Selling(shop, rate=30, sale=…) as history:` sells so many a second, whatever becomes of them; leaving the block waits
    until each has its outcome. Unlike `sell_all`, nobody waits for an answer before the next sale is sent.
    """

    def __init__(
        self, shop: Shop, *, rate: float, sale: Any, give_up_after: float = 60.0, urls: Sequence[str] = ()
    ) -> None:
        self._rate, self._sale, self._give_up_after = rate, sale, give_up_after
        self._clients = Clients(shop, urls)
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="till")
        self._ending = threading.Event()
        self._sales: list[Future[None]] = []
        self._thread = threading.Thread(target=self._sell_on, daemon=True)
        self.history = History()

    def __enter__(self) -> History:
        self._thread.start()
        return self.history

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()
        with self._pool:
            for sale in self._sales:
                sale.result()

    def _sell_on(self) -> None:
        began = time.monotonic()
        for number in itertools.count():
            if self._ending.wait(max(began + number / self._rate - time.monotonic(), 0.0)):
                return
            self._sales.append(self._pool.submit(self._sell, f"sale-{number}"))

    def _sell(self, key: str) -> None:
        client, seconds = self._clients.mine(), self._give_up_after
        _until_definite(client, "/v1/invoices", key, self._sale, self.history, seconds, again_seconds=1.0)


def _until_definite(
    api: Any, path: str, key: str, body: Any, history: History, give_up_after: float, *, again_seconds: float
) -> None:
    deadline = time.monotonic() + give_up_after
    while True:
        began = time.monotonic()
        outcome, status, answer = _asked(api, path, key, body)
        history.attempts.append(Attempt(key, began, time.monotonic(), outcome, status))
        if outcome == OK:
            history.sold[key] = answer.content
            return
        if outcome == REFUSED:
            history.refused[key] = answer.json()["code"]
            return
        assert time.monotonic() < deadline, f"{key} has no outcome after {give_up_after:g} s: {history.answers}"
        time.sleep(again_seconds * random.uniform(0.5, 1.0))


def _asked(api: Any, path: str, key: str, body: Any) -> tuple[str, int, Any]:
    try:
        answer = api.post(path, body, key=key)
    except requests.RequestException:
        return UNKNOWN, 0, None
    if answer.status_code == 201:
        return OK, 201, answer
    return UNKNOWN if answer.json()["retryable"] else REFUSED, answer.status_code, answer


def a_sale(sku: str = "RICE-1KG", phone: str = "+919876543210") -> dict[str, Any]:
    return {"items": [{"sku": sku, "qty": 1}], "customer": {"phone": phone}, "payment": {"mode": "upi"}}


def sales_of(count: int, sku: str = "RICE-1KG") -> dict[str, Any]:
    return {f"sale-{n}": a_sale(sku) for n in range(count)}
