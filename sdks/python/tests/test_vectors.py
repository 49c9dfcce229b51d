"""The vectors that all SDKs run: what an answer becomes, what is tried again, pages, money, signatures."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from email.utils import formatdate
from itertools import islice
from typing import Any, Callable

import pytest
import requests
import saathix
from saathix import _json, _retry, money, webhooks

KINDS = {
    "bad_request": saathix.BadRequestError,
    "authentication": saathix.AuthenticationError,
    "permission": saathix.PermissionDeniedError,
    "not_found": saathix.NotFoundError,
    "conflict": saathix.ConflictError,
    "validation": saathix.ValidationError,
    "rate_limit": saathix.RateLimitError,
    "server": saathix.ServerError,
    "not_an_answer": saathix.NotAnAnswer,
    "connection": saathix.ApiConnectionError,
    "timeout": saathix.ApiTimeoutError,
}


def runs(*vectors: str) -> Callable[[Any], Any]:
    """Run a test with each case of a file's list."""

    def mark(test: Any) -> Any:
        test.vectors = vectors
        return test

    return mark


@runs("problems", "cases")
def test_an_answer_becomes_the_error_it_is(case, server, client_of):
    server.answers = [case]
    expected = case["expected"]
    with pytest.raises(KINDS[expected["kind"]]) as caught:
        client_of(server.url, max_retries=0).invoices.create(items=[{"sku": "A", "qty": 1}])
    error: Any = caught.value
    assert type(error) is KINDS[expected["kind"]]
    for name in ("status", "code", "title", "detail", "request_id", "retryable", "retry_after", "errors"):
        if name in expected:
            assert getattr(error, name) == expected[name], name
    assert error.body == case["body"].encode()
    for words in expected.get("says", ()):
        assert words.lower() in str(error).lower()


def test_every_code_of_the_catalogue_has_its_class(server, client_of):
    listed = json.loads((vectors_folder() / "problems.json").read_text())["codes"]
    for entry in listed:
        server.answers = [{"status": entry["status"], "body": json.dumps(entry)}]
        with pytest.raises(KINDS[entry["kind"]]) as caught:
            client_of(server.url, max_retries=0).customers.retrieve("cus_1")
        assert (caught.value.code, caught.value.retryable) == (entry["code"], entry["retryable"])


@runs("retries", "cases")
def test_what_is_tried_again(case, server, client_of, slept, monkeypatch):
    client = client_of(server.url, max_retries=case["max_retries"], timeout=0.2)
    server.answers = [answer for answer in case["answers"] if answer.get("connection") != "refused"] or [{}]
    attempts = count_and_refuse(client, case["answers"], monkeypatch)
    expected = case["expected"]
    if expected["outcome"] == "ok":
        assert client.request(case["method"], "/v1/x", body=_body(case["method"])).json() == {"id": "x_1"}
    else:
        with pytest.raises(KINDS[expected["outcome"]]) as caught:
            client._object(case["method"], "/v1/x", body=_body(case["method"]))
        assert type(caught.value) is KINDS[expected["outcome"]]
        if "retry_after" in expected:
            assert caught.value.retry_after == expected["retry_after"]
    assert len(attempts) == expected["attempts"]
    assert len(slept) == len(expected["delays"])
    for delay, (least, most) in zip(slept, expected["delays"]):
        assert least <= delay <= most
    keys = {headers.get("Idempotency-Key") for headers in attempts}
    assert len(keys) == 1
    assert (keys != {None}) == expected["same_key"]


def count_and_refuse(client: saathix.SaathiX, answers: list[Any], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note the headers of every attempt; refuse the connection where the case says so."""
    attempts: list[Any] = []
    adapter = client._http()._ready()
    send = adapter.send

    def attempt(prepared: Any, **options: Any) -> Any:
        attempts.append(prepared.headers)
        if answers[min(len(attempts), len(answers)) - 1].get("connection") == "refused":
            raise requests.exceptions.ConnectionError("[Errno 111] Connection refused")
        return send(prepared, **options)

    monkeypatch.setattr(adapter, "send", attempt)
    return attempts


def test_delays_stay_within_their_bounds_however_the_dice_fall():
    failure = saathix.ApiConnectionError("away")
    for retry, (least, most) in enumerate([(0.375, 0.625), (0.75, 1.25), (1.5, 2.5), (3, 5), (6, 8), (6, 8)]):
        delays = [_retry.delay_before_retry(failure, retry) for _ in range(300)]
        assert all(delay is not None and least <= delay <= most for delay in delays)
        assert len(set(delays)) > 10


def test_retry_after_may_be_a_date():
    in_a_minute = formatdate(time.time() + 60, usegmt=True)
    assert 55 <= (_retry.read_retry_after(in_a_minute) or 0) <= 60
    assert _retry.read_retry_after("Mon, 01 Jan 2024 00:00:00 GMT") == 0
    assert _retry.read_retry_after("soon") is None


@runs("pages", "cases")
def test_lists_go_on_by_themselves(case, server, client_of):
    server.answers = [{"body": exchange["answer"]} for exchange in case["exchanges"]]
    listed = client_of(server.url)._list("/v1/things", case["query"])
    found = [thing["id"] for thing in islice(listed, case.get("take"))]
    assert found == case["ids"]
    assert [dict(asked["query"]) for asked in server.asked] == [exchange["query"] for exchange in case["exchanges"]]


@runs("money", "read")
def test_amounts_are_read_exactly(case):
    amount = _json.loads(case["json"].encode())
    assert amount == Decimal(case["decimal"])
    assert not isinstance(amount, float)
    assert money.to_paise(amount) == case["paise"]
    assert money.from_paise(case["paise"]) == amount


@runs("money", "sums")
def test_amounts_add_up_exactly(case):
    total = sum(_json.loads(f"[{','.join(case['json'])}]".encode()))
    assert total == Decimal(case["decimal"])
    assert money.to_paise(total) == case["paise"]


@runs("money", "sent")
def test_amounts_are_sent_exactly(case):
    body = _json.dumps({"rate": Decimal(case["decimal"]), "name": "₹"}).decode()
    assert body in [f'{{"rate":{spelling},"name":"₹"}}' for spelling in case["json"]]


@runs("money", "refused")
def test_what_is_no_amount_is_refused(case):
    with pytest.raises(ValueError, match="amount"):
        money.to_paise(case["decimal"])


@runs("webhooks", "signed")
def test_signatures_are_made(case):
    made = webhooks.test_headers(case["body"], case["secrets"], event_id=case["id"], timestamp=case["timestamp"])
    assert made["X-Billkart-Signature"] == case["x_billkart_signature"]
    assert made["webhook-signature"] == case["webhook_signature"]


@runs("webhooks", "verified")
def test_signatures_are_verified(case):
    headers = {"X-Billkart-Signature": case["x_billkart_signature"]}
    check = (case["body"].encode(), headers, case["secret"])
    if case["valid"]:
        assert webhooks.verify(*check, now=case["now"])["type"] == "invoice.created"
        assert webhooks.doctor(*check, now=case["now"]) == []
    else:
        with pytest.raises(saathix.SignatureError):
            webhooks.verify(*check, now=case["now"])
        assert webhooks.doctor(*check, now=case["now"])


def vectors_folder() -> Any:
    from pathlib import Path

    return Path(__file__).parents[2] / "vectors"


def _body(method: str) -> Any:
    return None if method in ("GET", "DELETE") else {"a": 1}
