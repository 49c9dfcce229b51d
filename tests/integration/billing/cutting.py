"""A transaction that is cut: the connection is gone at a statement, or right after the commit, before its answer is read."""

from contextlib import contextmanager
from typing import Any

import psycopg2

from kit.db import Tx

COMMITTED = "committed"


@contextmanager
def cut(at: int | str | None, monkeypatch: Any):
    """Cut the next transaction at its n-th statement (the last being its COMMIT), or once it is committed; None cuts nothing."""
    execute, commit = Tx._execute, Tx.commit
    turns = {"left": at if isinstance(at, int) else -1, "committed": False}

    def gone(tx: Any) -> bool:
        turns["left"] -= 1
        if turns["left"] == 0:
            tx._connection.close()
        return turns["left"] == 0

    def cut_execute(tx: Any, *rest: Any, **named: Any) -> None:
        gone(tx)
        execute(tx, *rest, **named)

    def cut_commit(tx: Any) -> None:
        if gone(tx):
            raise psycopg2.OperationalError("the connection is gone")
        commit(tx)
        if at == COMMITTED and not turns["committed"]:
            turns["committed"] = True
            tx._connection.close()
            raise psycopg2.OperationalError("the connection is gone")

    with monkeypatch.context() as broken:
        broken.setattr(Tx, "_execute", cut_execute)
        broken.setattr(Tx, "commit", cut_commit)
        yield turns
