"""Every process of the stack: the table of applications, and the private servers they need."""

import sys
from collections.abc import Iterator

from deploy.local import environment
from deploy.local.credentials import Credentials
from deploy.local.failure import StackFailure
from deploy.local.program import Program
from deploy.local.servers import postgresql, rabbitmq, redis
from deploy.local.settings import Stack

APPLICATIONS: dict[str, list[str]] = {
    "catalog": ["-m", "kit.runner", "services.catalog.service:Catalog", "services.catalog.settings:Settings"],
    "billing": ["-m", "kit.runner", "services.billing.service:Billing", "services.billing.settings:Settings"],
    "receipts": [
        "-m",
        "kit.runner",
        "services.billing.receipts:Receipts",
        "services.billing.settings:ReceiptsSettings",
    ],
    "customers": ["-m", "kit.runner", "services.customers.service:Customers", "services.customers.settings:Settings"],
    "reporting": ["-m", "kit.runner", "services.reporting.service:Reporting", "services.reporting.settings:Settings"],
    "webhooks": ["-m", "kit.runner", "services.webhooks.service:Webhooks", "services.webhooks.settings:Settings"],
    "dispatcher": ["-m", "services.webhooks.dispatcher"],
    "gateway": ["-m", "gunicorn", "-c", "gateway/gunicorn.conf.py", "gateway.wsgi:app"],
}


def servers(stack: Stack) -> list[Program]:
    """The private servers, those aside that were given to us."""
    programs: list[Program] = []
    if stack.database_url is None:
        programs.extend(postgresql.programs(stack))
    if stack.amqp_url is None:
        programs.extend(rabbitmq.programs(stack))
    if stack.redis_url is None:
        programs.append(redis.program(stack))
    return programs


def applications(stack: Stack, credentials: Credentials) -> list[Program]:
    """The services, the dispatcher and the gateway: "billing", and if more are wanted "billing-2" and so on."""
    unknown = stack.replicas.keys() - APPLICATIONS.keys()
    if unknown:
        raise StackFailure(
            f"SAATHIX_REPLICAS names {', '.join(sorted(unknown))}.", advice=f"Known: {', '.join(APPLICATIONS)}"
        )
    return [
        Program(
            name=name,
            command=[sys.executable, *APPLICATIONS[kind]],
            environment=environment.of_process(stack, credentials, kind, number),
            directory=stack.root,
            stop_seconds=30,  # each drains in 25
        )
        for name, kind, number in _replicas(stack)
    ]


def names(stack: Stack) -> list[str]:
    """The names of the applications, replicas among them."""
    return [name for name, _, _ in _replicas(stack)]


def is_application(name: str) -> bool:
    """Whether a program is one of ours and no server."""
    return name.rstrip("0123456789").rstrip("-") in APPLICATIONS


def _replicas(stack: Stack) -> Iterator[tuple[str, str, int]]:
    for kind in APPLICATIONS:
        for number in range(1, stack.replicas.get(kind, 1) + 1):
            yield kind if number == 1 else f"{kind}-{number}", kind, number
