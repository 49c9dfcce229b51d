"""How many round trips to PostgreSQL a sale costs, by role: counted in the server's own log during a short run."""

import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench import sql
from bench.stack import Running

_LINE = re.compile(rb" (\w+)@(\w+) \[\d+\] LOG:  (?:statement|execute [^:]+): (.*)")


def count(stack: Running, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Log every statement while `run` makes sales, and return round trips a sale: by role, and the service's by kind."""
    log = stack.log_of("postgresql")
    sql.execute(stack.admin_dsn, ["ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()"])
    time.sleep(1.0)
    start = log.stat().st_size
    try:
        sales = run()["answered"]
    finally:
        sql.execute(stack.admin_dsn, ["ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()"])
    time.sleep(0.5)
    by_role: Counter[str] = Counter()
    of_billing: Counter[str] = Counter()
    with log.open("rb") as file:
        file.seek(start)
        for line in file:
            found = _LINE.search(line)
            if found is None or not found[1].startswith(b"saathix_"):
                continue
            role = found[1].decode()
            by_role[role] += 1
            if role == "saathix_billing":
                of_billing[_kind(found[3].decode(errors="replace"))] += 1
    return {
        "sales": sales,
        "by_role": {role: round(times / sales, 2) for role, times in by_role.most_common()},
        "billing": {kind: round(times / sales, 2) for kind, times in of_billing.most_common(20)},
    }


def _kind(statement: str) -> str:
    """Enough of a statement to know it again."""
    return re.sub(r"'[^']*'?", "'…'", " ".join(statement.split()))[:80]
