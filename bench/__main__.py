"""`python -m bench`: measure everything, check the books, print the ratios. `make bench` runs it whole in under 10 minutes."""

import argparse
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from bench import events, pgbench, report
from bench.books import Unbalanced
from bench.processes import Neighbours
from bench.rows import ROWS
from bench.session import Run
from bench.stack import Running, at, started

NOISY = 0.1

EPILOG = """\
rows:
  sales     complete sales on one account, against pgbench running the SQL of one sale
  accounts  the same on 50 accounts, against one account
  list      GET /v1/products?limit=20 of 1,000, against the same SQL behind a bare view
  get       GET /v1/invoices/{id}, against the same
  lines     a sale of 200 lines, against one of 2
  reports   GET /v1/reports/sales for a year of 1 M invoices, against a year of 10 k
  bus       an internal call, 50 in flight, against stock nameko
  events    lag of events at half of the peak rate, and the backlog after a peak
  deliveries  webhook deliveries of one dispatcher, against a bare requests.Session loop
  backlog   memory of the dispatcher while 100,000 deliveries are due
  told      from a sale to the first attempt of its webhook, at half of the peak rate
  neighbours  98 webhooks beside a dead and a 9-second one, against the same without the two
  cost      round trips and messages a sale
  guards    CPU of the gateway's guards, against a bare Flask view's
"""


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    wanted = options.rows.split(",") if options.rows else list(ROWS)
    unknown = sorted(set(wanted) - set(ROWS))
    if unknown:
        print(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}", file=sys.stderr)
        return 2
    begun = time.monotonic()
    if not options.stack:
        _say("starting a stack with load accounts")
    with nullcontext(at(options.stack)) if options.stack else started() as stack:
        bench = _prepare(stack, quick=options.quick)
        try:
            rows = [_measured(name, bench) for name in wanted]
        except Unbalanced as problem:
            print(f"\nNo figures: the books do not balance. {problem}", file=sys.stderr)
            raise SystemExit(1) from problem
    print(f"\n{report.write(rows, bench.yardsticks, options.output)}\n")
    print(f"The books balance. {time.monotonic() - begun:.0f} s; details in {options.output}/latest.json")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="short runs: a look, not a figure (about 2 minutes)")
    parser.add_argument("--rows", help="only these rows, separated by commas")
    parser.add_argument("--stack", type=Path, help="run folder of a running stack, started with SAATHIX_LOAD_ACCOUNTS")
    parser.add_argument("--output", type=Path, default=report.RESULTS, help="folder for JSON, table and plot")
    return parser


def _prepare(stack: Running, *, quick: bool) -> Run:
    _say("reading the shops under load")
    shops = stack.shops()
    _say(f"{len(shops)} accounts; waiting for the events of their products")
    events.wait_until_applied(stack, 120.0)
    return Run(
        stack=stack,
        shops=shops,
        seconds=4.0 if quick else 12.0,
        warm_up=2.0 if quick else 3.0,
        peak_seconds=8.0 if quick else 60.0,
        yardstick_dsn=pgbench.prepare(stack.admin_dsn),
    )


def _measured(name: str, bench: Run) -> dict[str, Any]:
    begun, neighbours = time.monotonic(), Neighbours(bench.stack.programs())
    _say(f"{name}: {(ROWS[name].__doc__ or '').splitlines()[0]}")
    row = ROWS[name](bench)
    if "ratio" in row:
        _say(f"  {row['measured']} {row.get('unit', '/s')}, ratio {row['ratio']} (aim {row['aim']})")
    row["seconds"] = round(time.monotonic() - begun, 1)
    row["neighbours_cpu"] = neighbours.share()
    if row["neighbours_cpu"] > NOISY:
        _say(f"  other programs took {row['neighbours_cpu']:.0%} of the machine meanwhile: take this figure again")
    return row


def _say(text: str) -> None:
    print(f"[bench] {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
