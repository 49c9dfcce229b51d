# gunicorn looks for this name
"""How the gateway is served: gevent workers behind a proxy that ends TLS; header sizes and times bounded."""

import os
import sys
from typing import Any

from gateway.settings import Settings
from kit.settings import ConfigurationError, load

try:
    _settings = load(Settings, os.environ)  # here, so that a gap is named once and no worker is started in vain
except ConfigurationError as problem:
    sys.stderr.write(f"gateway: {problem}\n")
    sys.exit(2)

bind = f"{os.environ.get('SAATHIX_HTTP_HOST', '127.0.0.1')}:{os.environ.get('SAATHIX_HTTP_PORT', '8420')}"
workers = _settings.processes
worker_class = "gateway.worker.Worker"  # gevent; it applies gevent's patches before it imports gateway.wsgi
worker_connections = 1000
backlog = 2048

timeout = 30  # seconds without a heartbeat of a worker's loop
graceful_timeout = 25  # a stopping worker finishes what it has; the bus deadline is 10 s, that of a PDF 24
keepalive = 65  # longer than the proxy keeps an idle connection, so that the proxy closes first

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
# whose X-Forwarded-Proto is believed; the application believes the same ones' X-Forwarded-For
forwarded_allow_ips = ",".join(str(proxy) for proxy in _settings.trusted_proxies)
forwarder_headers = ""  # nobody names our paths

worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # heartbeats never wait for a disk
control_socket_disable = True  # its default path is shared by every gunicorn of the user
accesslog = None  # the application writes its own, as JSON
errorlog = "-"
loglevel = "warning"
proc_name = "saathix-gateway"


def worker_exit(_arbiter: Any, _worker: Any) -> None:
    """Let a worker that goes send its last spans."""
    from kit import observe  # in the worker, whose modules are patched

    observe.stop()
