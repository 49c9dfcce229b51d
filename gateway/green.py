"""Green threads for the gateway: gevent's patches, and a wait callback that lets psycopg2 yield while PostgreSQL works."""

from gevent import monkey


def install() -> None:
    """Patch the standard library and psycopg2. To be called before anything else is imported; twice does no harm."""
    monkey.patch_all()
    from psycopg2 import extensions  # must come after the patches

    extensions.set_wait_callback(wait_for_postgres)


def wait_for_postgres(connection: object) -> None:
    """Wait in gevent's loop until a psycopg2 connection has finished its step (PEP 249 has no such hook, psycopg2 does)."""
    from gevent.socket import wait_read, wait_write
    from psycopg2 import OperationalError, extensions

    while True:
        state = connection.poll()  # type: ignore[attr-defined]  # a psycopg2 connection
        if state == extensions.POLL_OK:
            return
        if state == extensions.POLL_READ:
            wait_read(connection.fileno())  # type: ignore[attr-defined]
        elif state == extensions.POLL_WRITE:
            wait_write(connection.fileno())  # type: ignore[attr-defined]
        else:
            raise OperationalError(f"the connection is in an unknown state: {state}")
