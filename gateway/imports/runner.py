"""The thread of a gateway process that works on imports, its own and those whose process was stopped."""

import threading

from gateway.imports import work
from gateway.services import Services
from gateway.storage import imports
from kit.clock import Clock
from kit.db import Database
from kit.errors import WireError
from kit.logs import get_logger

LOOK_SECONDS = 5.0
WAIT_SECONDS = 5.0

log = get_logger(__name__)


class ImportRunner:
    """Looks for work when it is woken, and every few seconds."""

    def __init__(self, db: Database, services: Services, clock: Clock) -> None:
        self._db = db
        self._services = services
        self._clock = clock
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begin, in the process that serves."""
        threading.Thread(target=self._run, name="imports", daemon=True).start()

    def stop(self) -> None:
        """Begin no other batch. One that is under way may be lost with the process: another does it again, with the same effect."""
        self._stopping.set()
        self._woken.set()

    def wake(self) -> None:
        """Look for work now."""
        self._woken.set()

    def work_off(self) -> int:
        """Do all that can be done now; returns how many batches."""
        batches = 0
        while not self._stopping.is_set():
            leased = imports.lease(self._db, self._clock.now(), int(work.LEASE.total_seconds()))
            if leased is None:
                return batches
            batches += self._work_on(*leased)
        return batches

    def _work_on(self, account_id: str, import_id: str) -> int:
        batches = 0
        while not self._stopping.is_set():
            try:
                more = work.step(self._db, self._services, self._clock, account_id, import_id)
            except WireError as problem:
                log.warning("import_waits", import_id=import_id, error=problem.code)
                work.wait_for(self._db, self._clock, account_id, import_id, problem)
                self._stopping.wait(WAIT_SECONDS)
                continue
            batches += 1
            if not more:
                break
        return batches

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.work_off()
                self._woken.wait(timeout=LOOK_SECONDS)
                self._woken.clear()
            except WireError as problem:
                log.warning("imports_wait", error=problem.detail)
                self._stopping.wait(WAIT_SECONDS)
            except Exception as problem:  # imports must outlive any surprise
                log.error("imports_failed", error=f"{type(problem).__name__}: {problem}", exc_info=True)
                self._stopping.wait(WAIT_SECONDS)
