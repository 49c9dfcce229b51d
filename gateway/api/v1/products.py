"""Products."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, page, shown
from gateway.api.v1.schemas.products import Product, ProductChanges, ProductQuery, ProductsBatch, ProductsQuery
from gateway.auth.stores import in_own_store
from gateway.batches import batch
from gateway.expansions import with_stock
from gateway.rules import body, idempotent, if_match, needs, query
from gateway.services import ask, write

products = Blueprint("products", __name__, url_prefix="/v1/products")


@products.get("")
@needs("products:read")
@query(ProductsQuery)
def list_products(query: dict[str, Any]) -> Response:
    """List the products of the account, or of a store; `expand[]=stock` shows the stock of each."""
    chosen = {name: value for name, value in query.items() if name != "expand"}
    answer = page("catalog", "list_products", in_own_store(chosen))
    return with_stock(answer) if query["expand"] else answer


@products.post("")
@needs("products:write")
@body(Product)
@idempotent
def create_product(body: dict[str, Any]) -> Response:
    """Create a product with its SKU, price, GST class and opening stock."""
    return made(write("catalog", "create_product", body), at="/v1/products")


@products.post("/batch")
@needs("products:write")
@body(ProductsBatch)
@idempotent
def upsert_products(body: dict[str, Any]) -> Response:
    """Create or bring up to date up to 500 products by SKU, with a result for each."""
    items = body["products"]
    return batch(write("catalog", "upsert_products", {"products": [item.value for item in items]}), items)


@products.get("/<product_id>")
@needs("products:read")
@query(ProductQuery)
def get_product(product_id: str, query: dict[str, Any]) -> Response:
    """Fetch a product; `expand[]=stock` shows its stock across stores."""
    answer = shown(ask("catalog", "get_product", {"product_id": product_id}))
    return with_stock(answer) if query["expand"] else answer


@products.patch("/<product_id>")
@needs("products:write")
@body(ProductChanges)
@idempotent
@if_match(get_product)
def change_product(product_id: str, body: dict[str, Any], expected_body: str | None) -> Response:
    """Change what is named of a product; a new price holds from the answer on."""
    request = {"product_id": product_id, "changes": body, "expected_body": expected_body}
    return made(write("catalog", "change_product", request), at="/v1/products")


@products.delete("/<product_id>")
@needs("products:write")
@idempotent
@if_match(get_product)
def archive_product(product_id: str, expected_body: str | None) -> Response:
    """Archive a product: it is no longer sold, its SKU stays taken, and `status` active brings it back."""
    request = {"product_id": product_id, "expected_body": expected_body}
    return made(write("catalog", "archive_product", request), at="/v1/products")
