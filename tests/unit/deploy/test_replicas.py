"""Several processes of a service, several nodes of the broker, two PostgreSQL servers: what each is told."""

import pytest

from deploy.local import environment, processes
from deploy.local.credentials import credentials_of, generate
from deploy.local.failure import StackFailure
from deploy.local.folders import make_folders
from deploy.local.servers import postgresql, rabbitmq
from deploy.local.settings import (
    MEASURED,
    MOST_REPLICAS,
    MOST_WORKERS,
    PORTS_OF_A_STACK,
    WORKERS_OF_A_REPLICA,
    stack_from,
)
from services.webhooks.settings import STACK_PORTS


def stack(tmp_path, **settings):
    target = stack_from({"SAATHIX_RUN_DIR": str(tmp_path / "run"), "SAATHIX_PORT": "9000", **settings})
    make_folders(target)
    return target


def test_replicas_have_names_of_their_own_and_gateways_ports(tmp_path):
    target = stack(tmp_path, SAATHIX_REPLICAS="billing=3, gateway=2")

    programs = {program.name: program for program in processes.applications(target, credentials_of(target))}

    assert [name for name in programs if name.startswith(("billing", "gateway"))] == [
        "billing",
        "billing-2",
        "billing-3",
        "gateway",
        "gateway-2",
    ]
    assert [programs[name].environment["SAATHIX_HTTP_PORT"] for name in ("gateway", "gateway-2")] == ["9000", "9011"]
    assert programs["gateway"].environment["SAATHIX_GATEWAY_REPLICAS"] == "2"
    measured = [program.environment.get("SAATHIX_METRICS_PORT") for program in programs.values()]
    assert len(set(measured)) == len(programs)
    assert programs["billing"].command == programs["billing-3"].command
    assert processes.names(target) == list(programs)
    assert all(processes.is_application(name) for name in programs)
    assert not processes.is_application("rabbitmq-2")


@pytest.mark.parametrize("text", ["billing", "billing=0", "billing=two", "billing=9"])
def test_a_number_of_replicas_that_cannot_be_is_refused(text):
    with pytest.raises(StackFailure, match="SAATHIX_REPLICAS"):
        stack_from({"SAATHIX_REPLICAS": text})


def test_every_replica_that_can_be_has_a_private_port_of_its_own_within_the_stacks():
    ports = stack_from({"SAATHIX_PORT": "9000"}).ports
    ranges = [
        range(first, first + (1 if kind != "gateway" else MOST_WORKERS if number == 1 else WORKERS_OF_A_REPLICA))
        for kind in MEASURED
        for number in range(1, MOST_REPLICAS + 1)
        for first in [ports.metrics_of(kind, number)]
    ]
    taken = [port for part in ranges for port in part]

    assert len(set(taken)) == len(taken)
    assert ports.last < min(taken)
    assert max(taken) < 9000 + PORTS_OF_A_STACK
    assert PORTS_OF_A_STACK == STACK_PORTS, "no webhook may reach into the stack"


def test_replicas_of_nothing_are_refused(tmp_path):
    target = stack(tmp_path, SAATHIX_REPLICAS="biling=2")

    with pytest.raises(StackFailure, match="biling"):
        processes.applications(target, credentials_of(target))


def test_three_nodes_share_no_port_and_are_all_in_the_url(tmp_path):
    target = stack(tmp_path, SAATHIX_RABBITMQ_NODES="3")
    ports = [port for node in (1, 2, 3) for port in (target.ports.amqp_of(node), target.ports.erlang_of(node))]
    others = [target.ports.http, target.ports.postgresql, target.ports.redis, target.ports.epmd]
    others += [target.ports.second_postgresql, *(target.ports.http_of(number) for number in (2, 3, 4))]

    assert len({*ports, *others}) == len(ports) + len(others)
    assert max(ports + others) == target.ports.last
    urls = rabbitmq.url_of(target, generate()).split(";")
    assert [url.rpartition("@")[2] for url in urls] == [f"127.0.0.1:{port}/saathix" for port in (9002, 9006, 9007)]


def test_with_a_standby_every_dsn_names_both_servers_and_wants_the_one_that_takes_writes(tmp_path):
    target = stack(tmp_path, SAATHIX_STANDBY="1")

    dsn = environment.database_url(target, generate(), "billing", "_worker")

    assert dsn.rpartition("@")[2] == ("127.0.0.1:9001,127.0.0.1:9010/saathix_billing?target_session_attrs=read-write")


def test_an_administrators_options_go_into_every_dsn():
    target = stack_from({"SAATHIX_DATABASE_URL": "postgresql://root:pw@db.example:5432/postgres?sslmode=verify-full"})

    dsn = environment.database_url(target, generate(), "billing")

    assert dsn.rpartition("@")[2] == "db.example:5432/saathix_billing?sslmode=verify-full"


def test_a_second_server_is_not_forgotten(tmp_path):
    target = stack(tmp_path)
    second = target.data / "postgresql-2"
    second.mkdir()
    (second / "PG_VERSION").write_text("15")

    with pytest.raises(StackFailure, match="two PostgreSQL servers"):
        postgresql.servers(target)


def test_two_primaries_are_never_started(tmp_path):
    target = stack(tmp_path, SAATHIX_STANDBY="1")
    for name in ("postgresql", "postgresql-2"):
        (target.data / name).mkdir()
        (target.data / name / "PG_VERSION").write_text("15")

    with pytest.raises(StackFailure, match="primaries"):
        postgresql.primary(target)

    (target.data / "postgresql" / "standby.signal").touch()
    assert postgresql.primary(target).name == "postgresql-2"
