"""Looking a host up, with a limit on how long that may take. Works for threads and green threads."""

import ipaddress
import socket
import threading
from functools import lru_cache

TIMEOUT_SECONDS = 3.0


def resolve(host: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> list[str]:
    """
    Return the addresses of a host, none when it has none or the answer is late.

    Numbers need no look-up, in any of the forms in which a connection would take them (0x7f.1 is 127.0.0.1).
    """
    literal = _literal(host)
    if literal:
        return [literal]
    found: list[str] = []
    worker = threading.Thread(target=_look_up, args=(host, found), daemon=True)
    worker.start()
    worker.join(timeout_seconds)
    return list(found)


@lru_cache(maxsize=1024)
def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _look_up(host: str, found: list[str]) -> None:
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
