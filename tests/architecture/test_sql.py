"""SQL stands in storage (and in the kit's machinery) and nowhere else; only one place commits; the account comes first."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATEMENT = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\b[\s\S]*\b(FROM|INTO|SET|VALUES)\b")
MAY_HOLD_SQL = ("kit/", "services/*/storage/", "gateway/storage/")


def texts(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def sources() -> list[Path]:
    return [path for folder in ("kit", "contracts", "services", "gateway") for path in (ROOT / folder).rglob("*.py")]


def may_hold_sql(path: Path) -> bool:
    return any(path.relative_to(ROOT).match(f"{folder}*.py") or _inside(path, folder) for folder in MAY_HOLD_SQL)


def _inside(path: Path, folder: str) -> bool:
    return any(path.is_relative_to(found) for found in ROOT.glob(folder.rstrip("/")))


def test_sql_stands_only_in_storage():
    found = [
        f"{path.relative_to(ROOT)}: {text.strip()[:60]}"
        for path in sources()
        if not may_hold_sql(path)
        for text in texts(path)
        if STATEMENT.match(text)
    ]
    assert found == []


def test_one_file_commits():
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if any(text.strip().rstrip(";") == "COMMIT" for text in texts(path)) or ".commit()" in path.read_text()
    }
    assert found == {"kit/db/transaction.py", "kit/db/database.py"}


def test_one_file_reads_the_time():
    readers = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(|time\.time_ns\(")
    found = {str(path.relative_to(ROOT)) for path in sources() if readers.search(path.read_text(encoding="utf-8"))}
    assert found == {"kit/clock.py", "kit/messaging/core/wire.py"}, "deadlines on the bus and the clock read the time"
