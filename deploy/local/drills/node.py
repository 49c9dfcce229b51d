"""A RabbitMQ node is killed −9 while tills sell: the one that holds billing's calls, which is the worst one."""

import os
import signal
import time
from collections import Counter

from deploy.local import supervision
from deploy.local.drills.own_stack import Rehearsal, require, say
from deploy.local.drills.till import Tills
from deploy.local.progress import step
from deploy.local.servers import rabbitmq
from deploy.local.servers.definitions import VHOST

SETTINGS = {"SAATHIX_RABBITMQ_NODES": "3"}
MOST_SECONDS = 15.0
QUEUE = "rpc-billing"


def run(drill: Rehearsal) -> None:
    """Kill the node, sell on without it, bring it back, sell on, compare the books."""
    _members(drill)
    node = home_of(drill, QUEUE)
    program = "rabbitmq" if node == 1 else f"rabbitmq-{node}"
    with drill.tills(name="node") as tills:
        with step(f"Selling for {drill.seconds:.0f} s"):
            time.sleep(drill.seconds)
        with step(f"kill -9 of node {node}, the home of {QUEUE}, and selling {drill.seconds + 11:.0f} s without it"):
            killed = time.monotonic()
            os.kill(drill.pid_of(program), signal.SIGKILL)
            supervision.stop(drill.stack, [program])  # or the supervisor brings it back at once
            time.sleep(drill.seconds + 11)  # a call that was lost with the node ends at its deadline of 10 s
        say(f"{QUEUE} lives on node {home_of(drill, QUEUE, ask=1 if node != 1 else 2)} now")
        with step(f"Node {node} comes back"):
            returned = time.monotonic()
            supervision.start(drill.stack, [program])
            drill.wait_for(lambda: _is_whole(drill), "three nodes", log=program)
            time.sleep(drill.seconds / 2)
    degraded = tills.degraded_after(killed, until=returned)
    say(f"answers: {dict(tills.answers)}")
    say(
        f"degraded for {degraded:.1f} s after the kill, the longest time without any sale {tills.longest_silence():.1f} s,"
    )
    say(f"       the slowest answer {tills.slowest():.1f} s; while it came back {_coming_back(tills, returned):.1f} s")
    drill.balance(tills)
    require(degraded <= MOST_SECONDS, f"degraded for {degraded:.1f} s, more than {MOST_SECONDS:.0f}")


def _coming_back(tills: Tills, returned: float) -> float:
    return tills.degraded_after(returned, until=float("inf"))


def home_of(drill: Rehearsal, queue: str, *, ask: int = 1) -> int:
    """The number of the node that a classic queue lives on."""
    listing = drill.rabbitmq("--quiet", "list_queues", "-p", VHOST, "name", "pid", node=ask)
    for line in listing.splitlines():
        name, _, pid = line.partition("\t")
        if name == queue:
            names = {rabbitmq.name_of(drill.stack, number): number for number in rabbitmq.nodes(drill.stack)}
            return names[pid.strip("<>").rsplit(".", 3)[0]]
    raise LookupError(queue)


def _members(drill: Rehearsal) -> None:
    listing = drill.rabbitmq("--quiet", "list_queues", "-p", VHOST, "name", "leader", "members")
    rows = [line.partition("\t") for line in listing.splitlines() if line.startswith(("evt-", "dead-letters"))]
    count = len(rabbitmq.nodes(drill.stack))
    alone = [name for name, _, members in rows if members.count("saathix") != 1 + count]  # its leader, and all of them
    leaders = Counter(rest.partition("\t")[0] for _, _, rest in rows)
    say(
        f"{len(rows)} quorum queues, each with {count} members, leaders on {len(leaders)} nodes: {sorted(leaders.values())}"
    )
    require(bool(rows) and not alone, f"fewer members: {alone}")


def _is_whole(drill: Rehearsal) -> bool:
    return rabbitmq.answers(rabbitmq.url_of(drill.stack, drill.credentials))
