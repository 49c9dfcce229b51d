"""Read one customer."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.customers.errors import CustomerNotFound
from services.customers.storage import customers
from services.customers.wire import customer_id_from_wire, customer_to_public


def get_customer(db: Database, caller: Caller, *, request: dict[str, Any]) -> dict[str, Any]:
    """Return the customer's public body. Raises CustomerNotFound."""
    customer = customers.find(db, caller.account_id, customer_id_from_wire(request["customer_id"]))
    if customer is None:
        raise CustomerNotFound
    return {"body": dumps(customer_to_public(customer))}
