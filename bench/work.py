"""What the load consists of: sales with two lines, a customer and a payment; lists of products; single invoices."""

import itertools
import json
import random
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bench.http import Reply, request

CUSTOMERS = 2_000  # over all accounts, so that one account and fifty meet new customers equally often


@dataclass(frozen=True, slots=True)
class Shop:
    """An account under load: its key and its products as (SKU, rate in paise, all inclusive of tax)."""

    key: str
    products: list[tuple[str, int]]
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """What one sale must come to."""

    shop: int
    lines: tuple[tuple[str, int], ...]
    total_paise: int


@dataclass
class History:
    """What the client knows has been sold: nothing else may be in the books."""

    numbers: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    sold: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


class Sales:
    """Complete sales, each with a key of its own; the answer must hold the right total, be paid, and be new."""

    def __init__(self, shops: list[Shop], seed: int) -> None:
        self._shops = shops
        self._random = random.Random(seed)
        self._prefix = uuid.uuid4().hex
        self._serial = itertools.count(1)
        self.history = History()

    def next(self) -> tuple[bytes, Sale]:
        at = self._random.randrange(len(self._shops))
        shop = self._shops[at]
        (first, first_rate), (second, second_rate) = self._random.sample(shop.products, 2)
        first_qty, second_qty = self._random.randint(1, 3), self._random.randint(1, 6)
        total = first_qty * first_rate + second_qty * second_rate
        buyer = self._random.randrange(CUSTOMERS // len(self._shops))
        body = (
            f'{{"customer":{{"phone":"+91981{buyer:07d}","name":"Buyer {buyer}"}},"items":['
            f'{{"sku":"{first}","qty":{first_qty},"rate":{_rupees(first_rate)}}},'
            f'{{"sku":"{second}","qty":{second_qty},"rate":{_rupees(second_rate)}}}],'
            f'"payment":{{"mode":"upi","amount":{_rupees(total)}}}}}'
        )
        headers = f"Idempotency-Key: {self._prefix}-{next(self._serial)}\r\n"
        wire = request("POST", "/v1/invoices", shop.key, body=body.encode(), headers=headers)
        return wire, Sale(at, ((first, first_qty), (second, second_qty)), total)

    def check(self, task: Any, reply: Reply) -> str | None:
        sale: Sale = task
        if reply.status != 201:
            return f"{reply.status} {reply.body[:300].decode(errors='replace')}"
        invoice = json.loads(reply.body)
        self.history.numbers[sale.shop].append(invoice["invoice_no"])
        for sku, qty in sale.lines:
            self.history.sold[sale.shop][sku] += qty
        if round(invoice["grand_total"] * 100) != sale.total_paise or invoice["status"] != "paid":
            return (
                f"an invoice of {invoice['grand_total']} {invoice['status']} instead of {sale.total_paise / 100} paid"
            )
        return None


class Reads:
    """GET requests of some paths in turn; every answer is 200 and holds the text it must, so many times."""

    def __init__(self, targets: list[dict[str, Any]]) -> None:
        """A target is {"path", "key", "holds", "times"}."""
        self._turns = itertools.cycle(
            [
                (request("GET", target["path"], target["key"]), (target["holds"].encode(), target["times"]))
                for target in targets
            ]
        )

    def next(self) -> tuple[bytes, object]:
        return next(self._turns)

    def check(self, task: Any, reply: Reply) -> str | None:
        holds, times = task
        if reply.status != 200:
            return f"{reply.status} {reply.body[:300].decode(errors='replace')}"
        if reply.body.count(holds) != times:
            return f"the answer holds {holds.decode()} {reply.body.count(holds)} times instead of {times}"
        return None


def _rupees(paise: int) -> str:
    return str(paise // 100) if paise % 100 == 0 else f"{paise / 100:.2f}".rstrip("0")
