"""
The dispatcher's senders: a lane for each endpoint, and threads that work through the lanes in turns.

A lane holds deliveries that are leased and wait; at most a few of an endpoint are under way at once, and after a short turn
a thread goes to the back of the queue, so that a busy endpoint leaves the others their share. Endpoints that take long
have half as many threads beside the others', so that however many they are, the quick ones find a thread free.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from services.webhooks.domain.delivery import Due, Outcome

TURN_SECONDS = 0.1
QUICK_SECONDS = 1.0

Send = Callable[[Due], Outcome]


class _Lane:
    """One endpoint's deliveries: those that wait, each with the time after which it must not be begun, and how many run."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[Due, float]] = deque()
        self.threads = 0
        self.held = 0
        self.was_quick = True
        self.is_gone = False
        self.progress_at = time.monotonic()

    def ended_after(self, seconds: float) -> None:
        """Note how long an attempt took."""
        self.was_quick = seconds < QUICK_SECONDS
        self.progress_at = time.monotonic()

    @property
    def is_quick(self) -> bool:
        """Whether attempts end soon: then it pays to hold some ahead."""
        return self.was_quick and time.monotonic() - self.progress_at < QUICK_SECONDS


class Lanes:
    """Takes leased deliveries, sends them and collects how it went. `depth` is how many one endpoint may hold."""

    def __init__(self, send: Send, *, threads: int, per_endpoint: int, depth: int, held: int) -> None:
        self._send = send
        self._per_endpoint = per_endpoint
        self._depth = depth
        self._most_held = held
        self._lanes: dict[str, _Lane] = {}
        self._held = 0
        self._ended: list[Outcome] = []
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._most_slow = max(threads // 2, 1)
        self._pool = ThreadPoolExecutor(threads + self._most_slow, thread_name_prefix="sender")
        self._slow = 0
        self._parked: deque[tuple[str, _Lane]] = deque()

    @property
    def held(self) -> int:
        """How many deliveries wait or are under way."""
        return self._held

    @property
    def room(self) -> int:
        """How many more may be taken."""
        return self._most_held - self._held

    def room_by_endpoint(self) -> dict[str, int]:
        """How many more each endpoint may have that has some already; a slow one holds no more than it has under way."""
        with self._lock:
            return {
                endpoint_id: max((self._depth if lane.is_quick else self._per_endpoint) - lane.held, 0)
                for endpoint_id, lane in self._lanes.items()
            }

    def put(self, dues: Sequence[Due], *, begin_within_seconds: float) -> None:
        """Line deliveries up; one whose turn comes too late for its lease is dropped, and taken again when that has run out."""
        begin_by = time.monotonic() + begin_within_seconds
        with self._lock:
            for due in dues:
                lane = self._lanes.setdefault(due.endpoint_id, _Lane())
                lane.waiting.append((due, begin_by))
                lane.held += 1
                self._held += 1
                if lane.threads < min(self._per_endpoint, len(lane.waiting)):
                    lane.threads += 1
                    self._pool.submit(self._work, due.endpoint_id, lane)

    def ended(self) -> list[Outcome]:
        """Hand over the outcomes there are."""
        with self._lock:
            self._news.clear()
            ended, self._ended = self._ended, []
            return ended

    def wait(self, seconds: float) -> bool:
        """Wait until an attempt ends, or so long; say whether one did."""
        return self._news.wait(seconds)

    def wake(self) -> None:
        """End a wait."""
        self._news.set()

    def unsent(self, *, gone: bool = False) -> list[Due]:
        """Take back what waits, or only what waits for receivers that are gone; what is under way goes on."""
        with self._lock:
            lanes = [(endpoint_id, lane) for endpoint_id, lane in self._lanes.items() if lane.is_gone or not gone]
            unsent = [due for _, lane in lanes for due, _ in lane.waiting]
            for endpoint_id, lane in lanes:
                self._forget(endpoint_id, lane, len(lane.waiting))
                lane.waiting.clear()
            return unsent

    def close(self) -> None:
        """End the threads, which have nothing to do any more."""
        self._pool.shutdown()

    def _work(self, endpoint_id: str, lane: _Lane) -> None:
        turn_ends = time.monotonic() + TURN_SECONDS
        while (taken := self._next(endpoint_id, lane, turn_ends)) is not None:
            due, begin_by, slow = taken
            begun = time.monotonic()
            outcome = self._send(due) if begun < begin_by else None
            with self._lock:
                lane.ended_after(time.monotonic() - begun)
                self._slow -= slow
                self._forget(endpoint_id, lane, 1)
                if outcome is not None:
                    lane.is_gone = lane.is_gone or outcome.endpoint_is_gone
                    self._ended.append(outcome)
            self._news.set()

    def _next(self, endpoint_id: str, lane: _Lane, turn_ends: float) -> tuple[Due, float, bool] | None:
        """Give the lane's next delivery, the time by which it must begin, and whether it is one of the slow; or end the turn."""
        with self._lock:
            slow = not lane.is_quick
            if lane.is_gone or not lane.waiting:  # what asked never to be called again is not
                lane.threads -= 1
            elif slow and self._slow >= self._most_slow:
                self._parked.append((endpoint_id, lane))
            elif time.monotonic() > turn_ends:
                self._pool.submit(self._work, endpoint_id, lane)
            else:
                self._slow += slow
                return *lane.waiting.popleft(), slow
            if self._parked and self._slow < self._most_slow:
                self._pool.submit(self._work, *self._parked.popleft())
            return None

    def _forget(self, endpoint_id: str, lane: _Lane, count: int) -> None:
        self._held -= count
        lane.held -= count
        if lane.held == 0 and self._lanes.get(endpoint_id) is lane:
            del self._lanes[endpoint_id]
