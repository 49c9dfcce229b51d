"""
The billing process as it is, which exits at a named point of one request: `python -m tests.fakes.crashing_billing`.

Each line on standard input, `<idempotency key> <point>`, starts one: a fork of this process, which has imported everything. It
runs until it exits at the point or is killed; then its exit status is written. Where the point is a path, nothing crashes and
every point that the request comes by is written there. Points are what the code does, in its own words: before each statement of
the request's transaction, around its commit, its answer and the acknowledgement, and the same of the relay's batch.
"""

import os
import sys
import threading
from typing import Any

from kit import runner  # isort: skip  # patches the process before anything else is imported

from eventlet import patcher

from kit.db import Tx
from kit.messaging.core import wire
from kit.messaging.core.publisher import Publisher
from kit.messaging.core.server import Server
from kit.messaging.extensions import Rpc

CRASHED = 77
SERVICE = ["services.billing.service:Billing", "services.billing.settings:Settings"]
BACKGROUND = ("inbox-retries", "housekeeping", "on-", "amqp-", "billing-")


class Points:
    """Where the request has come; exits at the one that is named."""

    def __init__(self, key: str, target: str) -> None:
        self.key, self.target = key, target
        self.message: Any = None
        self.statements = 0
        self.committed = False

    def passed(self, what: str, when: str) -> None:
        name = f"{what}, {when}"
        if self.target.startswith("/"):
            with open(self.target, "a", encoding="utf-8") as record:
                record.write(name + "\n")
        elif name == self.target:
            os._exit(CRASHED)

    def around(self, what: str, do: Any) -> Any:
        self.passed(what, "before")
        result = do()
        self.passed(what, "after")
        return result

    def actor(self) -> str | None:
        """Whose step this is: the request's, the relay's once the request is committed, or nobody's that matters."""
        name = threading.current_thread().name
        if self.message is None or name.startswith(BACKGROUND):
            return None
        if name == "relay":
            return "relay" if self.committed else None
        return "request"

    def of_statement(self, sql: str) -> str | None:
        actor, words = self.actor(), " ".join(sql.split())[:60]
        if actor != "request":
            return actor and f"relay {words.partition(' ')[0]}"
        self.statements += 1
        return f"statement {self.statements} {words}"


def watch(points: Points) -> None:
    """Put the points around what the process does."""
    receive, execute, commit = Rpc.receive, Tx._execute, Tx.commit
    publish, reply, answer = Publisher.publish, wire.reply, Server.answer

    def received(entrypoint: Any, request: Any, message: Any) -> None:
        if (request.kwargs.get("idempotency") or {}).get("key") == points.key:
            points.message = message
        receive(entrypoint, request, message)

    def executed(tx: Any, sql: str, *rest: Any, **named: Any) -> None:
        what = points.of_statement(sql)
        if what:
            points.passed(what, "before")
        execute(tx, sql, *rest, **named)

    def committed(tx: Any) -> None:
        actor = points.actor() if tx._begun else None
        run = lambda: commit(tx)  # noqa: E731  # reads best so
        if actor == "request":
            points.passed("commit", "before")
            run()
            points.committed = True
            points.passed("commit", "after")
        else:
            points.around("relay COMMIT", run) if actor else run()

    def published(publisher: Any, events: Any, **named: Any) -> Any:
        run = lambda: publish(publisher, events, **named)  # noqa: E731  # reads best so
        return points.around("relay publish and confirm", run) if points.actor() == "relay" else run()

    def replied(channel: Any, message: Any, *rest: Any) -> None:
        if message is points.message:
            points.passed("answer", "before")
        reply(channel, message, *rest)
        if message is points.message:
            points.passed("acknowledgement", "before")

    def answered(server: Any, message: Any, *rest: Any) -> None:
        answer(server, message, *rest)
        if message is points.message:
            points.passed("acknowledgement", "after")

    Rpc.receive, Tx._execute, Tx.commit = received, executed, committed  # type: ignore[method-assign]
    Publisher.publish, wire.reply, Server.answer = published, replied, answered  # type: ignore[method-assign,assignment]


def main() -> None:
    system = patcher.original("os")
    for line in iter(lambda: _line(system), ""):
        key, _, target = line.rstrip("\n").partition(" ")
        child = system.fork()
        if child == 0:
            quiet = os.open(os.environ.get("CRASHING_LOG", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            watch(Points(key, target))
            os._exit(runner.main(SERVICE))
        system.write(1, f"{child}\n".encode())
        status = system.waitpid(child, 0)[1]
        system.write(1, f"{system.waitstatus_to_exitcode(status)}\n".encode())


def _line(system: Any) -> str:
    """Read a line without green threads: a fork must not inherit their hub."""
    read = b""
    while not read.endswith(b"\n"):
        byte = system.read(0, 1)
        if not byte:
            return ""
        read += byte
    return read.decode()


if __name__ == "__main__":
    sys.exit(main())
