"""Each process's environment: what it needs to do its work, and nothing of anybody else's."""

from deploy.local.credentials import KINDS_OF_ROLE, SERVICES, Credentials
from deploy.local.servers import postgresql, rabbitmq, redis
from deploy.local.settings import MEASURED, ROOT, Stack

SYSTEM = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONUNBUFFERED": "1",
    "PYTHONPATH": str(ROOT),
}

NEEDS = {
    "catalog": ("AMQP_URL", "CATALOG_DATABASE_URL", "CATALOG_WORKER_DATABASE_URL"),
    "billing": ("AMQP_URL", "BILLING_DATABASE_URL", "BILLING_WORKER_DATABASE_URL", "CUSTOMER_ID_SECRET"),
    "receipts": ("AMQP_URL", "BILLING_DATABASE_URL"),
    "customers": ("AMQP_URL", "CUSTOMERS_DATABASE_URL", "CUSTOMERS_WORKER_DATABASE_URL", "CUSTOMER_ID_SECRET"),
    "reporting": ("AMQP_URL", "REPORTING_DATABASE_URL", "REPORTING_WORKER_DATABASE_URL"),
    "webhooks": (
        "AMQP_URL",
        "WEBHOOKS_DATABASE_URL",
        "WEBHOOKS_WORKER_DATABASE_URL",
        "ENCRYPTION_KEY",
        "WEBHOOKS_ALLOW_LOCAL",
        "PORT",
    ),
    "dispatcher": ("WEBHOOKS_WORKER_DATABASE_URL", "ENCRYPTION_KEY", "WEBHOOKS_ALLOW_LOCAL", "PORT"),
    "gateway": (
        "AMQP_URL",
        "REDIS_URL",
        "GATEWAY_DATABASE_URL",
        "CURSOR_SECRET",
        "HTTP_PORT",
        "GATEWAY_WORKERS",
        "DASHBOARD_URL",
        "MAIL_FOLDER",
    ),
}
"""The variables of each process, without their SAATHIX_."""

MAY_BE_GIVEN = {
    "webhooks": ("WEBHOOKS_ALLOW_LOCAL", "WEBHOOKS_CA_BUNDLE"),
    "dispatcher": ("WEBHOOKS_ALLOW_LOCAL", "WEBHOOKS_CA_BUNDLE"),
    "gateway": ("PUBLIC_URL", "TRUSTED_PROXIES", "BAD_KEYS_A_MINUTE", "DASHBOARD_URL", "SMTP_URL", "MAIL_FROM"),
}
"""What the person who starts the stack may set in their own environment, beside SAATHIX_<PROCESS>_… of each process."""


TRACES = ("OTLP_ENDPOINT", "TRACE_SHARE")
"""Given to every process, or to none."""


def of_process(stack: Stack, credentials: Credentials, process: str, number: int = 1) -> dict[str, str]:
    """The environment of an application process; its replicas differ in their ports alone."""
    known = of_tools(stack, credentials)
    needed = {f"SAATHIX_{name}": known[f"SAATHIX_{name}"] for name in NEEDS[process]}
    own = {"SAATHIX_METRICS_PORT": str(stack.ports.metrics_of(process, number))}
    if process == "gateway":
        own["SAATHIX_HTTP_PORT"] = str(stack.ports.http_of(number))
        own["SAATHIX_GATEWAY_REPLICAS"] = str(stack.replicas.get("gateway", 1))
    return {**SYSTEM, **needed, **own, **_given(stack, process)}


def _given(stack: Stack, process: str) -> dict[str, str]:
    names = {f"SAATHIX_{name}" for name in (*MAY_BE_GIVEN.get(process, ()), "LOG_LEVEL", *TRACES)}
    prefix = f"SAATHIX_{process.upper()}_"
    return {
        name: value
        for name, value in stack.given.items()
        if name in names or (name.startswith(prefix) and not name.endswith("_DATABASE_URL"))
    }


def of_tools(stack: Stack, credentials: Credentials) -> dict[str, str]:
    """Everything, for tests, benchmarks and people with a debugger: written to stack.env, never given to a service."""
    everything = {
        "SAATHIX_BASE_URL": stack.base_url,
        "SAATHIX_DATABASE_URL": postgresql.administrator_url(stack, credentials),
        "SAATHIX_AMQP_URL": rabbitmq.url_of(stack, credentials),
        "SAATHIX_REDIS_URL": redis.url_of(stack, credentials),
        "SAATHIX_CUSTOMER_ID_SECRET": credentials.customer_id_secret,
        "SAATHIX_ENCRYPTION_KEY": credentials.encryption_key,
        "SAATHIX_CURSOR_SECRET": credentials.cursor_secret,
        "SAATHIX_WEBHOOKS_ALLOW_LOCAL": "1",
        "SAATHIX_PORT": str(stack.ports.base),
        "SAATHIX_HTTP_PORT": str(stack.ports.http),
        "SAATHIX_GATEWAY_WORKERS": "2",
        "SAATHIX_DASHBOARD_URL": stack.base_url,
        "SAATHIX_MAIL_FOLDER": str(stack.run / "mail"),
    }
    for process in MEASURED:
        everything[f"SAATHIX_METRICS_{process.upper()}_PORT"] = str(stack.ports.metrics_of(process))
    for service in SERVICES:
        for kind in KINDS_OF_ROLE:
            name = f"SAATHIX_{service.upper()}{kind.upper()}_DATABASE_URL"
            everything[name] = database_url(stack, credentials, service, kind)
    return everything


def database_url(stack: Stack, credentials: Credentials, service: str, kind: str = "") -> str:
    """The DSN of one of a service's roles: "" serves, "_worker" relays and purges, "_owner" migrates."""
    role = f"saathix_{service}{kind}"
    hosts, _, database = postgresql.administrator_url(stack, credentials).rpartition("@")[2].partition("/")
    _, mark, options = database.partition("?")  # which of two servers, whether TLS: the same for everybody
    return f"postgresql://{role}:{credentials.roles[role]}@{hosts}/saathix_{service}{mark}{options}"
