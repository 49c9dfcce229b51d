"""A service's database: transactions bound to accounts, one-statement reads, and what a lost server means to a caller."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import errorcodes

from kit.db.patience import SERVICE_SECONDS
from kit.db.pool import Pool
from kit.db.transaction import Params, Row, Tx
from kit.errors import Unavailable
from kit.ids import ACCOUNT_ID

_BY_KEY = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"

_PASSING = frozenset(
    {
        errorcodes.QUERY_CANCELED,
        errorcodes.LOCK_NOT_AVAILABLE,
        errorcodes.SERIALIZATION_FAILURE,
        errorcodes.DEADLOCK_DETECTED,
        errorcodes.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        errorcodes.READ_ONLY_SQL_TRANSACTION,
        errorcodes.UNDEFINED_TABLE,  # the migrations are still to be run
    }
)
_PASSING_CLASSES = ("08", "53", "57", "58")  # connection, insufficient resources, operator intervention, system error


class Database:
    """
    PostgreSQL behind one role.

    `size` connections at most; a caller waits `wait_seconds` for one. A fault that may pass (connection lost, time-out,
    deadlock, disk full) reaches the caller as Unavailable: nothing happened, or the idempotency key finds what did.
    `by_key`: every statement goes by an index. For queues: a plan that was kept from an empty table reads all of a full one.
    """

    def __init__(
        self,
        dsn: str,
        *,
        size: int = 4,
        wait_seconds: float = 5.0,
        application: str = "saathix",
        by_key: bool = False,
        patience_seconds: float = SERVICE_SECONDS,
    ) -> None:
        planner = _BY_KEY if by_key else ""
        self._pool = Pool(dsn, size, wait_seconds, application, planner, patience_seconds=patience_seconds)

    @contextmanager
    def transaction(self, *accounts: str) -> Iterator[Tx]:
        """Open a transaction that sees these accounts; it commits at the end and rolls back when anything is raised."""
        tx = Tx(self._pool, self._pool.take(), "BEGIN;" + _visible(accounts))
        try:
            yield tx
            tx.commit()
        except psycopg2.Error as problem:
            tx.roll_back()
            if problem.pgcode == errorcodes.READ_ONLY_SQL_TRANSACTION:
                tx.leave_server()
            if is_passing(problem):
                raise Unavailable("the database is busy or away") from problem
            raise
        except BaseException:
            tx.roll_back()
            raise
        finally:
            tx.end()
        tx.run_callbacks()

    def read(
        self, account_id: str, sql: str, params: Params = None, *, prepare: bool = False, first: str = ""
    ) -> list[Row]:
        """
        Run one SELECT of one account in a single round trip, without a transaction of its own.

        `prepare` as in Tx; `first` is a statement that goes before it, such as a setting of the planner for this SELECT alone.
        """
        tx = Tx(self._pool, self._pool.take(), _visible((account_id,)) + first)
        try:
            return tx.all(sql, params, prepare=prepare)
        except psycopg2.Error as problem:
            tx.roll_back()
            if is_passing(problem):
                raise Unavailable("the database is busy or away") from problem
            raise
        finally:
            tx.end()

    @property
    def answered_at(self) -> float:
        """When the database last ended a piece of work, on the monotonic clock; long ago when it never has."""
        return self._pool.answered_at

    def close(self) -> None:
        """Close the idle connections."""
        self._pool.forget_idle()


def is_passing(problem: Any) -> bool:
    """Say whether an error of PostgreSQL may be gone at the next try."""
    code = problem.pgcode
    if code is None:
        return isinstance(problem, psycopg2.OperationalError | psycopg2.InterfaceError)
    return code in _PASSING or code.startswith(_PASSING_CLASSES)


def _visible(accounts: tuple[str, ...]) -> str:
    return f"SET LOCAL app.accounts = '{_array(accounts)}';"  # none, too: a setting once made is '' ever after


def _array(accounts: tuple[str, ...]) -> str:
    for account in accounts:
        if not ACCOUNT_ID.fullmatch(account):
            raise ValueError("an account id has letters, digits and _ only")
    return "{" + ",".join(accounts) + "}"
