"""Store what happened as public events, and a delivery for every endpoint that wants to hear of it."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from contracts.public.webhook_types import PUBLIC_NAMES
from kit.clock import Clock
from kit.db import Tx
from kit.ids import derived_id
from services.webhooks.domain.public_data import shape
from services.webhooks.domain.public_event import PublicEvent
from services.webhooks.storage import events as stored_events

_TIME_PART = len("evt_") + 10


class BusEvent(Protocol):
    """The parts of a bus event that are read here."""

    @property
    def id(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def occurred_at(self) -> str: ...

    @property
    def account_id(self) -> str: ...

    @property
    def livemode(self) -> bool: ...

    @property
    def data(self) -> dict[str, Any]: ...

    @property
    def trace(self) -> str | None: ...


def store_events(tx: Tx, clock: Clock, events: Iterable[BusEvent]) -> None:
    """
    Store a batch of bus events, of one or several accounts, in the order they arrived.

    The inbox claimed them in this transaction, so each is stored once and the sequences have no gap.
    """
    stored_events.store(tx, [public for event in events for public in _public(event)], clock.now())


def _public(event: BusEvent) -> Iterator[PublicEvent]:
    name = PUBLIC_NAMES[event.type]
    for place, data in enumerate(shape(name, event.data)):
        public_id = event.id if name != "stock.changed" else _id_of_part(event.id, place)
        yield PublicEvent(event.account_id, public_id, name, event.occurred_at, event.livemode, data, event.trace)


def _id_of_part(event_id: str, place: int) -> str:
    """Derive the id of one of the events that a bus event is split into; it keeps the time, so ids sort as they came."""
    return event_id[:_TIME_PART] + derived_id("evt", b"", event_id, str(place))[_TIME_PART:]
