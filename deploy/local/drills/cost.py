"""What a sale costs: CPU of each program, commits and bytes of each database, and the log; tills sell as fast as they can."""

import time

from bench.processes import cpu_seconds, spent
from deploy.local import supervision
from deploy.local.credentials import SERVICES
from deploy.local.drills.own_stack import Rehearsal, say
from deploy.local.progress import step
from deploy.local.servers import pair, postgresql

SETTINGS: dict[str, str] = {}
TILLS = 32
WARM_UP_SECONDS = 5.0


def run(drill: Rehearsal) -> None:
    """Warm up, look, sell, wait for the events, look again; figures a sale."""
    with (
        drill.tills(TILLS, pause_seconds=0.0, name=f"warm{time.time():.0f}"),
        step(f"Warming up for {WARM_UP_SECONDS:.0f} s"),
    ):
        time.sleep(WARM_UP_SECONDS)
    drill.books.wait_until_applied(60)
    programs = {e["name"]: e["pid"] for e in supervision.processes(drill.stack) if e["pid"]}
    before, cpu = _database(drill), cpu_seconds(programs)
    began = time.monotonic()
    with (
        drill.tills(TILLS, pause_seconds=0.0, name=f"cost{time.time():.0f}") as tills,
        step(f"Selling for {drill.seconds:.0f} s, {TILLS} tills"),
    ):
        time.sleep(drill.seconds)
    taken = time.monotonic() - began
    drill.books.wait_until_applied(60)
    after, sales = _database(drill), tills.sold
    say(f"{sales} sales of one line, {sales / taken:.0f} a second")
    figures = spent(cpu, cpu_seconds(programs), sales)
    say(
        "CPU, ms a sale: "
        + ", ".join(f"{name} {value:.2f}" for name, value in sorted(figures.items()) if value >= 0.01)
    )
    for name in after:
        unit, each = ("bytes", 0) if name != "commits" else ("", 2)
        parts = {key: (after[name][key] - before[name][key]) / sales for key in after[name]}
        say(
            f"{name}{' in ' + unit if unit else ''} a sale: " + ", ".join(f"{k} {v:.{each}f}" for k, v in parts.items())
        )


def _database(drill: Rehearsal) -> dict[str, dict[str, float]]:
    server = postgresql.primary(drill.stack)

    def ask(sql: str, *values: str) -> float:
        return float(pair.ask(server, drill.credentials, sql, *values) or 0)

    pair.ask(server, drill.credentials, "SELECT pg_stat_clear_snapshot()")
    return {
        "log": {"all": ask("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")},
        "size": {s: ask("SELECT pg_database_size(%s)", f"saathix_{s}") for s in SERVICES},
        "commits": {
            s: ask("SELECT xact_commit FROM pg_stat_database WHERE datname = %s", f"saathix_{s}") for s in SERVICES
        },
    }
