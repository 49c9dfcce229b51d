"""
What the customers service can do.

upsert_customer    create or overwrite a customer by phone
record_purchases   take note of what invoices say: who bought, how much, when
get_customer       read one
list_customers     read many, newest first

Their shared step: settle_customers (claim the new, lock the known).
"""

from services.customers.operations.get_customer import get_customer
from services.customers.operations.list_customers import list_customers
from services.customers.operations.record_purchases import record_purchases
from services.customers.operations.upsert_customer import upsert_customer

__all__ = ["get_customer", "list_customers", "record_purchases", "upsert_customer"]
