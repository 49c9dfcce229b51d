"""Every process of the stack: the table of applications, and the private servers they need."""

import sys

from deploy.local import environment
from deploy.local.credentials import Credentials
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
        programs.append(postgresql.program(stack))
    if stack.amqp_url is None:
        programs.extend(rabbitmq.programs(stack))
    if stack.redis_url is None:
        programs.append(redis.program(stack))
    return programs


def applications(stack: Stack, credentials: Credentials) -> list[Program]:
    """The services, the dispatcher and the gateway."""
    return [
        Program(
            name=name,
            command=[sys.executable, *arguments],
            environment=environment.of_process(stack, credentials, name),
            directory=stack.root,
        )
        for name, arguments in APPLICATIONS.items()
    ]
