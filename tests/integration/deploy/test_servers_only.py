"""A stack's own servers: started, provisioned, brought back when killed, and gone without a trace."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from deploy.local import databases, leftovers, supervision
from deploy.local.credentials import SERVICES, credentials_of
from deploy.local.environment import database_url
from deploy.local.servers import postgresql, rabbitmq, redis
from deploy.local.settings import ROOT, stack_from
from deploy.local.testing import free_port
from kit.db.provision import provision

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    environ = {"SAATHIX_RUN_DIR": str(tmp_path_factory.mktemp("stack")), "SAATHIX_PORT": str(free_port())}
    target = stack_from(environ)
    command(target, "up", "--servers-only")
    yield target
    command(target, "reset")
    assert leftovers.processes_of(target) == {}


def command(target, *arguments):
    environment = {
        "PATH": os.environ["PATH"],
        "SAATHIX_RUN_DIR": str(target.run),
        "SAATHIX_PORT": str(target.ports.base),
    }
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pid_of(target, name):
    return next(entry["pid"] for entry in supervision.processes(target) if entry["name"] == name)


def until(condition, seconds=40.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_every_service_has_its_database_and_no_way_into_another_s(stack):
    secrets = credentials_of(stack)
    for service in SERVICES:
        assert postgresql.answers(database_url(stack, secrets, service))
        assert postgresql.answers(database_url(stack, secrets, service, "_worker"))

    mine = database_url(stack, secrets, "catalog")
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(mine.removesuffix("catalog") + "billing")


def test_provisioning_again_changes_nothing_and_fails_nothing(stack):
    secrets = credentials_of(stack)
    provision(postgresql.administrator_url(stack, secrets), SERVICES, secrets.roles)

    assert databases.migrate_all(stack, secrets) == []


def test_a_service_s_role_has_its_limits_and_cannot_make_tables(stack):
    connection = psycopg2.connect(database_url(stack, credentials_of(stack), "billing"))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("5s",)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("CREATE TABLE mine (x int)")
    finally:
        connection.close()


def test_the_broker_has_its_policies_and_the_queue_of_dead_letters(stack):
    policies = command(stack, "rabbitmqctl", "--quiet", "list_policies", "-p", "saathix")
    queues = command(stack, "rabbitmqctl", "--quiet", "list_queues", "-p", "saathix", "name", "type")

    assert '{"max-length":2000,"overflow":"reject-publish"}' in policies
    assert "dead-letters\tquorum" in queues


def test_no_server_runs_as_root(stack):
    for name in ("postgresql", "rabbitmq", "redis", "epmd"):
        assert Path(f"/proc/{pid_of(stack, name)}").stat().st_uid != 0


def test_servers_that_are_killed_come_back(stack):
    secrets = credentials_of(stack)
    before = {name: pid_of(stack, name) for name in ("postgresql", "rabbitmq", "redis")}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    until(lambda: all(pid_of(stack, name) not in (0, pid) for name, pid in before.items()))
    until(lambda: postgresql.answers(database_url(stack, secrets, "billing")))
    until(lambda: redis.answers(redis.url_of(stack, secrets)))
    until(lambda: rabbitmq.answers(rabbitmq.url_of(stack, secrets)))


def test_a_dead_supervisor_s_children_are_ended_by_down_all_the_same(stack):
    os.kill(int((stack.run / "supervisord.pid").read_text()), signal.SIGKILL)
    until(lambda: not supervision.is_up(stack), seconds=5)
    assert leftovers.processes_of(stack)

    command(stack, "down")

    assert leftovers.processes_of(stack) == {}
