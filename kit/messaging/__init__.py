"""
RabbitMQ as nameko extensions.

The names that need nameko are loaded when they are asked for, because the gateway imports `kit.messaging.core` from this
package and must not load nameko or eventlet.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit.messaging import outbox
    from kit.messaging.events import Event
    from kit.messaging.extensions import (
        Bus,
        BusProvider,
        ClockProvider,
        DatabaseProvider,
        GroupProvider,
        OutboxRelay,
        ReaderProvider,
        SettingsProvider,
        on_event,
        rpc,
    )

__all__ = [
    "Bus",
    "BusProvider",
    "ClockProvider",
    "DatabaseProvider",
    "Event",
    "GroupProvider",
    "OutboxRelay",
    "ReaderProvider",
    "SettingsProvider",
    "on_event",
    "outbox",
    "rpc",
]


def __getattr__(name: str) -> Any:
    if name == "Event":
        from kit.messaging.events import Event  # on demand, see above

        return Event
    if name == "outbox":
        import kit.messaging.outbox  # on demand, see above

        return kit.messaging.outbox
    if name in __all__:
        from kit.messaging import extensions  # on demand, see above

        return getattr(extensions, name)
    raise AttributeError(name)
