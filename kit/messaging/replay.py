"""
Look at events that could not be applied, and apply them again.

  python -m kit.messaging.replay events customers                 list the dead events of a service
  python -m kit.messaging.replay events customers --again         make them due again (the running service takes them)
  python -m kit.messaging.replay letters                          list what lies in the broker's dead letters
  python -m kit.messaging.replay letters --again                  send each back to the queue it came from
  python -m kit.messaging.replay sent billing --since 2026-11-22T14:00:00Z
                                                                  publish again what a service has published since then: after a
                                                                  restore, when what lay in the broker's queues is gone

Reads SAATHIX_<SERVICE>_WORKER_DATABASE_URL and SAATHIX_AMQP_URL; a local stack has both in stack.env.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from typing import Any

from amqp.exceptions import NotFound
from kombu import Connection

from kit.clock import SystemClock, parse_rfc3339
from kit.db import Database
from kit.messaging import inbox, outbox
from kit.messaging.core import wire


def main(arguments: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Run the command; returns the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.what == "events":
            return _events(environ[f"SAATHIX_{chosen.service.upper()}_WORKER_DATABASE_URL"], chosen)
        if chosen.what == "sent":
            return _sent(environ[f"SAATHIX_{chosen.service.upper()}_WORKER_DATABASE_URL"], chosen)
        return _letters(environ["SAATHIX_AMQP_URL"], chosen)
    except KeyError as missing:
        print(f"the environment lacks {missing.args[0]}; of a local stack: . .run/stack.env", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kit.messaging.replay", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="what", required=True)
    events = kinds.add_parser("events", help="events a handler has given up on")
    events.add_argument("service", help="the service whose handler it is")
    events.add_argument("--handler", help="one handler only")
    letters = kinds.add_parser("letters", help="messages that could not be read")
    letters.add_argument("--limit", type=int, default=1000, help="how many at most (1000)")
    sent = kinds.add_parser("sent", help="events to publish again")
    sent.add_argument("service", help="the service that published them")
    sent.add_argument(
        "--since", type=parse_rfc3339, required=True, help="made since then, such as 2026-11-22T14:00:00Z"
    )
    for kind in (events, letters):
        kind.add_argument("--again", action="store_true", help="try them again instead of listing them")
    return parser


def _events(dsn: str, chosen: argparse.Namespace) -> int:
    database = Database(dsn, size=1, application="replay")
    if chosen.again:
        print(f"{inbox.revive(database, chosen.handler, SystemClock().now())} dead events are due again")
        return 0
    rows = [row for row in inbox.dead(database) if chosen.handler in (None, row["handler"])]
    for row in rows:
        print(f"{row['received_at']:%Y-%m-%d %H:%M:%S}  {row['handler']}  {row['event_id']}  {row['error']}")
    print(f"{len(rows)} dead events")
    return 0


def _sent(dsn: str, chosen: argparse.Namespace) -> int:
    count = outbox.send_again(Database(dsn, size=1, application="replay"), chosen.since, SystemClock().now())
    print(f"{count} events of {chosen.service} will be published again")
    return 0


def _letters(url: str, chosen: argparse.Namespace) -> int:
    with Connection(url, transport_options={"confirm_publish": True}) as connection:
        channel = connection.channel()
        returned: list[str] = []
        channel.events["basic_return"].add(lambda _problem, _exchange, queue, _message: returned.append(queue))
        taken: list[Any] = []
        try:
            while len(taken) < chosen.limit and (message := channel.basic_get(wire.DEAD_LETTERS)) is not None:
                taken.append(message)
        except NotFound:
            taken = []  # nothing was ever dead-lettered here
        for message in taken:
            origin, reason = _origin(message)
            is_back = chosen.again and bool(origin)
            if is_back:
                channel.basic_publish(_copy(message), exchange="", routing_key=origin, mandatory=True)
                is_back = origin not in returned  # a queue that is gone: the letter stays
            if is_back:
                channel.basic_ack(message.delivery_tag)
            else:
                channel.basic_reject(message.delivery_tag, requeue=True)
            print(f"{'sent back to' if is_back else 'from'} {origin or '?'}  {reason}")
        print(f"{len(taken)} dead letters")
    return 0


def _origin(message: Any) -> tuple[str, str]:
    """Return the queue a dead letter came from, and why it is one."""
    headers = message.properties.get("application_headers") or {}
    deaths = headers.get("x-death") or []
    if deaths:
        return deaths[0].get("queue", ""), deaths[0].get("reason", "")
    service = headers.get("x-origin", "").partition(".")[0]
    return wire.rpc_queue(service) if service else "", headers.get("x-reason", "")


def _copy(message: Any) -> Any:
    properties = {name: value for name, value in message.properties.items() if name != "application_headers"}
    return type(message)(message.body, **properties)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
