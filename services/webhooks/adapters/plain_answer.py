"""
The answers that nearly every receiver gives, read in one piece: HTTP/1.1, a Content-Length, all of it there at once.

http.client reads a head through a file and the parser of e-mails, which is a third of what a delivery costs. Whatever is not
plain (chunks, a head in pieces, a body still on its way, a header of doubtful form) is left to it.
"""

from typing import NamedTuple

_LONGEST_HEAD = 8192
_LONGEST_NUMBER = 9
_WITHOUT_BODY = (204, 304)
_STATUS_LINE = b"HTTP/1.1 "
_FIRST_FINAL = 200


class PlainAnswer(NamedTuple):
    """A whole answer."""

    status: int
    retry_after: str | None
    body: bytes
    keeps_connection: bool


def read(data: bytes) -> PlainAnswer | None:
    """Read an answer (RFC 9112), or give None when it is not a plain one."""
    head, whole, body = data.partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    status = _status(line)
    if not whole or status is None or len(head) > _LONGEST_HEAD:
        return None
    length, retry_after, keeps = None, None, True
    for field in fields:
        name, colon, value = field.partition(b":")
        if not colon or not name.isascii() or not name.replace(b"-", b"").isalnum():
            return None
        name, value = name.lower(), value.strip(b" \t")
        if name == b"content-length":
            if length is not None or not value.isdigit() or len(value) > _LONGEST_NUMBER:
                return None
            length = int(value)
        elif name == b"transfer-encoding":
            return None
        elif name == b"connection":
            keeps = keeps and value.lower() == b"keep-alive"
        elif name == b"retry-after":
            retry_after = value.decode("latin-1")
    if status in _WITHOUT_BODY:
        length = 0
    return PlainAnswer(status, retry_after, body, keeps) if length == len(body) else None


def _status(line: bytes) -> int | None:
    code = line[9:12]
    if not line.startswith(_STATUS_LINE) or not code.isdigit() or line[12:13] not in (b" ", b""):
        return None
    status = int(code)
    return status if status >= _FIRST_FINAL else None
