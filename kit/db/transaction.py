"""A transaction: statements, savepoints, and what runs after the commit. The only COMMIT in the code base is here."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import psycopg2

from kit import tracing
from kit.db.arrays import written
from kit.db.pool import Pool
from kit.db.prepared import prepared
from kit.db.spans import attributes_of, name_of

Row = dict[str, Any]
Params = Mapping[str, Any] | None
_UNTRACED = nullcontext()


class Tx:
    """
    An open transaction of one or several accounts (their rows alone are visible), or of a worker role (no account given).

    BEGIN and the accounts travel in the first statement's round trip; a connection that was lost while it lay idle is
    replaced then, because nothing has happened yet.
    """

    def __init__(self, pool: Pool, connection: Any, opening: str) -> None:
        self._pool = pool
        self._opening = opening
        self._begun = False
        self._savepoints = 0
        self._callbacks: list[Callable[[], None]] = []
        self._connection = connection
        self._cursor = connection.cursor()
        above = tracing.current()  # what nobody asked for (the relay's sweeps) has no trace
        self._span = tracing.begin("transaction", parent=above) if above else None

    def one(self, sql: str, params: Params = None, *, prepare: bool = False) -> Row | None:
        """Run a statement and return its first row, or None."""
        rows = self.all(sql, params, prepare=prepare)
        return rows[0] if rows else None

    def all(self, sql: str, params: Params = None, *, prepare: bool = False) -> list[Row]:
        """
        Run a statement and return its rows as dicts.

        `prepare` keeps its plan on the connection: for the statements of a hot path, whose parameters must then say their
        types wherever PostgreSQL cannot tell (`%(at)s::timestamptz`).
        """
        self._execute(sql, params, prepare=prepare)
        if self._cursor.description is None:
            return []
        names = [column[0] for column in self._cursor.description]
        return [dict(zip(names, row, strict=True)) for row in self._cursor.fetchall()]

    def run(self, sql: str, params: Params = None, *, prepare: bool = False) -> int:
        """Run a statement and return how many rows it touched; `prepare` as in `all`."""
        self._execute(sql, params, prepare=prepare)
        return int(self._cursor.rowcount)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call this once the transaction is committed; never when it is rolled back."""
        self._callbacks.append(callback)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo only this part when it raises; the transaction goes on."""
        self._savepoints += 1
        name = f"s{self._savepoints}"
        callbacks = len(self._callbacks)
        self._execute(f"SAVEPOINT {name}")
        try:
            yield
        except Exception:
            del self._callbacks[callbacks:]
            self._execute(f"ROLLBACK TO SAVEPOINT {name}")
            raise
        self._execute(f"RELEASE SAVEPOINT {name}")

    def commit(self) -> None:
        """Commit. Database.transaction calls this; nobody else does."""
        if self._begun:
            with self._traced("COMMIT"):
                self._cursor.execute("COMMIT")

    def roll_back(self) -> None:
        """Roll back; a connection that cannot is closed, and the server rolls back for it."""
        if self._span is not None:
            self._span.fail("rolled_back")
        try:
            if self._begun and not self._connection.closed:
                self._cursor.execute("ROLLBACK")
        except psycopg2.Error:
            self._connection.close()

    def leave_server(self) -> None:
        """Close this connection and the idle ones: the server takes no writes any more, and the next look finds the one that does."""
        self._connection.close()
        self._pool.forget_idle()

    def end(self) -> None:
        """Give the connection back to the pool."""
        self._pool.give_back(self._connection)
        if self._span is not None:
            self._span.end()

    def run_callbacks(self) -> None:
        """Run what waits for the commit."""
        for callback in self._callbacks:
            callback()

    def _execute(self, sql: str, params: Params = None, *, prepare: bool = False) -> None:
        with self._traced(sql):
            self._send(sql, params, prepare=prepare)

    def _traced(self, sql: str) -> AbstractContextManager[Any]:
        if self._span is None:
            return _UNTRACED
        return tracing.begin(name_of(sql), tracing.CLIENT, parent=self._span, attributes=attributes_of(sql))

    def _send(self, sql: str, params: Params, *, prepare: bool) -> None:
        if self._begun:
            self._cursor.execute(self._text(sql, params, prepare=prepare))
            return
        try:
            self._cursor.execute(self._opening.encode() + self._text(sql, params, prepare=prepare))
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            if not self._connection.closed:
                self._begun = True
                raise
            self._replace_connection()
            self._begun = True
            self._cursor.execute(self._opening.encode() + self._text(sql, params, prepare=prepare))
        except psycopg2.Error:
            self._begun = True
            raise
        self._begun = True

    def _text(self, sql: str, params: Params, *, prepare: bool) -> bytes:
        """Put the parameters into a statement; a prepared one is made known to the connection first."""
        if not prepare or not params:
            return bytes(self._cursor.mogrify(sql, params)) if params else sql.encode()
        statement = prepared(sql)
        known: set[str] = self._pool.prepared_on(self._connection)
        if statement.name not in known:
            self._cursor.execute(statement.prepare)
            known.add(statement.name)
        values = {name: written(value) for name, value in params.items()}
        return bytes(self._cursor.mogrify(statement.execute, values))

    def _replace_connection(self) -> None:
        self._pool.forget_idle()
        self._connection = self._pool.connect()
        self._cursor = self._connection.cursor()
