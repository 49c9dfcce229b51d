"""The receivers of docs/guides/webhooks.md are run: they take what is genuine once, and refuse what is not."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kit.clock import SystemClock
from services.webhooks import operations
from services.webhooks.domain.signature import secret_from, signed_headers
from tests.factories.webhooks import an_invoice_event

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "guides" / "webhooks.md").read_text()
PACKAGES = {"node": "nodejs", "php": "php-cli"}
COMMANDS = {
    "python": ("receiver.py", lambda port, file: [sys.executable, file, str(port)]),
    "javascript": ("receiver.mjs", lambda port, file: [program("node"), file, str(port)]),
    "php": ("receiver.php", lambda port, file: [program("php"), "-S", f"127.0.0.1:{port}", file]),
}

pytestmark = pytest.mark.timeout(300)  # the first time Node or PHP is installed


def program(name):
    """A program, installed with apt when it is missing."""
    if shutil.which(name) is None:
        as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        subprocess.run([*as_root, "apt-get", "update", "-qq"], check=True)
        subprocess.run(
            [*as_root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", PACKAGES[name]], check=True
        )
    return shutil.which(name)


@pytest.fixture
def run(tmp_path):
    """Run a receiver of the guide with a secret; gives its URL, and the process at the end."""
    started = []

    def start(language, secret):
        [code] = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
        name, command = COMMANDS[language]
        (tmp_path / name).write_text(code)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {**os.environ, "WEBHOOK_SECRET": secret, "WEBHOOK_SEEN": str(tmp_path)}
        arguments = command(port, str(tmp_path / name))
        started.append(
            subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        )
        wait_until_there(port)
        return port

    def told():
        started[-1].terminate()
        return started[-1].communicate(timeout=10)[0]

    start.told = told
    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_until_there(port):
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the receiver did not start")


@pytest.mark.parametrize("language", COMMANDS)
def test_a_receiver_of_the_guide(language, webhooks, dispatch, sender, clock, run):
    clock.move(SystemClock().now() - clock.now())
    endpoint = webhooks.register("http://127.0.0.1:40009/", "invoice.created")
    old = endpoint["secret"]
    port = run(language, old)
    webhooks.change(endpoint, url=f"http://127.0.0.1:{port}/hook")
    webhooks.rotate(endpoint)
    webhooks.hears(an_invoice_event())

    dispatch()
    [delivery] = webhooks.deliveries(endpoint)
    webhooks.asks(operations.redeliver, endpoint_id=endpoint["id"], delivery_id=delivery["id"])
    dispatch()
    forged, aged = (
        sender.post(
            f"http://127.0.0.1:{port}/", b"{}", signed_headers([secret], "evt_1", at, b"{}", attempt=1), livemode=True
        )
        for secret, at in (
            (secret_from(b"\x01" * 32), int(clock.now().timestamp())),
            (old, int(clock.now().timestamp()) - 400),
        )
    )
    nothing = sender.post(f"http://127.0.0.1:{port}/", b"{}", {}, livemode=True)

    [delivery] = webhooks.deliveries(endpoint)
    assert [attempt["status"] for attempt in delivery["attempts"]] == [204, 204]
    assert [answer.status_code for answer in (forged, aged, nothing)] == [400, 400, 400]
    lines = [line for line in run.told().splitlines() if "invoice.created" in line]
    assert len(lines) == 1
    assert "••••43210" in lines[0]
