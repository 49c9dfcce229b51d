"""Customers."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, page, shown
from gateway.api.v1.schemas.customers import Customer, CustomerChanges, CustomersQuery
from gateway.rules import body, idempotent, if_match, needs, query
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


@customers.patch("/<customer_id>")
@needs("customers:write")
@body(CustomerChanges)
@idempotent
@if_match(get_customer)
def change_customer(customer_id: str, body: dict[str, Any], expected_body: str | None) -> Response:
    """Change what is named of a customer; with another phone it keeps its id and its purchases."""
    request = {"customer_id": customer_id, "changes": body, "expected_body": expected_body}
    return made(write("customers", "change_customer", request), at="/v1/customers")


@customers.delete("/<customer_id>")
@needs("customers:write")
@idempotent
@if_match(get_customer)
def erase_customer(customer_id: str, expected_body: str | None) -> Response:
    """Erase a customer's personal data; the id, the sums and the invoices, which tax law keeps, stay."""
    request = {"customer_id": customer_id, "expected_body": expected_body}
    return made(write("customers", "erase_customer", request), at="/v1/customers")
