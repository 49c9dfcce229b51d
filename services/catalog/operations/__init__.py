"""
What the catalog can do.

create_product    add one product; its SKU must be free
upsert_products   create or update up to 500 by SKU, a result for each
get_product       read one
list_products     read many, newest first

Their shared steps: ask_stores, record_products, apply_to_billing.
"""

from services.catalog.operations.create_product import create_product
from services.catalog.operations.get_product import get_product
from services.catalog.operations.list_products import list_products
from services.catalog.operations.upsert_products import upsert_products

__all__ = ["create_product", "get_product", "list_products", "upsert_products"]
