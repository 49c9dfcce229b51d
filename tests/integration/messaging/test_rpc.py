"""Calls over the real broker: answers, deadlines, absence, malformed messages, and stock nameko on either side."""

import json
import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import amqp
import pytest
from kombu import Connection

from kit.errors import WireError
from kit.messaging.core import Client, wire
from tests.fakes.echo_process import ROOT, answers, wait_for
from tests.fakes.poison import MALFORMED


def refused(client, *arguments, **kwargs):
    with pytest.raises(WireError) as caught:
        client.call(*arguments, **kwargs)
    return caught.value


def test_a_call_returns_its_result(client, echo):
    assert client.call(echo.name, "echo", text="₹ नमस्ते") == "₹ नमस्ते"
    assert client.call(echo.name, "account", caller={"account_id": "acct_1"}) == "acct_1"


def test_two_hundred_calls_in_flight_each_get_their_own_answer(client, echo):
    with ThreadPoolExecutor(50) as callers:
        answers_got = list(callers.map(lambda n: client.call(echo.name, "echo", text=n), range(200)))
    assert answers_got == list(range(200))


def test_a_crash_in_a_method_says_nothing_of_its_inside(client, echo):
    problem = refused(client, echo.name, "fail")
    assert problem.code == "internal_error"
    assert "inside" not in json.dumps(problem.to_wire())


def test_wrong_arguments_an_unknown_method_and_a_result_that_is_no_json_are_answered(client, echo):
    assert refused(client, echo.name, "echo").code == "internal_error"
    assert refused(client, echo.name, "account", caller={}).code == "internal_error"
    assert refused(client, echo.name, "nothing").code == "internal_error"
    assert refused(client, echo.name, "not_json").code == "internal_error"
    assert answers(client, echo.name)


def test_a_call_that_cannot_be_written_counts_for_none_of_the_next(client, echo):
    """Confirms are matched by counting: one more counted than sent, and each would settle the call before its own."""
    with pytest.raises(UnicodeEncodeError):
        client.call(echo.name, "echo", text="\ud800")

    assert client.call(echo.name, "echo", text="x") == "x"
    wait_for(lambda: not client._unconfirmed)


def test_a_service_without_a_queue_is_told_at_once(client):
    began = time.monotonic()
    assert refused(client, "nobody", "echo", text="x").code == "service_unavailable"
    assert time.monotonic() - began < 1.0


def test_silence_ends_at_the_deadline_and_the_late_answer_is_dropped(client, echo):
    began = time.monotonic()
    assert refused(client, echo.name, "sleep", seconds=2, timeout=0.3).code == "deadline_exceeded"
    assert time.monotonic() - began < 1.0
    assert client.call(echo.name, "echo", text="after") == "after"


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_call_becomes_a_dead_letter_and_nobody_dies(client, echo, kind):
    body, properties = MALFORMED[kind]
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        channel = connection.channel()
        channel.queue_purge(wire.DEAD_LETTERS)
        message = amqp.Message(body, content_encoding="binary", **properties)
        channel.basic_publish(message, exchange=wire.RPC_EXCHANGE, routing_key=f"{echo.name}.echo")
        letters = []

        def arrived():
            letter = channel.basic_get(wire.DEAD_LETTERS)
            if letter is not None:
                letters.append(letter)
                channel.basic_ack(letter.delivery_tag)
            return bool(letters)

        wait_for(arrived)
    assert letters[0].properties["application_headers"]["x-origin"] == f"{echo.name}.echo"
    assert answers(client, echo.name)


def test_calls_wait_for_a_service_that_restarts_in_time_and_are_refused_at_once_when_it_stays_away(client, echo):
    with ThreadPoolExecutor(2) as callers:
        waiting = callers.submit(client.call, echo.name, "sleep", seconds=1, timeout=40)
        time.sleep(0.3)
        echo.kill()
        time.sleep(1.0)  # the client has noticed: it asks ten times a second
        while_it_restarts = callers.submit(client.call, echo.name, "echo", text="patient", timeout=40)
        wait_for(lambda: _absent(client, echo.name), seconds=15.0)
        echo.start()
        assert while_it_restarts.result(timeout=45) == "patient"
        assert waiting.result(timeout=45) == "woke"
    wait_for(lambda: answers(client, echo.name))


def _absent(client, service):
    began = time.monotonic()
    try:
        client.call(service, "echo", text="x", timeout=1.0)
    except WireError as problem:
        return problem.code == "service_unavailable" and time.monotonic() - began < 0.5
    return False


STOCK_CLIENT = """
import eventlet; eventlet.monkey_patch()
import os, sys
from nameko.standalone.rpc import ServiceRpcProxy, ClusterRpcProxy
from nameko.exceptions import RemoteError
config = {"AMQP_URI": os.environ["SAATHIX_AMQP_URL"]}
with ServiceRpcProxy(sys.argv[1], config, timeout=10) as service:
    assert service.echo("stock") == "stock"
    assert service.echo(text="kwargs") == "kwargs"
    try:
        service.fail()
    except RemoteError as problem:
        assert problem.exc_type == "WireError" and problem.value.startswith("internal_error"), problem
with ClusterRpcProxy(config, timeout=10) as cluster:
    assert cluster[sys.argv[1]].echo("cluster") == "cluster"
print("stock client fine")
"""

STOCK_SERVICE = """
import eventlet; eventlet.monkey_patch()
import os, sys
from nameko.rpc import rpc
from nameko.runners import ServiceRunner
class Stock:
    name = sys.argv[1]
    @rpc
    def double(self, n): return 2 * n
    @rpc
    def fail(self): raise ValueError("stock inside")
runner = ServiceRunner({"AMQP_URI": os.environ["SAATHIX_AMQP_URL"]})
runner.add_service(Stock)
runner.start()
runner.wait()
"""


def test_a_stock_nameko_client_calls_our_service(echo):
    command = [sys.executable, "-W", "ignore", "-c", STOCK_CLIENT, echo.name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "stock client fine", done.stderr


def test_our_client_calls_a_stock_nameko_service():
    name = f"stock{secrets.token_hex(3)}"
    service = subprocess.Popen([sys.executable, "-W", "ignore", "-c", STOCK_SERVICE, name], cwd=ROOT)
    client = Client(os.environ["SAATHIX_AMQP_URL"], direct_reply=False)
    try:
        wait_for(lambda: _doubles(client, name))
        problem = refused(client, name, "fail")
        assert (problem.code, "inside" in problem.detail) == ("internal_error", False)
    finally:
        client.close()
        service.kill()
        service.wait()


def _doubles(client, name):
    try:
        return client.call(name, "double", n=21, timeout=2.0) == 42
    except WireError:
        return False
