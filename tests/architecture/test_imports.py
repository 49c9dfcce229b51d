"""Who may import whom: arrows point inwards, and no service knows another."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("bench", "contracts", "deploy", "gateway", "kit", "services", "tests")
FRAMEWORKS = ("nameko", "kombu", "amqp", "eventlet", "gevent", "psycopg2", "requests", "flask", "redis")

# pattern → what a file there must not import
FORBIDDEN = {
    "kit/**/*.py": ("services", "gateway", "contracts", "bench", "deploy", "tests", "flask", "marshmallow", "requests"),
    "kit/messaging/core/*.py": ("nameko", "eventlet", "gevent", "psycopg2"),
    "contracts/**/*.py": ("services", "gateway", "deploy", "tests", *FRAMEWORKS),
    "gateway/**/*.py": ("services", "nameko", "eventlet", "kombu", "amqp", "weasyprint"),
    "gateway/api/**/*.py": ("segno", "argon2", "pyotp", "babel"),
    "services/*/domain/**/*.py": ("contracts", "marshmallow", *FRAMEWORKS),
    "services/*/operations/**/*.py": FRAMEWORKS,
    "services/*/storage/**/*.py": ("nameko", "kombu", "requests", "marshmallow", "flask", "eventlet"),
    "services/**/*.py": ("gateway", "deploy", "tests", "flask"),
    "sdks/**/*.py": OURS,
}

# what a layer of a service may import of its own service
LAYERS = {
    "domain": {"domain", "errors"},
    "storage": {"storage", "domain"},
    "operations": {"operations", "domain", "storage", "adapters", "errors", "wire"},
}

KIT_OF_DOMAIN = {"kit.money", "kit.errors", "kit.clock", "kit.ids"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def forbidden_imports(root: Path) -> list[str]:
    return sorted(
        f"{path.relative_to(root)} imports {module}"
        for pattern, banned in FORBIDDEN.items()
        for path in root.glob(pattern)
        for module in imported(path)
        if module.split(".")[0] in banned
    )


def crossings(root: Path) -> list[str]:
    """Imports of one service by another, and of a layer's outside by its inside."""
    found = set()
    for service in sorted(path for path in (root / "services").iterdir() if path.is_dir()):
        for path in service.rglob("*.py"):
            for module in imported(path):
                parts = module.split(".")
                if parts[0] != "services" or len(parts) < 3:
                    continue
                if parts[1] != service.name:
                    found.add(f"{path.relative_to(root)} imports {module}")
                layer = path.relative_to(service).parts[0]
                if layer in LAYERS and parts[2] not in LAYERS[layer]:
                    found.add(f"{path.relative_to(root)} imports {module}")
    return sorted(found)


def test_nobody_imports_across_a_boundary():
    assert forbidden_imports(ROOT) == []


def test_no_service_knows_another_and_no_layer_its_outside():
    assert crossings(ROOT) == []


def test_the_domain_knows_of_the_kit_only_values():
    found = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in ROOT.glob("services/*/domain/**/*.py")
        for module in imported(path)
        if module.startswith("kit.") and ".".join(module.split(".")[:2]) not in KIT_OF_DOMAIN
    ]
    assert found == []


def test_the_tills_process_loads_nothing_that_prints():
    what = "import sys, services.billing.service; print({'jinja2', 'segno', 'weasyprint'} & sys.modules.keys())"

    done = subprocess.run([sys.executable, "-W", "ignore", "-c", what], cwd=ROOT, capture_output=True, text=True)

    assert (done.stdout.strip(), done.returncode) == ("set()", 0), done.stderr


def test_a_gateway_nobody_logs_in_to_loads_nothing_of_the_dashboard_s_tools():
    what = "import sys, gateway.app; print({'argon2', 'segno', 'pyotp', 'babel'} & sys.modules.keys())"

    done = subprocess.run([sys.executable, "-W", "ignore", "-c", what], cwd=ROOT, capture_output=True, text=True)

    assert (done.stdout.strip(), done.returncode) == ("set()", 0), done.stderr


def test_the_rules_find_what_is_planted(tmp_path):
    planted = {
        "gateway/bad.py": "import services.billing.domain\n",
        "services/billing/domain/bad.py": "from psycopg2 import sql\n",
        "services/billing/storage/bad.py": "from services.billing.operations import create_invoice\n",
        "services/catalog/operations/bad.py": "from services.billing import wire\n",
    }
    for name, text in planted.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    assert {line.split()[0] for line in forbidden_imports(tmp_path) + crossings(tmp_path)} == set(planted)
