"""Green threads for the gateway: gevent's patches, and a wait that lets psycopg2 yield while PostgreSQL works."""

from gevent import monkey


def install() -> None:
    """Patch the standard library and psycopg2. To be called before anything else is imported; twice does no harm."""
    monkey.patch_all()
    from kit.db import patience  # must come after the patches

    patience.wait_with(wait_in_gevent)


def wait_in_gevent(descriptor: int, *, write: bool, seconds: float) -> None:
    """Wait in gevent's loop until a socket can be read or written."""
    from gevent.socket import wait_read, wait_write

    (wait_write if write else wait_read)(descriptor, timeout=seconds, timeout_exc=TimeoutError())
