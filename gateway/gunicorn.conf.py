# gunicorn looks for this name
"""How the gateway is served: gevent workers behind a proxy that ends TLS; header sizes and times bounded."""

import ipaddress
import os
from typing import Any

bind = f"{os.environ.get('SAATHIX_HTTP_HOST', '127.0.0.1')}:{os.environ.get('SAATHIX_HTTP_PORT', '8420')}"
workers = int(os.environ.get("SAATHIX_GATEWAY_WORKERS", "2"))
worker_class = "gateway.worker.Worker"  # gevent; it applies gevent's patches before it imports gateway.wsgi
worker_connections = 1000
backlog = 2048

timeout = 30  # seconds without a heartbeat of a worker's loop
graceful_timeout = 25  # a stopping worker finishes what it has; the bus deadline is 10 s, that of a PDF 24
keepalive = 65  # longer than the proxy keeps an idle connection, so that the proxy closes first

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
_proxies = [part.strip() for part in os.environ.get("SAATHIX_TRUSTED_PROXIES", "").split(",") if part.strip()]
# whose X-Forwarded-Proto is believed; the application believes the same ones' X-Forwarded-For
forwarded_allow_ips = ",".join(str(ipaddress.ip_network(proxy, strict=False)) for proxy in _proxies)
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
