"""Bring a whole stack up, in the order its parts need each other, and take it down again."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from deploy.local import databases, leftovers, processes, supervision, supervisor_settings, waiting
from deploy.local.credentials import Credentials, credentials_of
from deploy.local.environment import of_tools
from deploy.local.failure import StackFailure
from deploy.local.folders import make_folders, write_private
from deploy.local.packages import install_missing
from deploy.local.progress import step
from deploy.local.servers import pair, postgresql, rabbitmq, redis
from deploy.local.settings import MEASURED, Stack

ANSWERS_WHEN_READY = 16


def up(stack: Stack, *, servers_only: bool = False) -> None:
    """Start what does not run yet and return when all is ready; a start that fails leaves nothing running."""
    stack.run.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(stack):
        stack.logs.mkdir(exist_ok=True)
        install_missing(stack)
        make_folders(stack)
        credentials = credentials_of(stack)
        ran_before = supervision.is_up(stack)
        try:
            if ran_before:
                _write_supervisor_settings(stack, credentials)
                supervision.take_up_new_processes(stack)
            else:
                _start_supervisor(stack, credentials)
            _start_databases(stack, credentials)
            if not servers_only and stack.rabbitmq_nodes == 1:
                supervision.start(stack, processes.names(stack))  # they import while RabbitMQ still boots
            _await_servers(stack, credentials)
            if not servers_only:
                supervision.start(
                    stack, processes.names(stack)
                )  # in a cluster a queue has members on the nodes there are
                with step("Services and gateway"):
                    waiting.until(stack, lambda: is_ready(stack), of="gateway")
                _seed(stack, credentials)
        except BaseException:
            if not ran_before:
                down(stack)
            raise


def _start_supervisor(stack: Stack, credentials: Credentials) -> None:
    if leftovers.processes_of(stack):
        with step("Ending what an earlier start left behind"):
            leftovers.end(stack)
    _refuse_taken_ports(stack)
    with step("Preparing PostgreSQL, RabbitMQ and Redis"):
        for server, given in ((postgresql, stack.database_url), (rabbitmq, stack.amqp_url), (redis, stack.redis_url)):
            if not given:
                server.prepare(stack, credentials)
    _write_supervisor_settings(stack, credentials)
    with step("Starting the supervisor"):
        supervision.start_supervisor(stack)


def _write_supervisor_settings(stack: Stack, credentials: Credentials) -> None:
    supervisor_settings.write(stack, [*processes.servers(stack), *processes.applications(stack, credentials)])


def _start_databases(stack: Stack, credentials: Credentials) -> None:
    missing = [server.name for server in _postgresql_servers(stack) if not server.exists]
    supervision.start(stack, [program.name for program in processes.servers(stack) if program.name not in missing])
    administrator = postgresql.administrator_url(stack, credentials)
    with step("PostgreSQL"):
        waiting.until(
            stack,
            lambda: postgresql.answers(administrator),
            of="postgresql",
            given=stack.database_url and "SAATHIX_DATABASE_URL",
        )
    if stack.standby:
        pair.follow(stack, credentials)
    with step("Databases, roles and migrations"):
        databases.bring_up_to_date(stack, credentials)


def _postgresql_servers(stack: Stack) -> list[postgresql.Server]:
    return [] if stack.database_url else postgresql.servers(stack)


def _await_servers(stack: Stack, credentials: Credentials) -> None:
    redis_url, amqp_url = redis.url_of(stack, credentials), rabbitmq.url_of(stack, credentials)
    with step("Redis"):
        waiting.until(
            stack, lambda: redis.answers(redis_url), of="redis", given=stack.redis_url and "SAATHIX_REDIS_URL"
        )
    with step("RabbitMQ"):
        waiting.until(
            stack, lambda: rabbitmq.answers(amqp_url), of="rabbitmq", given=stack.amqp_url and "SAATHIX_AMQP_URL"
        )
    exports = [f"export {name}='{value}'" for name, value in of_tools(stack, credentials).items()]
    write_private(stack.run / "stack.env", "\n".join(exports) + "\n")


def _seed(stack: Stack, credentials: Credentials) -> None:
    from deploy.local.seed import seed  # it imports the application, which `down` and `logs` must do without

    seed(stack, credentials)


def is_ready(stack: Stack) -> bool:
    """
    Whether every worker of every gateway says that it and all behind it are ready, receipts too.

    Each answer comes from the worker that takes its connection, so one is not enough.
    """
    gateways = [stack.ports.http_of(number) for number in range(1, stack.replicas.get("gateway", 1) + 1)]
    return all(_one_is_ready(port) for port in gateways for _ in range(ANSWERS_WHEN_READY))


def _one_is_ready(port: int) -> bool:
    try:
        answer = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=3)
        return answer.status_code == 200 and set(answer.json()["checks"].values()) == {"ok"}
    except requests.RequestException:
        return False


def down(stack: Stack) -> list[str]:
    """Stop everything, applications before servers; whatever had to be ended by force comes back."""
    if supervision.is_up(stack):
        with step("Stopping services and gateway"):
            names = [entry["name"] for entry in supervision.processes(stack)]  # of the checkout it was started from
            supervision.stop(stack, [name for name in names if processes.is_application(name)])
        with step("Stopping PostgreSQL, RabbitMQ and Redis"):
            supervision.stop(stack, [name for name in names if name != "epmd"])
            supervision.stop(stack, [name for name in names if name == "epmd"])  # RabbitMQ still asks it
    supervision.end_supervisor(stack)
    return leftovers.end(stack)


def _refuse_taken_ports(stack: Stack) -> None:
    private = (
        stack.ports.metrics_of(process, number)
        for process in MEASURED
        for number in range(1, stack.replicas.get(process, 1) + 1)
    )
    for port in (*range(stack.ports.base, stack.ports.last + 1), *private):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as taken:
                raise StackFailure(
                    f"Another program holds port {port}.",
                    advice="Choose other ports (and another folder, if that is a stack of yours): "
                    f"make up SAATHIX_PORT={stack.ports.base + 100} SAATHIX_RUN_DIR=.run/second",
                ) from taken


@contextmanager
def _one_at_a_time(stack: Stack) -> Iterator[None]:
    with (stack.run / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            with step("Waiting for another start in this run folder"):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
