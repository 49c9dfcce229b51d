"""Stores."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import page
from gateway.api.v1.schemas.queries import ListQuery
from gateway.rules import needs, query

stores = Blueprint("stores", __name__, url_prefix="/v1/stores")


@stores.get("")
@needs("stores:read")
@query(ListQuery)
def list_stores(query: dict[str, Any]) -> Response:
    """List the stores of the account."""
    return page("billing", "list_stores", query)
