"""Questions to the stack's databases, past all services: the books are checked against what is really there."""

from typing import Any

import psycopg2


def rows(dsn: str, query: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Run one query on a connection of its own."""
    connection = psycopg2.connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall()
    finally:
        connection.close()


def one(dsn: str, query: str, parameters: dict[str, Any] | None = None) -> Any:
    """Run a query that answers one value."""
    return rows(dsn, query, parameters)[0][0]


def execute(dsn: str, statements: list[str]) -> None:
    """Run statements outside of any transaction."""
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()
