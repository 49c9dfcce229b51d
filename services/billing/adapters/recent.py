"""What was made last, kept as far as it has room: a document is often asked for twice, to be shown and to be printed."""

from collections import OrderedDict


class Recent:
    """Bytes by key; the longest unused go first when there are too many."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._entries: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, key: bytes) -> bytes | None:
        """Give what is kept, if it is."""
        found = self._entries.get(key)
        if found is not None:
            self._entries.move_to_end(key)
        return found

    def put(self, key: bytes, value: bytes) -> None:
        """Keep this; what alone is larger than a quarter of the room is not kept."""
        if len(value) > self._most // 4 or key in self._entries:
            return
        self._entries[key] = value
        self._held += len(value)
        while self._held > self._most:
            _, gone = self._entries.popitem(last=False)
            self._held -= len(gone)
