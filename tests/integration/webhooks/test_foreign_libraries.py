"""The Standard Webhooks libraries of PyPI and npm judge what the dispatcher sends, and what was tampered with."""

import json
import subprocess
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from kit.clock import SystemClock
from services.webhooks.domain.signature import secret_from
from tests.factories.webhooks import an_invoice_event

ROOT = Path(__file__).resolve().parents[3]
VECTORS = json.loads((ROOT / "sdks" / "vectors" / "webhooks.json").read_text())["signed"]
VERIFY = ROOT / "tools" / "standardwebhooks" / "verify.sh"

pytestmark = pytest.mark.timeout(300)  # the first time npm's is installed


def npm_says(*deliveries):
    """One verdict each, `ok` or why not."""
    told = subprocess.run(
        [VERIFY], input=json.dumps(deliveries), capture_output=True, text=True, timeout=300, check=True
    )
    return told.stdout.splitlines()


def pypi_says(delivery):
    try:
        Webhook(delivery["secret"]).verify(delivery["body"], delivery["headers"])
    except WebhookVerificationError:
        return "no"
    except ValueError:
        return "ok"  # verified, and then read as JSON, which not every body of the vectors is
    return "ok"


@pytest.fixture
def delivery(webhooks, receiver, dispatch, clock):
    """What the dispatcher sent just now, while a rotated secret lives."""
    clock.move(SystemClock().now() - clock.now())
    old = webhooks.register(receiver.url, "*")
    new = webhooks.rotate(old)
    webhooks.hears(an_invoice_event())
    dispatch()
    [got] = receiver.requests
    headers = {name: value for name, value in got.headers.items() if name.startswith("webhook-")}
    return {"secret": new["secret"], "old": old["secret"], "headers": headers, "body": got.body.decode()}


def test_both_libraries_believe_what_is_sent_with_either_secret(delivery):
    with_old = {**delivery, "secret": delivery["old"]}

    assert npm_says(delivery, with_old) == ["ok", "ok"]
    assert [pypi_says(delivery), pypi_says(with_old)] == ["ok", "ok"]


def test_both_libraries_refuse_what_is_forged_old_rewritten_or_another_s(delivery):
    old = {**delivery["headers"], "webhook-timestamp": str(int(delivery["headers"]["webhook-timestamp"]) - 301)}
    bad = [
        {**delivery, "headers": {**delivery["headers"], "webhook-signature": "v1," + "A" * 43 + "="}},
        {**delivery, "headers": old},
        {**delivery, "body": json.dumps(json.loads(delivery["body"]))},
        {**delivery, "secret": secret_from(b"\x01" * 32)},
        {**delivery, "headers": {**delivery["headers"], "webhook-id": "evt_another"}},
    ]

    assert "ok" not in npm_says(*bad)
    assert [pypi_says(entry) for entry in bad] == ["no"] * len(bad)


def test_npm_s_library_agrees_with_the_vectors():
    given = [
        {
            "secret": secret,
            "headers": {
                "webhook-id": vector["id"],
                "webhook-timestamp": str(vector["timestamp"]),
                "webhook-signature": vector["webhook_signature"],
            },
            "body": vector["body"],
            "now": vector["timestamp"],
        }
        for vector in VECTORS
        for secret in vector["secrets"]
    ]

    assert npm_says(*given) == ["ok"] * len(given)
