"""Stock."""

from flask import Blueprint, Response

from gateway.answers import shown
from gateway.rules import needs
from gateway.services import ask

inventory = Blueprint("inventory", __name__, url_prefix="/v1/inventory")


@inventory.get("/<product_id>")
@needs("inventory:read")
def get_inventory(product_id: str) -> Response:
    """Fetch the current stock of a product across stores."""
    return shown(ask("billing", "get_inventory", {"product_id": product_id}))
