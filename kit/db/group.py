"""
Group commit: calls that wait are run together, in one transaction, by one of the callers.

While one group commits, the calls that arrive gather into the next. Alone, a call is a group of one and waits for nobody.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Outcome = Any  # what the group's run gives an item: its answer, or the exception that refuses it


class _Place(Generic[Item]):
    """A caller's place in the queue: woken with an outcome, or to lead the next group."""

    __slots__ = ("item", "lead", "outcome", "woken")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.woken = threading.Lock()
        self.woken.acquire()
        self.lead = False
        self.outcome: Outcome = None


class GroupCommit(Generic[Item]):
    """
    Runs waiting items together, `limit` at most, one group at a time.

    `run(items)` returns one outcome an item, in order; an outcome that is an exception is raised at its caller.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Sequence[Outcome]], *, limit: int = 64) -> None:
        self._run, self._limit = run, limit
        self._waiting: deque[_Place[Item]] = deque()
        self._led = False
        self._guard = threading.Lock()

    def submit(self, item: Item) -> Any:
        """Run an item in the next group and return its answer, or raise what refused it."""
        place = _Place(item)
        leads = self._queue([place])
        outcome = self._outcome_of(place, leads=leads)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def submit_all(self, items: Sequence[Item]) -> list[Outcome]:
        """Run items in the next groups, in their order; return each one's outcome, exceptions too."""
        places = [_Place(item) for item in items]
        leads = self._queue(places)
        return [self._outcome_of(place, leads=leads and place is places[0]) for place in places]

    def _queue(self, places: Sequence[_Place[Item]]) -> bool:
        """Put places at the end; say whether the first of them leads, because nobody does."""
        with self._guard:
            self._waiting.extend(places)
            leads = bool(places) and not self._led
            self._led = self._led or leads
        return leads

    def _outcome_of(self, place: _Place[Item], *, leads: bool) -> Outcome:
        if not leads:
            place.woken.acquire()
        if leads or place.lead:
            self._lead()
            if place.outcome is None:
                place.woken.acquire()
        return place.outcome

    def _lead(self) -> None:
        with self._guard:
            group = [self._waiting.popleft() for _ in range(min(self._limit, len(self._waiting)))]
        try:
            outcomes = self._run([place.item for place in group]) if group else []
        except BaseException as problem:  # whatever ended the run ended it for the whole group
            outcomes = [problem] * len(group)
        for place, outcome in zip(group, outcomes, strict=True):
            place.outcome = outcome
            place.woken.release()
        with self._guard:
            if self._waiting:
                follower = self._waiting[0]
                follower.lead = True
                follower.woken.release()
            else:
                self._led = False
