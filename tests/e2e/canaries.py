"""Looking for words everywhere a run of the product leaves something: logs, metrics, queues, tables, Redis."""

import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2
import psycopg2.extensions
import redis
import requests
from kombu import Connection
from psycopg2 import sql
from psycopg2.extras import RealDictCursor

from deploy.local.credentials import SERVICES
from tests.fault.stack import rabbitmqctl

Found = set[tuple[str, str]]
"""(which canary, where it was)."""

MOST_READ = 200_000
"""Rows up to which a table is read whole; of a larger one, the accounts of the run."""
MOST_LETTERS = 2_000
METRICS = re.compile(r"SAATHIX_METRICS_[A-Z]+_PORT")


class Scan:
    """Canaries by name, to be found as they are, or in hex as PostgreSQL writes bytes."""

    def __init__(
        self, canaries: Mapping[str, str], accounts: list[str], began: Mapping[Path, int] | None = None
    ) -> None:
        self._canaries = dict(canaries)
        self._accounts = accounts
        spellings = [text for word in canaries.values() for text in (word, word.encode().hex())]
        self._pattern = "|".join(re.escape(text) for text in spellings)
        self._began = dict(began) if began is not None else {file: file.stat().st_size for file in _logs()}

    def of(self, canaries: Mapping[str, str]) -> "Scan":
        """Give a scan of other canaries that looks at the logs from the same place on."""
        return Scan(canaries, self._accounts, self._began)

    def everywhere(self) -> Found:
        """Look at all of them."""
        return self.in_logs() | self.in_metrics() | self.in_queues() | self.in_tables() | self.in_redis()

    def in_logs(self) -> Found:
        """Look at what was written to the log of any process since this scan was made."""
        found: Found = set()
        for file in _logs():
            with file.open("rb") as stream:
                began = self._began.get(file, 0)
                stream.seek(began if began <= file.stat().st_size else 0)  # a log that was begun anew is read whole
                found |= self._told(stream.read().decode(errors="replace"), f"log {file.name}")
        return found

    def in_metrics(self) -> Found:
        """Look at the metrics of every process."""
        found: Found = set()
        for name in filter(METRICS.fullmatch, os.environ):
            page = requests.get(f"http://127.0.0.1:{os.environ[name]}/metrics", timeout=10)
            found |= self._told(page.text, f"metrics {name}")
        return found

    def in_queues(self) -> Found:
        """Look at the messages that lie in queues, dead letters among them; they stay where they are."""
        found: Found = set()
        with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
            channel = connection.channel()
            for queue, count in _queues():
                for _ in range(min(count, MOST_LETTERS)):
                    letter = channel.basic_get(queue)  # given back when the channel closes
                    if letter is None:
                        break
                    body = letter.body if isinstance(letter.body, str) else bytes(letter.body).decode(errors="replace")
                    found |= self._told(f"{body} {letter.properties} {letter.delivery_info}", f"queue {queue}")
            channel.close()
        return found

    def in_tables(self) -> Found:
        """Look at every column of every table of every service's database."""
        with ThreadPoolExecutor(len(SERVICES)) as pool:
            return set().union(*pool.map(self._in_database, SERVICES))

    def in_redis(self) -> Found:
        """Look at every key of Redis, and at what it holds."""
        client = redis.Redis.from_url(os.environ["SAATHIX_REDIS_URL"], decode_responses=True, encoding_errors="replace")
        reads: dict[str, Any] = {
            "string": client.get,
            "hash": client.hgetall,
            "list": lambda key: client.lrange(key, 0, -1),
            "set": client.smembers,
            "zset": lambda key: client.zrange(key, 0, -1),
        }
        found: Found = set()
        for key in client.scan_iter(count=1000):
            held = reads.get(client.type(key), lambda _key: None)(key)
            found |= self._told(f"{key} {held}", f"redis {key.partition(':')[0]}")
        client.close()
        return found

    def _in_database(self, service: str) -> Found:
        found: Found = set()
        connection = psycopg2.connect(os.environ[f"SAATHIX_{service.upper()}_OWNER_DATABASE_URL"])
        with connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(_TABLES)
            for table in cursor.fetchall():
                for row in self._rows(cursor, table):
                    for column, value in row.items():
                        found |= self._told(str(value), f"{service}.{table['name']}.{column}")
        connection.close()
        return found

    def _rows(self, cursor: psycopg2.extensions.cursor, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        name = sql.Identifier(table["schema"], table["name"])
        query = sql.SQL("SELECT row_to_json(t) AS found FROM {} AS t WHERE t::text ~ %(pattern)s").format(name)
        if table["rows"] > MOST_READ and table["has_account"]:
            query += sql.SQL(" AND account_id = ANY(%(accounts)s)")
        cursor.execute(query, {"pattern": self._pattern, "accounts": self._accounts})
        yield from (row["found"] for row in cursor.fetchall())

    def _told(self, text: str, where: str) -> Found:
        return {(name, where) for name, word in self._canaries.items() if word in text or word.encode().hex() in text}


_TABLES = """
SELECT n.nspname AS schema, c.relname AS name, c.reltuples AS rows,
       EXISTS (SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'account_id') AS has_account
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p')
   AND NOT c.relispartition
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""


def _logs() -> list[Path]:
    return [file for file in (Path(os.environ["SAATHIX_RUN_DIR"]) / "logs").rglob("*") if file.is_file()]


def _queues() -> list[tuple[str, int]]:
    vhost = unquote(urlsplit(os.environ["SAATHIX_AMQP_URL"].partition(";")[0]).path[1:]) or "/"
    listed = rabbitmqctl("list_queues", "-p", vhost, "--quiet", "--no-table-headers", "name", "messages_ready")
    lines = [line.rsplit(None, 1) for line in listed.splitlines() if line.strip()]
    return [(name, int(count)) for name, count in lines if count.isdigit()]
