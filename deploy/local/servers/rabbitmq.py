"""A private RabbitMQ, one node or three: its own epmd, cookie, homes and ports, nothing of the machine's own broker."""

import shutil
import warnings
from pathlib import Path

from kombu import Connection

from deploy.local.accounts import account_for
from deploy.local.credentials import Credentials
from deploy.local.failure import StackFailure
from deploy.local.folders import private_folder, write_private
from deploy.local.program import FIRST, SERVERS, Program
from deploy.local.servers.definitions import USER, VHOST, definitions
from deploy.local.settings import Stack

SETTINGS = """\
# Written at each start by deploy/local/servers/rabbitmq.py.
listeners.tcp.1 = 127.0.0.1:{port}
load_definitions = {folder}/definitions.json
vm_memory_high_watermark.absolute = 768MiB
disk_free_limit.absolute = 256MB
raft.wal_max_size_bytes = 67108864
tcp_listen_options.backlog = 1024
tcp_listen_options.nodelay = true
log.file = false
log.console = true
log.console.level = info
log.connection.level = warning
"""
# The nodes find each other at their first start. When the network is torn, a node that sees fewer than half of them stops serving.
CLUSTER = """\
cluster_formation.peer_discovery_backend = classic_config
{members}
cluster_partition_handling = pause_minority
net_ticktime = 10
"""
# Two schedulers, not tied to cores: the broker shares them with everything else.
VM_ARGUMENTS = "+S 2:2 +A 8"
SCRIPT_FOLDERS = ("/usr/lib/rabbitmq/bin", "/usr/local/sbin", "/opt/homebrew/sbin")


def scripts() -> Path | None:
    """RabbitMQ's own scripts: Debian's wrappers of the same names insist on root and on the machine's own node."""
    return next((Path(place) for place in SCRIPT_FOLDERS if (Path(place) / "rabbitmq-server").exists()), None)


def _scripts() -> Path:
    found = scripts()
    if found is None:
        raise StackFailure("RabbitMQ is not installed.", advice="apt-get install rabbitmq-server")
    return found


def prepare(stack: Stack, credentials: Credentials) -> None:
    """Write each node's settings, its cookie and the definitions it loads at boot."""
    for node in nodes(stack):
        _prepare(stack, credentials, node)


def nodes(stack: Stack) -> range:
    """The numbers of the nodes, from 1."""
    return range(1, stack.rabbitmq_nodes + 1)


def name_of(stack: Stack, node: int) -> str:
    """A node's name in its cluster."""
    return f"saathix{stack.ports.base}{_suffix(node)}@localhost"


def _suffix(node: int) -> str:
    return "" if node == 1 else f"-{node}"


def _prepare(stack: Stack, credentials: Credentials, node: int) -> None:
    owner = account_for("rabbitmq")
    folder = private_folder(_folder(stack, node), owner)
    private_folder(folder / "home", owner)
    cookie = folder / "home" / ".erlang.cookie"
    write_private(cookie, credentials.erlang_cookie, owner).chmod(0o400)
    settings = SETTINGS.format(port=stack.ports.amqp_of(node), folder=folder)
    if stack.rabbitmq_nodes > 1:
        members = [f"cluster_formation.classic_config.nodes.{n} = {name_of(stack, n)}" for n in nodes(stack)]
        settings += CLUSTER.format(members="\n".join(members))
    write_private(folder / "rabbitmq.conf", settings, owner)
    write_private(folder / "definitions.json", definitions(credentials.amqp, nodes=stack.rabbitmq_nodes), owner)
    write_private(folder / "enabled_plugins", "[].\n", owner)
    write_private(folder / "environment", "", owner)


def programs(stack: Stack) -> list[Program]:
    """The nodes, and before them the port mapper they would otherwise start for themselves and leave behind."""
    return [
        Program(
            name="epmd",
            command=[shutil.which("epmd") or "epmd", "-address", "127.0.0.1", "-port", str(stack.ports.epmd)],
            environment=environment(stack),
            directory=_folder(stack),
            user=account_for("rabbitmq"),
            priority=FIRST,
        ),
        *(
            Program(
                name=f"rabbitmq{_suffix(node)}",
                command=[str(_scripts() / "rabbitmq-server")],
                environment=environment(stack, node),
                directory=_folder(stack, node),
                user=account_for("rabbitmq"),
                priority=SERVERS,
                stop_seconds=12,  # it takes one, but is deaf while it boots
            )
            for node in nodes(stack)
        ),
    ]


def environment(stack: Stack, node: int = 1) -> dict[str, str]:
    """What RabbitMQ's scripts read, for the server as for rabbitmqctl."""
    folder = _folder(stack, node)
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin",
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder / "home"),
        "RUNNING_UNDER_SYSTEMD": "true",  # the script then becomes the Erlang VM instead of watching over it
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(stack.ports.epmd),
        "ERL_CRASH_DUMP_BYTES": "0",
        "RABBITMQ_LOG": "-color",
        "RABBITMQ_CONF_ENV_FILE": str(folder / "environment"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_NODENAME": name_of(stack, node),
        "RABBITMQ_SCHEDULER_BIND_TYPE": "u",
        "RABBITMQ_DIST_PORT": str(stack.ports.erlang_of(node)),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{VM_ARGUMENTS} -start_epmd false"
        " -kernel inet_dist_use_interface {127,0,0,1}"
        f" -saathix_data {folder}",
        "RABBITMQ_CTL_ERL_ARGS": "-start_epmd false",
    }


def control_command(arguments: list[str], tool: str = "rabbitmqctl") -> list[str]:
    """rabbitmqctl (or rabbitmq-queues, rabbitmq-diagnostics) for a node; run it with `environment` as the node's user."""
    return [str(_scripts() / tool), *arguments]


def _folder(stack: Stack, node: int = 1) -> Path:
    return stack.data.resolve() / f"rabbitmq{_suffix(node)}"


def url_of(stack: Stack, credentials: Credentials) -> str:
    """The URL clients use, a cluster's nodes with `;` between them: the private nodes', or the one we were given."""
    return stack.amqp_url or ";".join(_url(stack, credentials, node) for node in nodes(stack))


def _url(stack: Stack, credentials: Credentials, node: int) -> str:
    return f"amqp://{USER}:{credentials.amqp}@127.0.0.1:{stack.ports.amqp_of(node)}/{VHOST}"


def answers(urls: str) -> bool:
    """Whether the broker lets us in, on each of its nodes."""
    return all(_answers(url) for url in urls.split(";"))


def _answers(url: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        connection = Connection(url, connect_timeout=2)
        try:
            connection.connect()
        except (OSError, *connection.connection_errors):
            return False
        finally:
            connection.release()
    return True
