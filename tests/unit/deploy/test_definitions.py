"""What the broker holds before anybody connects."""

import base64
import hashlib
import json
import re

from deploy.local.servers.definitions import definitions, password_hash, policies


def test_the_password_hash_is_rabbitmq_s():
    salt = bytes.fromhex("908dc60a")  # the example in RabbitMQ's documentation of password hashes

    assert password_hash("test12", salt) == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"


def test_the_password_itself_is_not_in_the_file():
    text = definitions("hunter2")

    assert "hunter2" not in text
    hashed = base64.b64decode(json.loads(text)["users"][0]["password_hash"])
    assert hashed[4:] == hashlib.sha256(hashed[:4] + b"hunter2").digest()


def test_requests_are_bounded_and_events_are_not():
    by_queue = {
        name: [policy["definition"] for policy in policies() if re.search(policy["pattern"], name)]
        for name in ("rpc-billing", "evt-billing.events-customers")
    }

    assert by_queue["rpc-billing"] == [{"max-length": 2000, "overflow": "reject-publish"}]
    assert by_queue["evt-billing.events-customers"] == [{"dead-letter-exchange": "dead-letters", "delivery-limit": 20}]
