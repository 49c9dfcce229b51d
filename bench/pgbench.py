"""The yardstick: how many times a second PostgreSQL alone runs the SQL of one sale, on this machine, now."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

FOLDER = Path(__file__).parent / "yardstick"
DATABASE = "bench_yardstick"
CLIENTS = 8


def prepare(admin_dsn: str) -> str:
    """Make the yardstick's database anew, and return its DSN."""
    connection = psycopg2.connect(admin_dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    dsn = urlsplit(admin_dsn)._replace(path=f"/{DATABASE}").geturl()
    connection = psycopg2.connect(dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute((FOLDER / "schema.sql").read_text())
    connection.close()
    return dsn


def measure(dsn: str, seconds: int) -> float:
    """Return transactions a second: 8 clients, prepared statements, default durability, one account."""
    command = [_pgbench(), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=2", f"--time={seconds}"]
    done = subprocess.run([*command, f"--file={FOLDER / 'sale.sql'}", dsn], capture_output=True, text=True, check=False)
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    if done.returncode or found is None or "number of failed transactions: 0 " not in done.stdout:
        raise SystemExit(f"pgbench failed:\n{done.stdout}{done.stderr[-2000:]}")
    _check_books(dsn)
    return float(found[1])


def _check_books(dsn: str) -> None:
    """The yardstick's own books: it must have done the whole work."""
    connection = psycopg2.connect(dsn)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT last_number FROM counters), (SELECT count(*) FROM invoices), (SELECT count(*) FROM payments),
                   (SELECT count(*) FROM outbox), (SELECT count(*) / 2 FROM invoice_lines)
            """
        )
        counts = cursor.fetchone()
    connection.close()
    if counts is None or len(set(counts)) != 1:
        raise SystemExit(f"the yardstick's books do not balance: {counts}")


def _pgbench() -> str:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    found = shutil.which("pgbench") or (str(places[-1]) if places else None)
    if found is None:
        raise SystemExit("pgbench is missing; it comes with PostgreSQL: apt-get install postgresql-contrib")
    return found
