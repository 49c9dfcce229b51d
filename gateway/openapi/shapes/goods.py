"""Goods: the shapes of products and of stock."""

from typing import Any

from gateway.openapi.kinds import (
    FLAG,
    MONEY,
    PAIRS,
    PERCENT,
    QUANTITY,
    TEXT,
    WHEN,
    ident,
    many,
    maybe,
    ref,
    thing,
    words,
)

Json = dict[str, Any]

PRODUCT = thing(
    "A product.",
    ("stock",),
    id=ident("prod"),
    sku=TEXT,
    name=TEXT,
    rate=MONEY,
    tax_inclusive=maybe(FLAG),
    gst_rate=PERCENT,
    cess_rate=PERCENT,
    zero_rate_reason=maybe(words("nil", "exempt", "non_gst", "zero_rated")),
    hsn=maybe(TEXT),
    unit=TEXT,
    barcode=maybe(TEXT),
    reorder_level=maybe(QUANTITY),
    status=words("active", "archived"),
    metadata=PAIRS,
    created_at=WHEN,
    updated_at=WHEN,
    stock={**ref("ProductStock"), "description": "Its stock across stores; only with `expand[]=stock`."},
)

STORE_STOCK = thing(
    "What a store has of a product.",
    store_id=ident("store"),
    store_name=TEXT,
    on_hand=QUANTITY,
    reorder_level=maybe(QUANTITY),
    low=FLAG,
    updated_at=maybe(WHEN),
)

PRODUCT_STOCK = thing("Its stock.", total_on_hand=QUANTITY, stores=many(ref("StoreStock")))

INVENTORY = thing(
    "A product's stock across stores.",
    product_id=ident("prod"),
    sku=TEXT,
    total_on_hand=QUANTITY,
    stores=many(ref("StoreStock")),
)

MOVEMENT = thing(
    "A row of the stock's ledger.",
    id=ident("mov"),
    product_id=ident("prod"),
    store_id=ident("store"),
    delta=QUANTITY,
    on_hand=QUANTITY,
    reason=words(
        "opening", "sale", "refund", "already_counted", "transfer", "received", "damaged", "lost", "found", "correction"
    ),
    count=maybe(QUANTITY),
    note=maybe(TEXT),
    document_id=maybe(TEXT),
    occurred_at=WHEN,
    created_at=WHEN,
)

TRANSFER = thing(
    "Stock moved from one store to another, with its two movements.",
    id=TEXT,
    product_id=ident("prod"),
    from_=ident("store"),
    to=ident("store"),
    qty=QUANTITY,
    note=maybe(TEXT),
    movements=many(ref("Movement")),
    created_at=WHEN,
)

SHAPES: dict[str, Json] = {
    "Product": PRODUCT,
    "StoreStock": STORE_STOCK,
    "Inventory": INVENTORY,
    "Movement": MOVEMENT,
    "Transfer": TRANSFER,
    "ProductStock": PRODUCT_STOCK,
}
