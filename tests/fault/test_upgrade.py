"""The databases are migrated while the previous release works on them, as in every deployment."""

import json
import os
import subprocess
import sys
import time

import pytest

from deploy.local.credentials import SERVICES
from deploy.local.databases import folders_of
from kit.clock import SystemClock, ist_date
from kit.db.migrate import migrate
from kit.testing.databases import fresh
from tests.e2e.api_client import Api, Shop
from tests.fault import stack
from tests.fault.checker import applied, check
from tests.fault.system import system
from tests.fault.till import Selling, a_sale

pytestmark = pytest.mark.fault

PREVIOUS = json.loads((stack.ROOT / "deploy/previous_release.json").read_text())
SALES_A_SECOND = 10
OPEN = """
import json
from tests.e2e.api_client import open_shop
shop = open_shop()
print(json.dumps([shop.account_id, shop.sandbox_account_id, shop.api.key, shop.publishable.key, shop.stores]))
"""


@pytest.fixture(scope="module")
def previous(tmp_path_factory):
    """The code of the previous release, as the repository's history has it."""
    folder = tmp_path_factory.mktemp("previous")
    archive = subprocess.run(["git", "archive", PREVIOUS["commit"]], cwd=stack.ROOT, capture_output=True)
    assert archive.returncode == 0, f"{PREVIOUS['commit']} is not here; fetch the whole history: {archive.stderr!r}"
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return folder


def open_shop_with(code):
    """Open a shop as an operator of that release does."""
    command = [sys.executable, "-W", "ignore", "-c", OPEN]
    opened = subprocess.run(
        command, cwd=code, env={**os.environ, "PYTHONPATH": str(code)}, capture_output=True, text=True
    )
    assert opened.returncode == 0, opened.stderr
    account, sandbox, secret, publishable, stores = json.loads(opened.stdout)
    return Shop(account, sandbox, Api(secret), Api(publishable), stores)


def migrate_all(running):
    """Bring every database up to date, as the deployment's jobs do before the new code starts."""
    applied_now = []
    for service in SERVICES:
        owner = running.environ[f"SAATHIX_{service.upper()}_OWNER_DATABASE_URL"]
        applied_now += migrate(owner, *folders_of(service))
    return applied_now


def read_everything(shop):
    """Ask for what every service holds, each thing in its list and by itself; give what does not answer 200."""
    today = ist_date(SystemClock().now())
    paths = [
        f"/v1/reports/sales?from={today:%Y-%m-%d}&to={today:%Y-%m-%d}",
        f"/v1/reports/gst?period={today:%Y-%m}",
        "/v1/webhooks",
        "/v1/events?limit=100",
    ]
    for kind in ("products", "customers", "invoices", "stores"):
        listed = shop.api.get(f"/v1/{kind}", limit=20)
        paths += [f"/v1/{kind}", *(f"/v1/{kind}/{one['id']}" for one in listed.json().get("data", []))]
    invoices = shop.invoices()  # every page
    paths += [f"/v1/invoices/{invoices[0]['id']}/{part}" for part in ("refunds", "receipt")]
    paths += [f"/v1/inventory/{invoices[0]['items'][0]['product_id']}"]
    answers = {path: shop.api.get(path).status_code for path in paths}
    return {path: status for path, status in answers.items() if status != 200}


def deploy(running, root):
    """Replace every process by one of another release. The dispatcher of a release ends while it lacks a column of its own."""
    for process in running.processes.values():
        process.move_to(root)
    stack.wait_for(lambda: all(process.runs_in == root for process in running.processes.values()), seconds=40)
    running.wait_until_ready(seconds=60)


@pytest.mark.timeout(300)
def test_the_previous_release_sells_on_while_and_after_its_databases_are_migrated(previous, monkeypatch):
    """
    Predicted: the current code reads all that the previous one wrote, before the current migrations and after them; and not one
    sale of the previous release is refused while they run under it.
    """
    of_previous = lambda stack_of, name: stack_of.enter_context(fresh(name, root=previous))  # noqa: E731
    with system(root=previous, lend=of_previous) as running:
        for name, value in running.environ.items():
            monkeypatch.setenv(name, value)
        running.start()
        running.wait_until_ready(seconds=90)
        shop = open_shop_with(previous)
        shop.product("RICE-1KG", rate=64, stock=5000)
        written = shop.api.post("/v1/invoices", a_sale(), key="before")
        assert written.status_code == 201

        deploy(running, stack.ROOT)
        assert read_everything(shop) == {}, "the current code cannot read under the previous schema"

        deploy(running, previous)
        with Selling(shop, rate=SALES_A_SECOND, sale=a_sale(), urls=running.urls) as history:
            time.sleep(1.0)
            migrated_at = time.monotonic()
            names = migrate_all(running)
            done_at = time.monotonic()
            time.sleep(3.0)
        print(f"{len(names)} migrations in {done_at - migrated_at:.1f} s: {names}; {dict(history.answers)}")
        assert set(history.answers) == {"201"}
        assert history.oks_between(done_at, time.monotonic()) >= 2 * SALES_A_SECOND
        assert read_everything(shop) == {}, "the previous code cannot read under the current schema"

        deploy(running, stack.ROOT)
        assert read_everything(shop) == {}, "the current code cannot read what the previous one wrote"
        history.sold["before"] = written.content
        check(shop, history)
        stack.wait_for(lambda: applied(shop, len(history.sold)), seconds=60)
        assert shop.api.post("/v1/invoices", a_sale()).status_code == 201
