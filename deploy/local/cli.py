"""The commands a person types: up, down, run, status, logs, metrics, migrate, rabbitmqctl."""

import argparse
import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from deploy.local import databases, demo, dumps, leftovers, progress, stack, supervision
from deploy.local.accounts import account_for, as_account
from deploy.local.credentials import credentials_of
from deploy.local.failure import StackFailure
from deploy.local.folders import remove_folders
from deploy.local.servers import pair, postgresql, rabbitmq
from deploy.local.settings import MARKER, MEASURED, Stack, stack_from


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    wanted, rest = _parser().parse_known_args(arguments)
    if rest and wanted.command is not _rabbitmqctl:
        _parser().error(f"unknown: {' '.join(rest)}")
    wanted.arguments = rest
    signal.signal(signal.SIGTERM, _like_ctrl_c)
    try:
        return int(wanted.command(stack_from(os.environ), wanted) or 0)
    except StackFailure as failure:
        progress.explain(failure)
        return 1
    except KeyboardInterrupt:
        print("\n  stopped")
        return 130
    except BrokenPipeError:  # nobody reads on
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, command, help_text in (
        ("up", _up, "start everything in the background; returns when ready"),
        ("run", _run, "start everything, stay until Ctrl-C, then stop it"),
        ("down", _down, "stop everything"),
        ("reset", _reset, "stop everything and delete its data, logs and keys"),
        ("status", _status, "what runs"),
        ("logs", _logs, "the end of the logs"),
        ("metrics", _metrics, "what it is doing: requests, calls, events, deliveries, with their times"),
        ("migrate", _migrate, "apply missing migrations to the running databases"),
        ("promote", _promote, "with SAATHIX_STANDBY=1: fence the PostgreSQL primary and let the standby lead"),
        ("rejoin", _rejoin, "after that: make a new standby, and let commits wait for it again"),
        ("dump", _dump, "a logical dump of every database, a file each"),
        ("rabbitmqctl", _rabbitmqctl, "RabbitMQ's own command, for this stack's node"),
    ):
        sub = commands.add_parser(name, help=help_text)
        sub.set_defaults(command=command)
        if name in ("up", "run"):
            sub.add_argument("--servers-only", action="store_true", help="PostgreSQL, RabbitMQ and Redis, no services")
        if name == "dump":
            sub.add_argument("folder", type=Path, help="where the files go; made when it is missing")
        if name == "logs":
            sub.add_argument("process", nargs="?")
            sub.add_argument("-f", "--follow", action="store_true")
            sub.add_argument("-n", "--lines", type=int, default=40)
        if name == "metrics":
            sub.add_argument(
                "--watch", type=float, nargs="?", const=2.0, metavar="SECONDS", help="again and again, every 2 seconds"
            )
            sub.add_argument("--process", action="append", choices=MEASURED, help="only this one; may be repeated")
    return parser


def _up(target: Stack, wanted: argparse.Namespace) -> None:
    began = time.monotonic()
    stack.up(target, servers_only=wanted.servers_only)
    print(f"  Ready in {time.monotonic() - began:.1f} s")
    if not wanted.servers_only:
        demo.show(target)


def _run(target: Stack, wanted: argparse.Namespace) -> None:
    try:
        _up(target, wanted)
        print("Ctrl-C stops everything.", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            while supervision.is_up(target):
                time.sleep(1)
    finally:
        _down(target, wanted)


def _down(target: Stack, _: argparse.Namespace) -> None:
    ended = stack.down(target)
    for command in ended:
        print(f"  ended: {command[:100]}")
    print("  Nothing of this stack is running.")


def _reset(target: Stack, wanted: argparse.Namespace) -> None:
    _down(target, wanted)
    remove_folders(target)
    print(f"  Its data, logs and keys in {target.run} are deleted.")


def _status(target: Stack, _: argparse.Namespace) -> int:
    entries = supervision.processes(target)
    for entry in entries:
        print(f"  {entry['name']:<12} {entry['statename']:<9} {entry['description']}")
    if not entries:
        left = leftovers.processes_of(target)
        print(f"  not running (run folder {target.run})")
        for pid, command in left.items():
            print(f"  left behind: {pid} {command[:100]}")
        return 1
    ready = stack.is_ready(target)
    print(f"\n  {target.base_url} is {'ready' if ready else 'not ready'}")
    return 0 if ready else 1


def _logs(target: Stack, wanted: argparse.Namespace) -> None:
    files = [target.log_of(wanted.process)] if wanted.process else sorted(target.logs.glob("*.log"))
    missing = [file for file in files if not file.exists()]
    if missing or not files:
        known = ", ".join(sorted(file.stem for file in target.logs.glob("*.log"))) or "none yet"
        raise StackFailure(f"There is no log of {wanted.process or 'this stack'}.", advice=f"Logs there are: {known}")
    os.execvp("tail", ["tail", "-n", str(wanted.lines), *(["-F"] if wanted.follow else []), *map(str, files)])


def _metrics(target: Stack, wanted: argparse.Namespace) -> int:
    from deploy.local import metrics  # the other commands need not load what reads and parses them

    return metrics.show(target, only=wanted.process or (), every=wanted.watch)


def _migrate(target: Stack, _: argparse.Namespace) -> None:
    with progress.step("Migrating"):
        applied = databases.migrate_all(target, credentials_of(target))
    print("".join(f"    {name}\n" for name in applied) or "    nothing was missing")


def _promote(target: Stack, _: argparse.Namespace) -> None:
    taken = pair.promote(target, credentials_of(target))
    new = postgresql.primary(target)
    print(f"  {new.name} on port {new.port} takes writes, {taken:.1f} s after the command was given.")
    print("  Nothing is copied to a second server now: `python -m deploy.local rejoin` makes one.")


def _rejoin(target: Stack, _: argparse.Namespace) -> None:
    credentials = credentials_of(target)
    pair.follow(target, credentials)
    print(f"  Commits on {postgresql.primary(target).name} wait for the other server again.")


def _dump(target: Stack, wanted: argparse.Namespace) -> None:
    for file in dumps.dump_all(target, credentials_of(target), wanted.folder):
        print(f"  {file.stat().st_size / 1e6:8.1f} MB  {file}")


def _rabbitmqctl(target: Stack, wanted: argparse.Namespace) -> int:
    if not supervision.is_up(target):
        raise StackFailure("This stack is not running.", advice="make up")
    done = subprocess.run(
        rabbitmq.control_command(wanted.arguments),
        env={**rabbitmq.environment(target), MARKER: str(target.run)},  # it may start an epmd
        cwd="/",
        **as_account(account_for("rabbitmq")),
    )
    return done.returncode


def _like_ctrl_c(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
