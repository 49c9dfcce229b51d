"""
Webhooks with any ASGI server: SAATHIX_WEBHOOK_SECRET=whsec_… uvicorn asgi_receiver:app --port 3000

The same in FastAPI is fastapi_receiver.py.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from saathix import SignatureError, webhooks

log = logging.getLogger("hooks")
secrets = os.environ["SAATHIX_WEBHOOK_SECRET"].split()  # two while one is rotated


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Take a delivery: verify first, answer at once, do the work after."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    try:
        event = webhooks.verify(body, scope["headers"], secrets)
    except SignatureError as fault:
        log.warning("webhook refused: %s", fault)
        status = 400
    else:
        log.info("%s %s", event["type"], event["id"])
        status = 204
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
