"""
Tills that never give up: each sale is repeated with its key until the answer is definite.

What they note is all that the check of the books may know beside the databases.
"""

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

TIMEOUT_SECONDS = 15
GIVE_UP_SECONDS = 90.0


@dataclass(frozen=True)
class Account:
    """A shop: its key and what it sells."""

    key: str
    skus: Sequence[str]


@dataclass
class Sale:
    """One sale as its till saw it: each answer with when it was asked for and when it came (0: none came)."""

    key: str
    answers: list[tuple[float, float, int]] = field(default_factory=list)
    body: str = ""
    sold_at: datetime | None = None

    @property
    def invoice_id(self) -> str:
        return str(json.loads(self.body)["id"])


class Tills:
    """So many tills at work until the block ends; each waits `pause_seconds` between two sales."""

    def __init__(
        self,
        urls: Sequence[str],
        accounts: Sequence[Account],
        *,
        tills: int,
        pause_seconds: float = 0.0,
        name: str = "drill",
    ) -> None:
        self._urls, self._accounts, self._pause, self._name = urls, accounts, pause_seconds, name
        self._numbers = itertools.count(1)
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(tills)]
        self.sales: list[Sale] = []

    def __enter__(self) -> "Tills":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let each till end the sale it is at."""
        self._ending.set()
        for thread in self._threads:
            thread.join(GIVE_UP_SECONDS + TIMEOUT_SECONDS)

    @property
    def answers(self) -> Counter[str]:
        """How often each status was answered."""
        return Counter(str(status or "none") for sale in self.sales for _, _, status in sale.answers)

    @property
    def sold(self) -> int:
        return sum(1 for sale in self.sales if sale.body)

    def degraded_after(self, moment: float, *, until: float, slow_seconds: float = 2.0) -> float:
        """Seconds from a moment (monotonic) to the last answer between it and another that was late or no invoice."""
        bad = [
            ended
            for sale in self.sales
            for began, ended, status in sale.answers
            if moment < ended < until and (status != 201 or ended - began > slow_seconds)
        ]
        return max(bad, default=moment) - moment

    def longest_silence(self) -> float:
        """The longest time in seconds in which not one sale was answered with an invoice."""
        good = sorted(ended for sale in self.sales for _, ended, status in sale.answers if status == 201)
        return max((after - before for before, after in itertools.pairwise(good)), default=0.0)

    def slowest(self) -> float:
        return max((ended - began for sale in self.sales for began, ended, _ in sale.answers), default=0.0)

    def _work(self, number: int) -> None:
        with requests.Session() as session:
            while not self._ending.wait(self._pause):
                place = next(self._numbers)
                account = self._accounts[place % len(self._accounts)]
                sale = Sale(f"{self._name}-{place:06d}")
                self.sales.append(sale)
                self._sell(session, sale, account, number, place)

    def _sell(self, session: requests.Session, sale: Sale, account: Account, number: int, place: int) -> None:
        body = {
            "customer": {"phone": f"+9198100{place % 50:05d}"},
            "items": [{"sku": account.skus[place % len(account.skus)], "qty": 1}],
            "payment": {"mode": "upi"},
        }
        headers = {"Authorization": f"Bearer {account.key}", "Idempotency-Key": sale.key}
        deadline = time.monotonic() + GIVE_UP_SECONDS
        for attempt in itertools.count(number):
            began = time.monotonic()
            status, text = _post(session, self._urls[attempt % len(self._urls)], body, headers)
            sale.answers.append((began, time.monotonic(), status))
            if status == 201:
                sale.sold_at, sale.body = datetime.now(UTC), text
                return
            if status not in (0, 409, 429) and status < 500:
                raise AssertionError(f"{sale.key} was refused: {status} {text[:300]}")
            if time.monotonic() > deadline:
                return  # unknown: the check of the books will say so
            time.sleep(0.1)


def _post(session: requests.Session, url: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, str]:
    try:
        answer = session.post(f"{url}/v1/invoices", json=body, headers=headers, timeout=TIMEOUT_SECONDS)
    except requests.RequestException:
        return 0, ""
    return answer.status_code, answer.text
