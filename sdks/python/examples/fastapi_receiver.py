"""Webhooks with FastAPI: SAATHIX_WEBHOOK_SECRET=whsec_… uvicorn fastapi_receiver:app --port 3000"""

import logging
import os

from fastapi import FastAPI, Request, Response
from saathix import SignatureError, webhooks

app = FastAPI()
log = logging.getLogger("uvicorn.error")
secrets = os.environ["SAATHIX_WEBHOOK_SECRET"].split()  # two while one is rotated


@app.post("/hooks")
async def hooks(request: Request) -> Response:
    """Take a delivery: verify first, answer at once, do the work after."""
    try:
        event = webhooks.verify(await request.body(), request.headers, secrets)
    except SignatureError as fault:
        log.warning("webhook refused: %s", fault)
        return Response(status_code=400)
    log.info("%s %s", event["type"], event["id"])
    return Response(status_code=204)
