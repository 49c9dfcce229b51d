"""
What the catalog can do.

create_product    add one product; its SKU must be free
change_product    change what a merge patch names of one
archive_product   take one out of sale
upsert_products   create or update up to 500 by SKU, a result for each
preview_products  say what upsert_products would do, and do none of it
get_product       read one
list_products     read many, newest first
reach_stores      note the stores that a product reached by a movement of stock

Their shared steps: ask_stores, record_products, apply_to_billing.
"""

from services.catalog.operations.archive_product import archive_product
from services.catalog.operations.change_product import change_product
from services.catalog.operations.create_product import create_product
from services.catalog.operations.get_product import get_product
from services.catalog.operations.list_products import list_products
from services.catalog.operations.preview_products import preview_products
from services.catalog.operations.reach_stores import reach_stores
from services.catalog.operations.upsert_products import upsert_products

__all__ = [
    "archive_product",
    "change_product",
    "create_product",
    "get_product",
    "list_products",
    "preview_products",
    "reach_stores",
    "upsert_products",
]
