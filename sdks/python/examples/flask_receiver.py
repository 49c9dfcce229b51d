"""Webhooks with Flask: SAATHIX_WEBHOOK_SECRET=whsec_… flask --app flask_receiver run --port 3000"""

import os

import flask
from saathix import SignatureError, webhooks

app = flask.Flask(__name__)
secrets = os.environ["SAATHIX_WEBHOOK_SECRET"].split()  # two while one is rotated


@app.post("/hooks")
def hooks() -> tuple[str, int]:
    """Take a delivery: verify first, answer at once, do the work after."""
    try:
        event = webhooks.verify(flask.request.get_data(), flask.request.headers, secrets)
    except SignatureError as fault:
        app.logger.warning("webhook refused: %s", fault)
        return "", 400
    if event["type"] == "invoice.created":
        app.logger.info("sold: %s for ₹%s", event["data"]["invoice_no"], event["data"]["grand_total"])
    return "", 204
