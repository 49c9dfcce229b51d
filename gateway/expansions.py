"""`expand[]`: what belongs to an answer and is kept elsewhere, fetched for the whole page in one call."""

import json

from flask import Response

from gateway.problems import Problem
from gateway.request_context import current
from gateway.services import ask
from kit.wire_json import dumps


def with_stock(answer: Response) -> Response:
    """Put its stock into a product, or into each of a page, as `GET /v1/inventory/{product_id}` shows it."""
    principal = current().principal
    if principal is not None and not principal.may("inventory:read"):
        raise Problem("scope_missing", "expand[]=stock needs the scope inventory:read.")
    document = json.loads(answer.get_data())
    products = document.get("data", [document])
    if products:
        told = ask("billing", "get_stock", {"product_ids": [product["id"] for product in products]})
        stock = json.loads(told["body"])
        for product in products:
            product["stock"] = stock[product["id"]]
        answer.set_data(dumps(document).encode())
    return answer
