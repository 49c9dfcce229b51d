"""Customers and stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ._base import Resource, matching, segment

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._pages import List
    from ..types import Customer, CustomerChangesRequest, CustomerRequest, Store, StoreChangesRequest, StoreRequest


class Customers(Resource):
    """Who buys."""

    def upsert(self, *, idempotency_key: str | None = None, **customer: Unpack[CustomerRequest]) -> Customer:
        """Create a customer, or update the one who has this phone."""
        return self._client._object("POST", "/v1/customers", body=customer, idempotency_key=idempotency_key)

    def retrieve(self, customer_id: str) -> Customer:
        """Fetch a customer."""
        return self._client._object("GET", _customer(customer_id))

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        phone: str | None = None,
        q: str | None = None,
        updated_at_gte: str | None = None,
    ) -> List[Customer]:
        """List customers, newest first."""
        query = {"limit": limit, "cursor": cursor, "phone": phone, "q": q, "updated_at[gte]": updated_at_gte}
        return self._client._list("/v1/customers", query)

    def update(
        self,
        customer_id: str,
        *,
        if_match: str | None = None,
        idempotency_key: str | None = None,
        **changes: Unpack[CustomerChangesRequest],
    ) -> Customer:
        """Change what is named of a customer; None clears."""
        return self._client._object(
            "PATCH", _customer(customer_id), body=changes, headers=matching(if_match), idempotency_key=idempotency_key
        )

    def erase(self, customer_id: str, *, if_match: str | None = None, idempotency_key: str | None = None) -> Customer:
        """Erase a customer's personal data; invoices keep what tax law keeps."""
        return self._client._object(
            "DELETE", _customer(customer_id), headers=matching(if_match), idempotency_key=idempotency_key
        )


class Stores(Resource):
    """Where it is sold."""

    def create(self, *, idempotency_key: str | None = None, **store: Unpack[StoreRequest]) -> Store:
        """Open a store."""
        return self._client._object("POST", "/v1/stores", body=store, idempotency_key=idempotency_key)

    def retrieve(self, store_id: str) -> Store:
        """Fetch a store."""
        return self._client._object("GET", _store(store_id))

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["open", "closed"] | None = None,
    ) -> List[Store]:
        """List the stores."""
        return self._client._list("/v1/stores", {"limit": limit, "cursor": cursor, "status": status})

    def update(
        self,
        store_id: str,
        *,
        if_match: str | None = None,
        idempotency_key: str | None = None,
        **changes: Unpack[StoreChangesRequest],
    ) -> Store:
        """Change what is named of a store; None clears."""
        return self._client._object(
            "PATCH", _store(store_id), body=changes, headers=matching(if_match), idempotency_key=idempotency_key
        )


def _customer(customer_id: str) -> str:
    return f"/v1/customers/{segment(customer_id, 'customer_id')}"


def _store(store_id: str) -> str:
    return f"/v1/stores/{segment(store_id, 'store_id')}"
