"""
What the customers service can do.

upsert_customer    create or overwrite a customer by phone
change_customer    change what a merge patch names of one, the phone too
erase_customer     forget a person; the id and the sums stay
record_purchases   take note of what invoices say: who bought, how much, when
record_refunds     take note of what came back: so much less was spent
get_customer       read one
list_customers     read many, newest first

Their shared steps: settle_customers (claim the new, lock the known), alter_customer (write one, release its phone).
"""

from services.customers.operations.change_customer import change_customer
from services.customers.operations.erase_customer import erase_customer
from services.customers.operations.get_customer import get_customer
from services.customers.operations.list_customers import list_customers
from services.customers.operations.record_purchases import record_purchases
from services.customers.operations.record_refunds import record_refunds
from services.customers.operations.upsert_customer import upsert_customer

__all__ = [
    "change_customer",
    "erase_customer",
    "get_customer",
    "list_customers",
    "record_purchases",
    "record_refunds",
    "upsert_customer",
]
