"""How many round trips to PostgreSQL a sale costs, by role: counted in the server's own log during a short run."""

import re
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import sql
from bench.stack import Running

_LINE = re.compile(r" (\w+)@\w+ \[\d+\] LOG:  (?:statement|execute [^:]+): (.*)")


def count(stack: Running, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Log every statement while `run` makes sales, and return round trips a sale: by role, and the service's by kind."""
    mark = f"bench {uuid.uuid4().hex}"
    sql.execute(stack.admin_dsn, ["ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()"])
    time.sleep(1.0)
    try:
        sql.execute(stack.admin_dsn, [f"SELECT '{mark}'"])
        sales = run()["answered"]
    finally:
        sql.execute(stack.admin_dsn, ["ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()"])
    time.sleep(0.5)
    by_role: Counter[str] = Counter()
    of_billing: Counter[str] = Counter()
    for role, statement in _logged(stack.log_of("postgresql"), mark):
        by_role[role] += 1
        if role == "saathix_billing":
            of_billing[_kind(statement)] += 1
    return {
        "sales": sales,
        "by_role": {role: round(times / sales, 2) for role, times in by_role.most_common()},
        "billing": {kind: round(times / sales, 3) for kind, times in of_billing.most_common(20)},
    }


def _logged(log: Path, mark: str) -> Iterator[tuple[str, str]]:
    """The statements of the stack's own roles since the mark, through rotated logs; further lines begin with a tab."""
    rotated = sorted(log.parent.glob(f"{log.name}.*"), key=lambda path: -int(path.suffix[1:]))
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in [*rotated, log])
    _, found, since = text.partition(mark)
    if not found:
        raise SystemExit("PostgreSQL's log was rotated away while statements were counted")
    for line in since.replace("\n\t", " ").splitlines():
        entry = _LINE.search(line)
        if entry and entry[1].startswith("saathix_") and not entry[1].endswith("_owner"):
            yield entry[1], entry[2]


def _kind(statement: str) -> str:
    """Enough of a statement to know it again: a prepared one by its name, without its values."""
    text = " ".join(statement.split())
    text = re.sub(r"^BEGIN;\s*SET LOCAL [^;]*;\s*", "BEGIN; ", text)
    if "EXECUTE " in text:
        return text.partition("(")[0]
    return re.sub(r"'[^']*'?", "'…'", text)[:80]
