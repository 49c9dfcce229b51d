"""Lists that fetch their next page as they are iterated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Callable, Generic, TypeVar

Item = TypeVar("Item")
Fetch = Callable[[Mapping[str, Any]], "dict[str, Any]"]


class List(Generic[Item]):
    """
    The first page, fetched already, and the way to the others. `for item in list` goes through all pages, `list.data` is this
    page alone, `list.pages()` goes page by page.
    """

    def __init__(self, fetch: Fetch, query: Mapping[str, Any]) -> None:
        self._fetch = fetch
        self._query = query
        answer = fetch(query)
        self.data: list[Item] = answer["data"]
        self.has_more: bool = answer["has_more"]
        self.next_cursor: str | None = answer["next_cursor"]

    def next_page(self) -> List[Item] | None:
        """Fetch the page that follows; None after the last one."""
        if not self.has_more or self.next_cursor is None:
            return None
        return List(self._fetch, {**self._query, "cursor": self.next_cursor})

    def pages(self) -> Iterator[List[Item]]:
        """Give this page and every following one; each is fetched when it is asked for."""
        page: List[Item] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from page.data

    def __repr__(self) -> str:
        more = ", and more" if self.has_more else ""
        return f"<{len(self.data)} items{more}>"
