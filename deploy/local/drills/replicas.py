"""Several processes of each service and two gateways: the same books, with one of billing's killed now and then."""

import os
import signal
import time

from deploy.local import supervision
from deploy.local.drills.own_stack import Rehearsal, require, say
from deploy.local.progress import step

REPLICAS = "catalog=2,billing=3,customers=2,reporting=2,webhooks=2,dispatcher=2,gateway=2"
SETTINGS = {"SAATHIX_REPLICAS": REPLICAS}


def run(drill: Rehearsal) -> None:
    """Sell as fast as the tills can through both gateways; kill a billing process in the middle."""
    running = [e["name"] for e in supervision.processes(drill.stack) if e["statename"] == "RUNNING"]
    wanted = [part.partition("=") for part in REPLICAS.split(",")]
    for name, _, count in wanted:
        found = [one for one in running if one == name or one.startswith(f"{name}-")]
        require(len(found) == int(count), f"of {name} there are {found}")
    began = time.monotonic()
    with drill.tills(24, pause_seconds=0.0, name="replicas") as tills:
        with step(f"Selling for {drill.seconds:.0f} s, 24 tills, two gateways, {REPLICAS}"):
            time.sleep(drill.seconds)
        with step(f"kill -9 of one of three billings, and {drill.seconds:.0f} s more"):
            os.kill(drill.pid_of("billing-2"), signal.SIGKILL)
            time.sleep(drill.seconds)
    say(
        f"answers: {dict(tills.answers)}, {tills.sold / (time.monotonic() - began):.0f} sales/s, slowest {tills.slowest():.1f} s"
    )
    drill.balance(tills)
