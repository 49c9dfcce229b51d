"""The WSGI entry: green threads first, then the application from the environment."""

from gateway import green

green.install()

import os  # noqa: E402  # after the patches

from gateway.app import create_app  # noqa: E402
from gateway.parts import connect  # noqa: E402
from gateway.settings import Settings  # noqa: E402
from kit import logs, settings  # noqa: E402

logs.configure("gateway")
app = create_app(connect(settings.load(Settings, os.environ)))
