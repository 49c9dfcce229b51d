"""The processes of a sale on databases and a broker's corner of their own, so that a test may set their environment."""

import os
import secrets
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from deploy.local.environment import SYSTEM
from deploy.local.processes import APPLICATIONS
from gateway.admin import create_account, create_key
from kit.clock import SystemClock
from kit.db import Database
from kit.messaging.core import Client
from tests.fakes.echo_process import wait_for
from tests.fault.stack import rabbitmqctl

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("billing", "reporting", "webhooks")
PROCESSES = (*SERVICES, "dispatcher", "gateway")


class PrivateProcesses:
    """`with PrivateProcesses(fresh_database, folder, OTLP_ENDPOINT=…) as processes:` starts them and ends them."""

    def __init__(self, fresh_database: Any, folder: Path, **settings: str) -> None:
        self._folder, self._vhost = folder, f"test-{secrets.token_hex(4)}"
        self._ending = ExitStack()
        self.ports = {name: _free_port() for name in (*PROCESSES, "http")}
        self.dsns = {service: fresh_database(service) for service in (*SERVICES, "gateway")}
        broker = urlsplit(os.environ["SAATHIX_AMQP_URL"])
        self._broker_user = broker.username
        self.amqp_url = urlunsplit(broker._replace(path=f"/{self._vhost}"))
        self._environment = {
            **SYSTEM,
            "PYTHONPATH": str(ROOT),
            "SAATHIX_AMQP_URL": self.amqp_url,
            "SAATHIX_REDIS_URL": os.environ["SAATHIX_REDIS_URL"],
            "SAATHIX_CUSTOMER_ID_SECRET": "a secret of the tests, of 32 bytes",
            "SAATHIX_CURSOR_SECRET": "another secret of the tests, 32 bytes",
            "SAATHIX_ENCRYPTION_KEY": os.environ["SAATHIX_ENCRYPTION_KEY"],
            "SAATHIX_WEBHOOKS_ALLOW_LOCAL": "1",
            "SAATHIX_HTTP_PORT": str(self.ports["http"]),
            "SAATHIX_GATEWAY_WORKERS": "1",
            "SAATHIX_PORT": "1",
            **{f"SAATHIX_{name}": value for name, value in settings.items()},
        }
        for service, dsns in self.dsns.items():
            self._environment[f"SAATHIX_{service.upper()}_DATABASE_URL"] = dsns["service"]
            self._environment[f"SAATHIX_{service.upper()}_WORKER_DATABASE_URL"] = dsns["worker"]

    def __enter__(self) -> "PrivateProcesses":
        try:
            rabbitmqctl("add_vhost", self._vhost)
            self._ending.callback(rabbitmqctl, "delete_vhost", self._vhost)
            rabbitmqctl("set_permissions", "-p", self._vhost, str(self._broker_user), ".*", ".*", ".*")
            for name in PROCESSES:
                self._start(name)
            wait_for(lambda: all(map(self.is_ready, PROCESSES)), seconds=60)
        except BaseException:
            self._ending.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.close()

    def is_ready(self, name: str) -> bool:
        """Whether a process says so on its private port."""
        try:
            return self.ask(name, "/readyz").status_code == 200
        except requests.RequestException:
            return False

    def ask(self, name: str, path: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{self.ports[name]}{path}", timeout=5)

    def log_of(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['http']}"

    def open_shop(self) -> dict[str, str]:
        """An account with a key, a store and a product with a thousand in stock: `key`, `account_id`."""
        now = SystemClock().now()
        gateway = Database(self.dsns["gateway"]["worker"], size=1)
        with gateway.transaction() as tx:
            account_id = create_account(tx, "Traced shop", at=now)["account_id"]
            key = create_key(tx, account_id, "sk_live", at=now, limits="none")
        gateway.close()
        bus = Client(self.amqp_url, name="tests")
        caller = {"account_id": account_id}
        place = {"name": "Bengaluru", "gstin": "29AAGCB7383J1Z4", "state": "29"}
        store = bus.call("billing", "open_store", caller=caller, request=place)["resource_id"]
        product = {
            "product_id": f"prod_{secrets.token_hex(8)}", "version": 1, "status": "active", "sku": "MAGGI-70G",
            "name": "Maggi", "rate_paise": 1400, "tax_inclusive": True, "gst_rate_bp": 500, "cess_rate_bp": 0,
            "zero_rate_reason": None, "hsn": "1902", "unit": "NOS", "barcode": None, "reorder_level_milli": 0,
            "opening_stock": [{"store_id": store, "qty_milli": 1_000_000}], "metadata": {},
            "created_at": "2026-06-28T10:14:22Z", "updated_at": "2026-06-28T10:14:22Z",
        }  # fmt: skip
        bus.call("billing", "apply_product", caller=caller, request={"documents": [product]})
        bus.close()
        return {"key": key, "account_id": account_id}

    def _start(self, name: str) -> None:
        environment = {**self._environment, "SAATHIX_METRICS_PORT": str(self.ports[name])}
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *APPLICATIONS[name]], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        self._ending.callback(process.wait, timeout=30)
        self._ending.callback(process.terminate)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
