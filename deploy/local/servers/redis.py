"""A private Redis for rate limits: loopback, a password, nothing kept."""

import shutil

import redis

from deploy.local.accounts import account_for
from deploy.local.credentials import Credentials
from deploy.local.folders import private_folder, write_private
from deploy.local.program import SERVERS, Program
from deploy.local.settings import Stack

SETTINGS = """\
bind 127.0.0.1
port {port}
unixsocket ""
requirepass {password}
daemonize no
supervised no
set-proc-title no
dir {folder}
save ""
appendonly no
maxmemory 128mb
maxmemory-policy volatile-lru
"""


def binary() -> str | None:
    """Where redis-server is."""
    return shutil.which("redis-server", path="/usr/bin:/usr/local/bin:/opt/homebrew/bin:/bin")


def prepare(stack: Stack, credentials: Credentials) -> None:
    """Write the settings."""
    owner = account_for("redis")
    folder = private_folder(stack.data.resolve() / "redis", owner)
    text = SETTINGS.format(port=stack.ports.redis, password=credentials.redis, folder=folder)
    write_private(folder / "redis.conf", text, owner)


def program(stack: Stack) -> Program:
    """The server, as the supervisor runs it."""
    folder = stack.data.resolve() / "redis"
    return Program(
        name="redis",
        command=[binary() or "redis-server", str(folder / "redis.conf")],
        environment={"PATH": "/usr/bin:/bin"},
        directory=folder,
        user=account_for("redis"),
        priority=SERVERS,
    )


def url_of(stack: Stack, credentials: Credentials) -> str:
    """The URL clients use: the private server's, or the one we were given."""
    return stack.redis_url or f"redis://:{credentials.redis}@127.0.0.1:{stack.ports.redis}/0"


def answers(url: str) -> bool:
    """Whether the server answers a ping."""
    client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
