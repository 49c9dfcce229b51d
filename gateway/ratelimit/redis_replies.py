"""The answers of Redis (RESP 2), taken off what has arrived: the few kinds that our commands have."""

from typing import Any

import redis

AT_A_TIME = 65_536
_END = b"\r\n"
_OF_A_COMMAND = (b"ERR", b"NOSCRIPT", b"WRONGTYPE")


class TakesNothing(redis.exceptions.ConnectionError):
    """Redis is there and serves nobody now: it is loading, out of memory or disk, or a replica."""


class NotUnderstood(Exception):
    """What arrived is no answer that our commands have."""


def read(data: bytes, wanted: int) -> tuple[list[Any], int]:
    """
    Take up to `wanted` whole answers off the bytes; give them, and how many bytes they were.

    An error of a command is given, not raised. TakesNothing when it is one of Redis itself.
    """
    found: list[Any] = []
    at = 0
    while len(found) < wanted:
        end = data.find(_END, at)
        if end < 0:
            break
        kind, line = data[at : at + 1], data[at + 1 : end]
        stop = end + 2
        if kind == b"$":
            length = int(line)
            if length >= 0:
                start, stop = stop, stop + length + 2
                if stop > len(data):
                    break
                found.append(data[start : stop - 2])
            else:
                found.append(None)
        elif kind == b"+":
            found.append(line)
        elif kind == b":":
            found.append(int(line))
        elif kind == b"-":
            if line.split(b" ", 1)[0] not in _OF_A_COMMAND:
                raise TakesNothing(line.decode(errors="replace"))
            found.append(redis.exceptions.ResponseError(line.decode(errors="replace")))
        else:
            raise NotUnderstood(f"an answer that begins with {kind!r}")
        at = stop
    return found, at
