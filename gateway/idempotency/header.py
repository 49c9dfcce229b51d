"""The Idempotency-Key header: 1 to 255 printable ASCII characters, bare or as a string of RFC 8941."""

import re

LONGEST = 255
OWN_PREFIX = "auto:"

_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')


def parse(header: str) -> str | None:
    """Give the key of a header, or None when it is none. Quoted and bare name the same key; `auto:` is ours."""
    text = header.strip()
    if text.startswith('"'):
        quoted = _QUOTED.fullmatch(text)
        if quoted is None:
            return None
        text = re.sub(r"\\(.)", r"\1", quoted.group(1))
    if not text or len(text) > LONGEST or not _PRINTABLE.fullmatch(text) or text.startswith(OWN_PREFIX):
        return None
    return text
