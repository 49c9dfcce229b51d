"""What the gateway loads, and in which order."""

import os
import subprocess
import sys

PROGRAM = """
import gateway.wsgi, sys
from gevent import monkey
from psycopg2 import extensions
print(sorted({name.partition('.')[0] for name in sys.modules} & {'nameko', 'eventlet', 'services'}))
print(monkey.is_module_patched('socket'), monkey.is_module_patched('threading'))
print(extensions.get_wait_callback().__name__)
"""


def test_the_gateway_runs_on_gevent_and_loads_neither_nameko_nor_eventlet_nor_a_service():
    nowhere = {
        "SAATHIX_AMQP_URL": "amqp://127.0.0.1:1/",
        "SAATHIX_REDIS_URL": "redis://127.0.0.1:1/0",
        "SAATHIX_GATEWAY_DATABASE_URL": "postgresql://127.0.0.1:1/none",
        "SAATHIX_CURSOR_SECRET": "a secret of the tests",
    }

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout.splitlines() == ["[]", "True True", "finish_step"], done.stderr
