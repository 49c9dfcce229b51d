"""What the API says of itself: keys that were used, error codes, health, pages to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._base import Resource, segment

if TYPE_CHECKING:
    from ..types import ErrorCatalogue, Health, IdempotencyKey, Readiness


class IdempotencyKeys(Resource):
    """What became of a write."""

    def retrieve(self, key: str) -> IdempotencyKey:
        """Say what a key made."""
        return self._client._object("GET", f"/v1/idempotency-keys/{segment(key, 'key')}")


class Errors(Resource):
    """The catalogue of error codes."""

    def list(self) -> ErrorCatalogue:
        """List every code, what it means and what to do."""
        return self._client._object("GET", "/v1/errors")


class System(Resource):
    """Whether the API runs, and the pages of its reference."""

    def alive(self) -> Health:
        """Say whether it answers."""
        return self._client._object("GET", "/healthz")

    def ready(self) -> Readiness:
        """Say whether every part is there; `not_ready` is an answer, not an error."""
        return self._client._object("GET", "/readyz", also=(503,))

    def openapi(self) -> dict[str, Any]:
        """Fetch the OpenAPI document."""
        document: dict[str, Any] = self._client._object("GET", "/openapi.json")
        return document

    def docs(self) -> str:
        """Fetch the reference's page."""
        return self._client.request("GET", "/docs").body.decode()

    def docs_asset(self, name: str) -> bytes:
        """Fetch a file of that page."""
        return self._client.request("GET", f"/docs/assets/{segment(name, 'name')}").body

    def error_pages(self) -> str:
        """Fetch the page of all error codes."""
        return self._client.request("GET", "/docs/errors").body.decode()

    def error_page(self, code: str) -> str:
        """Fetch the page of an error code."""
        return self._client.request("GET", f"/docs/errors/{segment(code, 'code')}").body.decode()
