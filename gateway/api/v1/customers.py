"""Customers."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, page, shown
from gateway.api.v1.schemas.customers import Customer, CustomersQuery
from gateway.rules import body, idempotent, needs, query
from gateway.services import ask, write

customers = Blueprint("customers", __name__, url_prefix="/v1/customers")


@customers.post("")
@needs("customers:write")
@body(Customer)
@idempotent
def upsert_customer(body: dict[str, Any]) -> Response:
    """Create a customer (201), or change the one with this phone in what is named (200)."""
    return made(write("customers", "upsert_customer", body), at="/v1/customers")


@customers.get("")
@needs("customers:read")
@query(CustomersQuery)
def list_customers(query: dict[str, Any]) -> Response:
    """List customers, newest first."""
    return page("customers", "list_customers", query)


@customers.get("/<customer_id>")
@needs("customers:read")
def get_customer(customer_id: str) -> Response:
    """Fetch a customer."""
    return shown(ask("customers", "get_customer", {"customer_id": customer_id}))
