"""The shapes of answers, in the newest version: the component schemas of the document, each written once, here."""

from typing import Any

from gateway.openapi.kinds import COUNT, many, page_of, ref, thing
from gateway.openapi.shapes import figures, goods, messages, people, refunds, returns, sales, service

Json = dict[str, Any]


def batch_of(name: str, *statuses: int) -> Json:
    """The answer to a batch: a result for each item, in the order of the request."""
    result = thing(
        f"What became of one item: the {name}, or the problem with it.",
        ("resource", "error"),
        index=COUNT,
        status={"type": "integer", "enum": [*statuses, 400, 403, 409, 422, 500, 503, 504]},
        resource=ref(name),
        error=ref("ItemProblem"),
    )
    return thing("A result for each item.", data=many(result))


LISTED = ("Invoice", "CreditNote", "Product", "Customer", "Webhook", "Delivery", "Event", "Store", "Movement")

SHAPES: dict[str, Json] = {
    **sales.SHAPES,
    **refunds.SHAPES,
    **goods.SHAPES,
    **people.SHAPES,
    **figures.SHAPES,
    **returns.SHAPES,
    **messages.SHAPES,
    **service.SHAPES,
    **{f"{name}Page": page_of(name) for name in LISTED},
    "ProductBatch": batch_of("Product", 200, 201),
    "InvoiceBatch": batch_of("Invoice", 200, 201),
}
