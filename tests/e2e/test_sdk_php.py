"""The PHP SDK through a shop's day on the running stack, and three commands to a first invoice in an empty project."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from gateway.admin import create_key
from kit.clock import SystemClock
from kit.db import Database
from tests.contract.sdk.php_sdk import SDK, empty_project, phpunit, run
from tests.e2e.api_client import BASE_URL, Shop, open_shop


def test_a_shop_day():
    shop = open_shop()
    with cutting_proxy() as url:
        phpunit(
            "--testsuite",
            "shop-day",
            SAATHIX_BASE_URL=BASE_URL,
            SAATHIX_SECRET_KEY=str(shop.api.key),
            SAATHIX_LIMITED_KEY=limited_key(shop),
            SAATHIX_CUT_URL=url,
        )


def test_the_first_invoice_in_an_empty_project(shop, tmp_path):
    project = empty_project(tmp_path)
    (project / "first-invoice.php").write_text((SDK / "examples" / "first-invoice.php").read_text())
    key = str(shop.api.key)
    said = run("php", "first-invoice.php", folder=project, SAATHIX_SECRET_KEY=key, SAATHIX_BASE_URL=BASE_URL)
    [invoice] = shop.invoices()
    assert said == f"{invoice['invoice_no']}: ₹220, paid\n"


def limited_key(shop: Shop) -> str:
    """A key of the shop for three requests a second."""
    gateway = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with gateway.transaction() as tx:
        key = create_key(tx, shop.account_id, "sk_live", at=SystemClock().now(), limits=(600, 3))
    gateway.close()
    return str(key)


@contextmanager
def cutting_proxy() -> Iterator[str]:
    """A proxy before the gateway that reads the whole answer to the first sale, and then hangs up instead of passing it on."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def _serve(listener: socket.socket) -> None:
    has_cut = False
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        gateway = urlsplit(BASE_URL)
        with client, socket.create_connection((gateway.hostname, gateway.port)) as server:
            request = _message(client)
            server.sendall(request)
            answer = _message(server)
            if request.startswith(b"POST /v1/invoices ") and not has_cut:
                assert answer.startswith(b"HTTP/1.1 201"), answer
                has_cut = True
            else:
                client.sendall(answer)


def _message(connection: socket.socket) -> bytes:
    """One whole HTTP message with its body."""
    text = b""
    while b"\r\n\r\n" not in text:
        text += _more(connection)
    head, _, body = text.partition(b"\r\n\r\n")
    fields = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    length = next((int(value) for name, _, value in fields if name.lower() == b"content-length"), 0)
    while len(body) < length:
        body += _more(connection)
    return head + b"\r\n\r\n" + body


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(65536)
    assert more, "the connection ended too early"
    return more
