"""Each process's environment: what it needs to do its work, and nothing of anybody else's."""

from collections.abc import Mapping

from deploy.local.credentials import SERVICES, Credentials
from deploy.local.servers import postgresql, rabbitmq, redis
from deploy.local.settings import ROOT, Stack

SYSTEM = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONUNBUFFERED": "1",
    "PYTHONPATH": str(ROOT),
}
SEVERAL = ("SAATHIX_LOG_LEVEL",)  # given by the person who starts the stack, to every process


def database_url(stack: Stack, credentials: Credentials, service: str, kind: str = "") -> str:
    """The DSN of one of a service's roles: "" serves, "_worker" relays and purges, "_owner" migrates."""
    role = f"saathix_{service}{kind}"
    server = postgresql.administrator_url(stack, credentials).split("://", 1)[1].rsplit("@", 1)[1]
    address, _, _ = server.partition("/")
    return f"postgresql://{role}:{credentials.roles[role]}@{address}/saathix_{service}"


def of_process(stack: Stack, credentials: Credentials, process: str) -> dict[str, str]:
    """The environment of an application process."""
    service = "webhooks" if process == "dispatcher" else process
    prefix = f"SAATHIX_{service.upper()}_"
    return {
        **SYSTEM,
        **{name: value for name, value in stack.passed_on.items() if name in SEVERAL},
        "SAATHIX_AMQP_URL": rabbitmq.url_of(stack, credentials),
        **_databases(stack, credentials, service, ("", "_worker")),
        **_own(stack, credentials, service),
        **{name: value for name, value in stack.passed_on.items() if name.startswith(prefix) and "_URL" not in name},
    }


def of_tools(stack: Stack, credentials: Credentials) -> dict[str, str]:
    """Everything, for tests, benchmarks and people with a debugger: written to stack.env, never given to a service."""
    everything = {
        "SAATHIX_BASE_URL": stack.base_url,
        "SAATHIX_DATABASE_URL": postgresql.administrator_url(stack, credentials),
        "SAATHIX_AMQP_URL": rabbitmq.url_of(stack, credentials),
    }
    for service in SERVICES:
        everything |= _databases(stack, credentials, service, ("", "_worker", "_owner"))
        everything |= _own(stack, credentials, service)
    return everything


def _databases(stack: Stack, credentials: Credentials, service: str, kinds: tuple[str, ...]) -> Mapping[str, str]:
    return {
        f"SAATHIX_{service.upper()}{kind.upper()}_DATABASE_URL": database_url(stack, credentials, service, kind)
        for kind in kinds
    }


def _own(stack: Stack, credentials: Credentials, service: str) -> Mapping[str, str]:
    """What one service has beside its database and the bus."""
    match service:
        case "billing" | "customers":
            return {"SAATHIX_CUSTOMER_ID_SECRET": credentials.customer_id_secret}
        case "webhooks":
            return {"SAATHIX_ENCRYPTION_KEY": credentials.encryption_key, "SAATHIX_WEBHOOKS_ALLOW_LOCAL": "1"}
        case "gateway":
            return {
                "SAATHIX_REDIS_URL": redis.url_of(stack, credentials),
                "SAATHIX_CURSOR_SECRET": credentials.cursor_secret,
                "SAATHIX_HTTP_PORT": str(stack.ports.http),
                "SAATHIX_GATEWAY_WORKERS": "2",
            }
        case _:
            return {}
