"""
A receiver to try webhooks with: `python -m services.webhooks.receiver --port 9000 --secret whsec_…`.

It prints every delivery and whether its signature is right, and answers 200, or what `--answer` says.
"""

import argparse
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kit.clock import SystemClock
from services.webhooks.domain.signature import ATTEMPT_HEADER, SIGNATURE_HEADER, SignatureMismatch, verify


class Receiver(ThreadingHTTPServer):
    """Knows the secret, if one was given, and the status to answer with."""

    daemon_threads = True

    def __init__(self, host: str, port: int, secret: str | None, answer: int = 200) -> None:
        super().__init__((host, port), Handler)
        self.secret = secret
        self.answer = answer


class Handler(BaseHTTPRequestHandler):
    """Takes one delivery."""

    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server_say(body, self.verdict(body))
        self.send_response(self.server.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def verdict(self, body: bytes) -> str:
        """Say whether the signature proves who sent this."""
        if self.server.secret is None:
            return "not checked (no --secret)"
        try:
            verify(
                self.server.secret,
                self.headers.get(SIGNATURE_HEADER, ""),
                body,
                now=int(SystemClock().now().timestamp()),
            )
        except SignatureMismatch as problem:
            return f"WRONG: {problem}"
        return "verified"

    def server_say(self, body: bytes, verdict: str) -> None:
        """Print the delivery in one line and its body in the next."""
        try:
            event = json.loads(body)
            about = f"{event['type']}  {event['id']}  sequence {event['sequence']}"
        except (ValueError, KeyError, TypeError):
            about = "not an event"
        attempt = self.headers.get(ATTEMPT_HEADER, "?")
        sys.stdout.write(f"{about}  attempt {attempt}  signature {verdict}\n  {body.decode('utf-8', 'replace')}\n")
        sys.stdout.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing more than that."""


def main(arguments: list[str]) -> int:
    """Receive until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m services.webhooks.receiver", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--secret", help="whsec_… as shown when the webhook was registered")
    parser.add_argument("--answer", type=int, default=200, help="the status to answer with, to try out retries")
    chosen = parser.parse_args(arguments)
    receiver = Receiver(chosen.host, chosen.port, chosen.secret, chosen.answer)
    sys.stdout.write(f"listening on http://{chosen.host}:{receiver.server_port}/\n")
    sys.stdout.flush()
    try:
        receiver.serve_forever()
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
