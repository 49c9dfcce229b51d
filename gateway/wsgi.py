"""The WSGI entry: green threads first, then the application from the environment."""

from gateway import green

green.install()

import os  # noqa: E402  # after the patches

from gateway.app import create_app  # noqa: E402
from gateway.parts import connect  # noqa: E402
from gateway.settings import Settings  # noqa: E402
from kit import garbage, health, logs, observe, settings  # noqa: E402

logs.configure("gateway")
own, *observed = settings.load_all(os.environ, Settings, *observe.SETTINGS)
parts = connect(own)
parts.request_log.start()
parts.imports.start()
app = create_app(parts)
health.process.need_database("database", parts.db)
health.process.need("rabbitmq", lambda: parts.services.connected)
health.process.show("redis", parts.redis.answers)
garbage.settle()
health.process.start()
observe.start("gateway", *observed, most=2 * own.processes)
