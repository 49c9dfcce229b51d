"""A private RabbitMQ node: its own epmd, cookie, home and ports, nothing of the machine's own broker."""

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
    """Write the node's settings, its cookie and the definitions it loads at boot."""
    owner = account_for("rabbitmq")
    folder = private_folder(_folder(stack), owner)
    private_folder(folder / "home", owner)
    cookie = folder / "home" / ".erlang.cookie"
    write_private(cookie, credentials.erlang_cookie, owner).chmod(0o400)
    write_private(folder / "rabbitmq.conf", SETTINGS.format(port=stack.ports.amqp, folder=folder), owner)
    write_private(folder / "definitions.json", definitions(credentials.amqp), owner)
    write_private(folder / "enabled_plugins", "[].\n", owner)
    write_private(folder / "environment", "", owner)


def programs(stack: Stack) -> list[Program]:
    """The node, and before it the port mapper it would otherwise start for itself and leave behind."""
    return [
        Program(
            name="epmd",
            command=[shutil.which("epmd") or "epmd", "-address", "127.0.0.1", "-port", str(stack.ports.epmd)],
            environment=environment(stack),
            directory=_folder(stack),
            user=account_for("rabbitmq"),
            priority=FIRST,
        ),
        Program(
            name="rabbitmq",
            command=[str(_scripts() / "rabbitmq-server")],
            environment=environment(stack),
            directory=_folder(stack),
            user=account_for("rabbitmq"),
            priority=SERVERS,
            stop_seconds=12,  # it takes one, but is deaf while it boots
        ),
    ]


def environment(stack: Stack) -> dict[str, str]:
    """What RabbitMQ's scripts read, for the server as for rabbitmqctl."""
    folder = _folder(stack)
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
        "RABBITMQ_NODENAME": f"saathix{stack.ports.base}@localhost",
        "RABBITMQ_SCHEDULER_BIND_TYPE": "u",
        "RABBITMQ_DIST_PORT": str(stack.ports.erlang),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{VM_ARGUMENTS} -start_epmd false"
        " -kernel inet_dist_use_interface {127,0,0,1}"
        f" -saathix_data {folder}",
        "RABBITMQ_CTL_ERL_ARGS": "-start_epmd false",
    }


def control_command(arguments: list[str]) -> list[str]:
    """rabbitmqctl for this node; run it with `environment` as the node's user."""
    return [str(_scripts() / "rabbitmqctl"), *arguments]


def _folder(stack: Stack) -> Path:
    return stack.data.resolve() / "rabbitmq"


def url_of(stack: Stack, credentials: Credentials) -> str:
    """The URL clients use: the private node's, or the one we were given."""
    return stack.amqp_url or f"amqp://{USER}:{credentials.amqp}@127.0.0.1:{stack.ports.amqp}/{VHOST}"


def answers(url: str) -> bool:
    """Whether the broker lets us in."""
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
