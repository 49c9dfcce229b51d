"""Asks this machine's process whether it is alive, or `readyz`: `python -m kit.probe [readyz]`. What an image's health check runs."""

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 3.0


def answers(port: int, path: str) -> bool:
    """Say whether the private port answers 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", f"/{path}")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "healthz"
    sys.exit(0 if answers(int(os.environ.get("SAATHIX_METRICS_PORT", "9464")), asked) else 1)
