"""What a cluster asks of a client and a service: several nodes' URLs, and a queue of calls that goes with its node."""

import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

from kombu import Connection

from kit.messaging.core import Client, wire
from tests.fakes.echo_process import answers, wait_for

NOBODY = "amqp://127.0.0.1:1/"


def test_a_node_that_is_down_costs_one_attempt(echo):
    for _ in range(8):  # each link begins at any of them
        client = Client(f"{NOBODY};{os.environ['SAATHIX_AMQP_URL']};{NOBODY}", name="several-nodes")
        try:
            wait_for(lambda client=client: answers(client, echo.name), seconds=4.0)
        finally:
            client.close()


def test_a_queue_that_is_gone_is_made_again_and_calls_in_work_are_answered(client, echo):
    queue = wire.rpc_queue(echo.name)
    with ThreadPoolExecutor(1) as caller, Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        in_work = caller.submit(client.call, echo.name, "sleep", seconds=2, timeout=10)
        wait_for(lambda: connection.default_channel.queue_declare(queue, passive=True).message_count == 0)
        time.sleep(0.5)
        connection.default_channel.queue_delete(queue)

        wait_for(lambda: answers(client, echo.name), seconds=5.0)

        assert in_work.result(timeout=15) == "woke"


def test_a_queue_dies_with_its_broker_and_no_queue_keeps_it(echo):
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        channel = connection.channel()
        declared = channel.queue_declare(
            wire.rpc_queue(echo.name), durable=False, auto_delete=False, arguments={"x-queue-type": "classic"}
        )  # refused, were it another kind
    assert declared.consumer_count == 1


def test_a_durable_queue_of_an_earlier_release_serves_as_well(client, echo):
    queue = wire.rpc_queue(echo.name)
    echo.stop()
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        channel = connection.channel()
        channel.queue_delete(queue)
        channel.queue_declare(queue, durable=True, auto_delete=False)
        channel.queue_bind(queue, wire.RPC_EXCHANGE, f"{echo.name}.*")
    echo.start()

    wait_for(lambda: answers(client, echo.name))

    echo.stop()
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        connection.channel().queue_delete(queue)
    echo.start()
    wait_for(lambda: answers(client, echo.name))
    assert client.call(echo.name, "echo", text=secrets.token_hex(2))
