"""Invoices, their payments and receipts, and what was given back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, overload

from ._base import Resource, segment

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._pages import List
    from ..client import SaathiX
    from ..types import (
        BatchedSaleRequest,
        CreditNote,
        Invoice,
        InvoiceBatch,
        LaterPaymentRequest,
        Preview,
        RefundRequest,
        SaleRequest,
    )

Paper = Literal["a4", "80mm"]


class Invoices(Resource):
    """Sales."""

    def create(self, *, idempotency_key: str | None = None, **sale: Unpack[SaleRequest]) -> Invoice:
        """Create a sale invoice and take the stock, both or neither."""
        return self._client._object("POST", "/v1/invoices", body=sale, idempotency_key=idempotency_key)

    def preview(self, **sale: Unpack[SaleRequest]) -> Preview:
        """Compute a sale and change nothing; `explain` says where each tax comes from."""
        return self._client._object("POST", "/v1/invoices/preview", body=sale)

    def retrieve(self, invoice: str) -> Invoice:
        """Fetch an invoice by its id or number."""
        return self._client._object("GET", _path(invoice))

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        store: str | None = None,
        status: Literal["paid", "partially_paid", "unpaid"] | None = None,
        number: str | None = None,
        customer: str | None = None,
        created_at_gte: str | None = None,
        created_at_lte: str | None = None,
    ) -> List[Invoice]:
        """List invoices, newest first."""
        query = {
            "limit": limit,
            "cursor": cursor,
            "store": store,
            "status": status,
            "number": number,
            "customer": customer,
            "created_at[gte]": created_at_gte,
            "created_at[lte]": created_at_lte,
        }
        return self._client._list("/v1/invoices", query)

    def record_payment(
        self, invoice: str, *, idempotency_key: str | None = None, **payment: Unpack[LaterPaymentRequest]
    ) -> Invoice:
        """Record a later payment; answers the invoice."""
        path = _path(invoice) + "/payments"
        return self._client._object("POST", path, body=payment, idempotency_key=idempotency_key)

    def batch(self, invoices: Sequence[BatchedSaleRequest], *, idempotency_key: str | None = None) -> InvoiceBatch:
        """Create up to 100 invoices, such as those of a till that was offline, with a result for each."""
        body = {"invoices": [*invoices]}
        return self._client._object("POST", "/v1/invoices/batch", body=body, idempotency_key=idempotency_key)

    def refund(
        self, invoice: str, *, idempotency_key: str | None = None, **refund: Unpack[RefundRequest]
    ) -> CreditNote:
        """Give back lines of an invoice, or without `items` all that is left; makes a credit note."""
        path = _path(invoice) + "/refunds"
        return self._client._object("POST", path, body=refund, idempotency_key=idempotency_key)

    def list_refunds(self, invoice: str, *, limit: int | None = None, cursor: str | None = None) -> List[CreditNote]:
        """List the credit notes of an invoice, newest first."""
        return self._client._list(_path(invoice) + "/refunds", {"limit": limit, "cursor": cursor})

    @overload
    def receipt(self, invoice: str, *, format: Literal["pdf"], paper: Paper = "a4") -> bytes: ...
    @overload
    def receipt(self, invoice: str, *, format: Literal["html"] = "html", paper: Paper = "a4") -> str: ...
    def receipt(self, invoice: str, *, format: Literal["html", "pdf"] = "html", paper: Paper = "a4") -> str | bytes:
        """Print an invoice: a page as text, or a PDF as bytes."""
        return receipt(self._client, _path(invoice), format, paper)


class CreditNotes(Resource):
    """Credit notes by themselves."""

    def retrieve(self, credit_note: str) -> CreditNote:
        """Fetch a credit note by its id or number."""
        return self._client._object("GET", _note(credit_note))

    @overload
    def receipt(self, credit_note: str, *, format: Literal["pdf"], paper: Paper = "a4") -> bytes: ...
    @overload
    def receipt(self, credit_note: str, *, format: Literal["html"] = "html", paper: Paper = "a4") -> str: ...
    def receipt(self, credit_note: str, *, format: Literal["html", "pdf"] = "html", paper: Paper = "a4") -> str | bytes:
        """Print a credit note: a page as text, or a PDF as bytes."""
        return receipt(self._client, _note(credit_note), format, paper)


def receipt(client: SaathiX, path: str, format: str, paper: str) -> str | bytes:
    """Fetch what is printed."""
    answer = client.request("GET", path + "/receipt", query={"format": format, "paper": paper})
    return answer.body if format == "pdf" else answer.body.decode()


def _path(invoice: str) -> str:
    return f"/v1/invoices/{segment(invoice, 'invoice')}"


def _note(credit_note: str) -> str:
    return f"/v1/credit-notes/{segment(credit_note, 'credit_note')}"
