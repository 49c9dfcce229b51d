"""The examples, run as they are."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
from saathix import webhooks

EXAMPLES = Path(__file__).parents[1] / "examples"
OLD, NEW = ("whsec_" + letter * 43 + "=" for letter in "AB")
BODY = b'{"id":"evt_1","type":"invoice.created","data":{"invoice_no":"INV-2026-00001","grand_total":220}}'


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SAATHIX_WEBHOOK_SECRET", f"{NEW} {OLD}")

    def load(name: str) -> Any:
        described = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
        assert described is not None
        module = importlib.util.module_from_spec(described)
        monkeypatch.setitem(sys.modules, name, module)
        described.loader.exec_module(module)  # type: ignore[union-attr]
        return module.app

    return load


@pytest.mark.parametrize(("secret", "status"), [(NEW, 204), (OLD, 204), ("whsec_" + "C" * 43 + "=", 400)])
def test_flask(example, secret, status):
    headers = webhooks.test_headers(BODY, secret)
    answer = (
        example("flask_receiver")
        .test_client()
        .post("/hooks", data=BODY, headers=headers, content_type="application/json")
    )
    assert answer.status_code == status


@pytest.mark.parametrize(("secret", "status"), [(NEW, 204), (OLD, 204), ("whsec_" + "C" * 43 + "=", 400)])
def test_asgi(example, secret, status):
    app = example("asgi_receiver")
    headers = [(name.lower().encode(), value.encode()) for name, value in webhooks.test_headers(BODY, secret).items()]
    halves = [{"body": BODY[:20], "more_body": True}, {"body": BODY[20:]}]
    sent: list[Any] = []

    async def receive() -> Any:
        return halves.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app({"type": "http", "headers": headers}, receive, send))
    assert sent[0]["status"] == status
