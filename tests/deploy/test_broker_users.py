"""
Each process at the broker as a user of its own, with the permissions that the manifests give it: all works, and no more than that.

On the running broker, in a vhost of this test's own, with the names and the machinery of the real processes.
"""

import json
import secrets
import subprocess
import sys
import time
from urllib.parse import urlsplit

import amqp
import pytest

from contracts.queues import HANDLERS, queues_of
from deploy.docker.images import ROOT
from deploy.kubernetes import broker
from kit.messaging.core import Client, wire
from kit.messaging.core.consumer import Consumer, Subscription
from kit.messaging.core.publisher import Outgoing, Publisher
from kit.messaging.core.server import Server

VHOST = f"users-{secrets.token_hex(4)}"


def rabbitmqctl(*arguments, **options):
    command = [sys.executable, "-m", "deploy.local", "rabbitmqctl", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, **options)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def url_of(stack, tmp_path_factory):
    """The address of each process at the broker, as its own user."""
    passwords = {user: secrets.token_hex(8) for user in broker.USERS}
    text = json.dumps(broker.definitions(passwords)).replace('"saathix"', f'"{VHOST}"')
    for user in broker.USERS:
        text = text.replace(f'"name": "{user}"', f'"name": "{VHOST}-{user}"').replace(
            f'"user": "{user}"', f'"user": "{VHOST}-{user}"'
        )
    file = stack.data.resolve() / f"{VHOST}.json"  # where the broker's own user can read it
    file.write_text(text)
    file.chmod(0o644)
    rabbitmqctl("import_definitions", str(file))
    place = urlsplit(stack.amqp_url).netloc.rpartition("@")[2]
    yield lambda user: f"amqp://{VHOST}-{user}:{passwords[user]}@{place}/{VHOST}"
    file.unlink()
    rabbitmqctl("delete_vhost", VHOST)
    for user in broker.USERS:
        rabbitmqctl("delete_user", f"{VHOST}-{user}")


def until(condition, what, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture(scope="module")
def servers(url_of):
    """Every service answers its calls."""
    running = {}
    for name in broker.SERVERS:
        running[name] = server = Server(
            url_of(name),
            name,
            4,
            lambda request, message, name=name: running[name].answer(message, request.method, None),
        )
        server.start()
    until(lambda: all(server.ready for server in running.values()), "a service may not serve its calls")
    yield running
    for server in running.values():
        server.stop()


def test_the_gateway_calls_every_service(url_of, servers):
    client = Client(url_of("gateway"))
    try:
        assert {client.call(name, "ping", timeout=10) for name in broker.SERVERS} == {"pong"}
    finally:
        client.close()


def test_catalog_calls_billing(url_of, servers):
    client = Client(url_of("catalog"))
    try:
        assert client.call("billing", "apply_product", timeout=10) == "apply_product"
    finally:
        client.close()


def test_every_event_reaches_every_handler(url_of):
    publishers = {name: Publisher(url_of(name), name, queues_of(name)) for name in broker.PUBLISHERS}
    consumers = {service: Consumer(url_of(service), service) for service in {handler[2] for handler in HANDLERS}}
    queues = {}
    for source, event_type, service, method in HANDLERS:
        name = wire.event_queue(source, event_type, service, method)
        queues[name] = consumers[service].subscribe(Subscription(source, event_type, name))
    for part in (*consumers.values(), *publishers.values()):
        part.start()
    try:
        until(lambda: all(part.ready for part in (*consumers.values(), *publishers.values())), "somebody may not begin")
        for source, publisher in publishers.items():
            types = {event_type for of, event_type, *_ in HANDLERS if of == source}
            assert publisher.publish([Outgoing(kind, kind, "{}") for kind in types], timeout=10) == types
        until(lambda: all(queue._messages for queue in queues.values()), "an event has not arrived")
    finally:
        for part in (*consumers.values(), *publishers.values()):
            part.stop()


@pytest.mark.parametrize(
    ("user", "attempt"),
    [
        ("gateway", lambda channel: channel.basic_get("rpc-billing")),
        ("gateway", lambda channel: channel.queue_declare("mine", durable=True, auto_delete=False)),
        ("catalog", lambda channel: channel.basic_get("rpc-billing")),
        (
            "receipts",
            lambda channel: channel.basic_get("evt-billing-invoice.created--reporting.project_invoice_created"),
        ),
        (
            "reporting",
            lambda channel: channel.queue_delete("evt-billing-invoice.created--webhooks.store_invoice_created"),
        ),
        ("customers", lambda channel: channel.basic_publish(amqp.Message("{}"), "billing.events", "invoice.created")),
    ],
)
def test_nobody_reaches_into_what_is_another_s(url_of, servers, user, attempt):
    place = urlsplit(url_of(user))
    with amqp.Connection(
        f"{place.hostname}:{place.port}", place.username, place.password, virtual_host=VHOST
    ) as connection:
        channel = connection.channel()
        with pytest.raises(amqp.AccessRefused):
            attempt(channel)
            channel.queue_declare("rpc-billing", passive=True)  # a refused publish is told with the next answer
