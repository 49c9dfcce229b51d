"""The PostgreSQL primary is killed −9 while tills sell, and its standby promoted by the documented command."""

import os
import signal
import time

from deploy.local.drills.own_stack import Rehearsal, require, say
from deploy.local.progress import step
from deploy.local.servers import pair, postgresql

SETTINGS = {"SAATHIX_STANDBY": "1"}
MOST_SECONDS = 30.0


def run(drill: Rehearsal) -> None:
    """Kill, promote, sell on, make a new standby, sell on, compare the books."""
    old = postgresql.primary(drill.stack)
    waiting = pair.ask(old, drill.credentials, "SHOW synchronous_standby_names")
    require(waiting == postgresql.FOLLOWER, f"commits wait for {waiting!r}")
    with drill.tills(name="failover") as tills:
        with step(f"Selling for {drill.seconds:.0f} s"):
            time.sleep(drill.seconds)
        print(f"  kill -9 of {old.name}, then `python -m deploy.local promote`", flush=True)
        killed = time.monotonic()
        os.kill(drill.pid_of(old.name), signal.SIGKILL)
        pair.promote(drill.stack, drill.credentials)
        promoted = time.monotonic()
        require(not postgresql.answers(postgresql.url_of(old, drill.credentials)), f"{old.name} still answers")
        require(not old.exists, f"{old.cluster} could be started again")
        with step(f"Selling for {drill.seconds:.0f} s on the new primary"):
            time.sleep(drill.seconds)
        print("  `python -m deploy.local rejoin`", flush=True)
        pair.follow(drill.stack, drill.credentials)
        time.sleep(drill.seconds / 2)
    new = postgresql.primary(drill.stack)
    first = min(
        (e for s in tills.sales for b, e, status in s.answers if status == 201 and b > killed), default=float("inf")
    )
    say(f"answers: {dict(tills.answers)}")
    say(
        f"promoted {promoted - killed:.1f} s after the kill; the first sale on {new.name} {first - killed:.1f} s after it,"
    )
    say(
        f"       the longest time without any sale {tills.longest_silence():.1f} s, the slowest answer {tills.slowest():.1f} s"
    )
    drill.balance(tills)
    require(new.name != old.name, "the old server still leads")
    require(pair.is_streaming(new, drill.credentials), "the old server does not follow")
    waiting = pair.ask(new, drill.credentials, "SHOW synchronous_standby_names")
    require(waiting == postgresql.FOLLOWER, f"commits wait for {waiting!r} after the rejoin")
    require(first - killed <= MOST_SECONDS, f"no sale for {first - killed:.1f} s")
