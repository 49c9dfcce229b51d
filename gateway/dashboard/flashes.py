"""A sentence for the next page, such as "Saved": in a signed cookie that the next page takes away."""

import base64
import hmac
import json
from datetime import timedelta

from flask import Response

from gateway.dashboard import cookies
from gateway.members import tokens
from gateway.request_context import current

KINDS = ("good", "warning", "bad")
_PURPOSE = "flash"
_NEW, _SHOWN = "gateway.flash.new", "gateway.flash.shown"
_MAC = 32


def add(kind: str, sentence: str) -> None:
    """Say something on the page that follows (or on this one, when it is still to be made)."""
    current().environ.setdefault(_NEW, []).append([kind, sentence])


def take() -> list[list[str]]:
    """Give what is to be said now; the cookie goes with the answer."""
    environ = current().environ
    said = _from_cookie() + environ.pop(_NEW, [])
    environ[_SHOWN] = True
    return said


def carry(answer: Response) -> None:
    """Put what has not been said into the cookie, or take the cookie away once it has."""
    environ = current().environ
    if environ.get(_NEW):
        text = json.dumps(environ[_NEW], ensure_ascii=True, separators=(",", ":"))
        body = base64.urlsafe_b64encode(text.encode()).decode()
        cookies.write(answer, cookies.FLASH, _mac(body) + body, timedelta(minutes=5))
    elif environ.get(_SHOWN) and cookies.read(cookies.FLASH) is not None:
        cookies.clear(answer, cookies.FLASH)


def _from_cookie() -> list[list[str]]:
    held = cookies.read(cookies.FLASH) or ""
    mac, body = held[:_MAC], held[_MAC:]
    if not body or not hmac.compare_digest(mac.encode("utf-8", "surrogateescape"), _mac(body).encode()):
        return []
    return [[str(kind), str(sentence)] for kind, sentence in json.loads(base64.urlsafe_b64decode(body))]


def _mac(body: str) -> str:
    return tokens.derived(current().parts.settings.cursor_secret, _PURPOSE, body)[:_MAC]
