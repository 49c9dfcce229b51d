"""
Rehearse a bad day on a stack of its own, with sales going on, and check the books after.

  python -m deploy.local.drills node        a RabbitMQ node of three is killed
  python -m deploy.local.drills failover    the PostgreSQL primary is killed, its standby promoted
  python -m deploy.local.drills replicas    several processes of each service, two gateways, one process killed
  python -m deploy.local.drills cost        no accident: what a sale costs, see docs/scaling.md
  python -m deploy.local.drills restore     base backup and log, restored to a moment before an accident

Several may be named: they run one after the other on one stack. The exit status is 0 when everything held.
"""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from deploy.local import progress
from deploy.local.drills import cost, failover, node, replicas, restore
from deploy.local.drills.own_stack import Rehearsal, own_stack
from deploy.local.failure import StackFailure
from deploy.local.settings import ROOT

DRILLS = {"cost": cost, "replicas": replicas, "node": node, "failover": failover, "restore": restore}
RUN_DIR = ROOT / ".run" / "drill"


def main(arguments: list[str]) -> int:
    """Run the drills; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.local.drills", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("drill", nargs="+", choices=DRILLS, help="what to rehearse")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each stretch of selling lasts (10)")
    parser.add_argument("--run-dir", type=Path, default=RUN_DIR, help="the stack's folder, emptied first (.run/drill)")
    parser.add_argument("--port", type=int, help="the base of its ports (the first that are free)")
    parser.add_argument("--keep", action="store_true", help="leave the stack running at the end")
    chosen = parser.parse_args(arguments)
    if "restore" in chosen.drill and len(set(chosen.drill)) > 1:
        parser.error("restore needs a stack of its own")
    wanted = [name for name in DRILLS if name in chosen.drill]  # what moves the data folder comes last
    settings = {name: value for drill in wanted for name, value in DRILLS[drill].SETTINGS.items()}
    began = time.monotonic()
    try:
        with own_stack(chosen.run_dir, chosen.port, chosen.seconds, keep=chosen.keep, **settings) as rehearsal:
            held = _rehearse(rehearsal, wanted)
    except StackFailure as failure:
        progress.explain(failure)
        return 1
    except KeyboardInterrupt:
        print("\n  stopped")
        return 130
    if not held:
        return 1
    print(f"  {', '.join(wanted)}: everything held, {time.monotonic() - began:.0f} s in all.")
    return 0


def _rehearse(rehearsal: Rehearsal, wanted: Sequence[str]) -> bool:
    """Run the drills; what goes wrong is told while the logs are still there."""
    try:
        for name in wanted:
            print(f"\n  Drill: {name}. {(DRILLS[name].__doc__ or '').strip()}", flush=True)
            DRILLS[name].run(rehearsal)
        print(flush=True)
    except StackFailure as failure:
        progress.explain(failure)
        return False
    return True


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
