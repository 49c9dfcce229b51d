"""PostgreSQL through psycopg2: a pool that waits, transactions that roll back by default, migrations."""

from kit.db.database import Database
from kit.db.transaction import Tx

__all__ = ["Database", "Tx"]
