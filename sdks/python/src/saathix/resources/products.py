"""Products, and their stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ._base import Resource, matching, segment

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._pages import List
    from ..types import (
        AdjustmentRequest,
        Movement,
        Product,
        ProductBatch,
        ProductChangesRequest,
        ProductRequest,
        Transfer,
    )
    from ..types import (
        Inventory as Stock,
    )
    from ..types.requests import Number


class Products(Resource):
    """What the shop sells."""

    def create(self, *, idempotency_key: str | None = None, **product: Unpack[ProductRequest]) -> Product:
        """Create a product, with its opening stock."""
        return self._client._object("POST", "/v1/products", body=product, idempotency_key=idempotency_key)

    def retrieve(self, product_id: str, *, expand: Sequence[Literal["stock"]] = ()) -> Product:
        """Fetch a product; `expand=["stock"]` adds what is on hand."""
        query = {"expand[]": list(expand)}
        return self._client._object("GET", _path(product_id), query=query)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        store: str | None = None,
        sku: str | None = None,
        status: Literal["active", "archived"] | None = None,
        q: str | None = None,
        updated_at_gte: str | None = None,
        expand: Sequence[Literal["stock"]] = (),
    ) -> List[Product]:
        """List products, newest first."""
        query = {
            "limit": limit,
            "cursor": cursor,
            "store": store,
            "sku": sku,
            "status": status,
            "q": q,
            "updated_at[gte]": updated_at_gte,
            "expand[]": [*expand],
        }
        return self._client._list("/v1/products", query)

    def update(
        self,
        product_id: str,
        *,
        if_match: str | None = None,
        idempotency_key: str | None = None,
        **changes: Unpack[ProductChangesRequest],
    ) -> Product:
        """Change what is named of a product; None clears."""
        return self._client._object(
            "PATCH", _path(product_id), body=changes, headers=matching(if_match), idempotency_key=idempotency_key
        )

    def archive(self, product_id: str, *, if_match: str | None = None, idempotency_key: str | None = None) -> Product:
        """Take a product out of sale; it stays readable."""
        return self._client._object(
            "DELETE", _path(product_id), headers=matching(if_match), idempotency_key=idempotency_key
        )

    def batch(self, products: Sequence[ProductRequest], *, idempotency_key: str | None = None) -> ProductBatch:
        """Create or update up to 500 products by SKU, with a result for each."""
        body = {"products": [*products]}
        return self._client._object("POST", "/v1/products/batch", body=body, idempotency_key=idempotency_key)


class Inventory(Resource):
    """What is on hand, and why."""

    def retrieve(self, product_id: str, *, as_of: str | None = None) -> Stock:
        """Fetch the stock of a product in every store, now or as it was at a time."""
        return self._client._object("GET", _stock(product_id), query={"as_of": as_of})

    def adjust(
        self, product_id: str, *, idempotency_key: str | None = None, **adjustment: Unpack[AdjustmentRequest]
    ) -> Movement:
        """Receive, lose or count stock: `delta` or `count`."""
        path = _stock(product_id) + "/adjustments"
        return self._client._object("POST", path, body=adjustment, idempotency_key=idempotency_key)

    def transfer(
        self,
        product_id: str,
        *,
        from_: str,
        to: str,
        qty: Number,
        note: str | None = None,
        idempotency_key: str | None = None,
    ) -> Transfer:
        """Move stock from one store to another."""
        body: dict[str, Any] = {"from": from_, "to": to, "qty": qty, "note": note}
        path = _stock(product_id) + "/transfers"
        return self._client._object("POST", path, body=body, idempotency_key=idempotency_key)

    def list_movements(
        self,
        product_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        store: str | None = None,
        reason: str | None = None,
        created_at_gte: str | None = None,
        created_at_lte: str | None = None,
    ) -> List[Movement]:
        """List every change of a product's stock, newest first."""
        query = {
            "limit": limit,
            "cursor": cursor,
            "store": store,
            "reason": reason,
            "created_at[gte]": created_at_gte,
            "created_at[lte]": created_at_lte,
        }
        return self._client._list(_stock(product_id) + "/movements", query)


def _path(product_id: str) -> str:
    return f"/v1/products/{segment(product_id, 'product_id')}"


def _stock(product_id: str) -> str:
    return f"/v1/inventory/{segment(product_id, 'product_id')}"
