"""
Make sure that phones have their customers, and hold them: the step that upsert and purchases share.

First the new ones are inserted (a phone that has a customer is left alone), then all are locked, in one order each. After
that every row exists, nobody else can change it, and the domain decides in peace; the database has decided the race.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kit.caller import Caller
from kit.db import Tx
from kit.errors import Unavailable
from kit.ids import derived_id
from kit.messaging import outbox
from services.customers.domain.customer import Customer, Profile
from services.customers.storage import customers, phone_generations
from services.customers.wire import ReleasedPhone, customer_to_event

_LOOKS = 5

CREATED = "customer.created"
UPDATED = "customer.updated"
MERGED = "customer.merged"

AccountAndPhone = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Settled:
    """The locked customers by account and phone, and the ids of those that are new."""

    customers: dict[AccountAndPhone, Customer]
    created: frozenset[str]


def settle_customers(tx: Tx, secret: bytes, profiles: Mapping[AccountAndPhone, Profile], at: datetime) -> Settled:
    """
    Create the customers that are missing, with these profiles, and lock all of them.

    A phone that is released while we look has neither its old customer nor a new one: the next look finds its generation
    raised. Raises Unavailable when that happens time and again.
    """
    created: set[str] = set()
    for _ in range(_LOOKS):
        created |= customers.claim(tx, new_customers(tx, secret, profiles, at))
        held = customers.lock(tx, list(profiles))
        if len(held) == len(profiles):
            return Settled(held, frozenset(created))
    raise Unavailable("the phone keeps changing hands")


def new_customers(tx: Tx, secret: bytes, profiles: Mapping[AccountAndPhone, Profile], at: datetime) -> list[Customer]:
    """Make the customers of these phones, each with the id that billing mints for the phone as well."""
    keys = {pair: phone_key(secret, *pair) for pair in profiles}
    raised = phone_generations.of(tx, [(account_id, keys[account_id, phone]) for account_id, phone in profiles])
    made = []
    for (account_id, phone), profile in profiles.items():
        generation = raised.get((account_id, keys[account_id, phone]), 0)
        made.append(
            Customer.new(account_id, customer_id(secret, account_id, phone, generation), phone, generation, profile, at)
        )
    return made


def customer_id(secret: bytes, account_id: str, phone: str, generation: int) -> str:
    """Derive a customer's id from the account and the phone; without the secret nobody finds a phone by its id."""
    return derived_id("cus", secret, account_id, phone, str(generation))


def phone_key(secret: bytes, account_id: str, phone: str) -> str:
    """Derive the key under which a number's generation is kept: an erased number must not be kept itself."""
    return derived_id("phone", secret, account_id, phone)


def announce(
    tx: Tx,
    caller: Caller,
    event_type: str,
    changed: Sequence[Customer],
    at: datetime,
    *,
    released: Sequence[ReleasedPhone] = (),
) -> None:
    """Write an event for each customer of the caller's account, with the phone that was given up."""
    events = [
        outbox.new_event(caller, event_type, customer_to_event(customer, released), at=at) for customer in changed
    ]
    outbox.add_all(tx, events, at=at)
