"""Products."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, page, shown
from gateway.api.v1.schemas.products import Product, ProductsQuery
from gateway.auth.stores import in_own_store
from gateway.rules import body, idempotent, needs, query
from gateway.services import ask, write

products = Blueprint("products", __name__, url_prefix="/v1/products")


@products.get("")
@needs("products:read")
@query(ProductsQuery)
def list_products(query: dict[str, Any]) -> Response:
    """List the products of the account, or of a store."""
    return page("catalog", "list_products", in_own_store(query))


@products.post("")
@needs("products:write")
@body(Product)
@idempotent
def create_product(body: dict[str, Any]) -> Response:
    """Create a product with its SKU, price, GST class and opening stock."""
    return made(write("catalog", "create_product", body), at="/v1/products")


@products.get("/<product_id>")
@needs("products:read")
def get_product(product_id: str) -> Response:
    """Fetch a product."""
    return shown(ask("catalog", "get_product", {"product_id": product_id}))
