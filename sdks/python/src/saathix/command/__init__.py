"""The `saathix` command: events to a local receiver, and events made on purpose."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from .._version import VERSION
from ..client import SaathiX
from ..errors import SaathiXError
from . import listen, trigger

KEYS = """keys: SAATHIX_TEST_SECRET_KEY, or SAATHIX_SECRET_KEY where that is an sk_test_ one.
The address is SAATHIX_BASE_URL, https://api.saathix.com when it is not set."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit status: 0 done, 1 refused or failed, 2 called wrongly."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.command is None:
        parser.print_help()
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped container ends as a Ctrl-C does
    try:
        with SaathiX(_key(asked), base_url=asked.base_url) as client:
            return int(asked.run(client, asked))
    except SaathiXError as failure:
        print(f"saathix: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="saathix",
        description="SaathiX Billing at the command line.",
        epilog=KEYS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"saathix {VERSION}")
    commands = parser.add_subparsers(dest="command", metavar="listen | trigger")
    for module in (listen, trigger):
        name = module.__name__.rpartition(".")[2]
        command = commands.add_parser(
            name,
            help=module.HELP,
            description=module.DESCRIPTION,
            epilog=KEYS,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_argument("--api-key", metavar="sk_test_…", help="the key; better left in the environment")
        command.add_argument("--base-url", metavar="URL", help="the address of the API")
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _key(asked: argparse.Namespace) -> str:
    live = bool(getattr(asked, "live", False))
    key: str | None = asked.api_key
    if key is None and live:
        key = os.environ.get("SAATHIX_SECRET_KEY")
    elif key is None:
        usual = os.environ.get("SAATHIX_SECRET_KEY", "")
        key = os.environ.get("SAATHIX_TEST_SECRET_KEY") or (usual if usual.startswith("sk_test_") else None)
    if not key:
        wanted = "SAATHIX_SECRET_KEY" if live else "SAATHIX_TEST_SECRET_KEY=sk_test_…"
        raise SaathiXError(f"There is no {'live' if live else 'sandbox'} key: set {wanted} (Settings → API).")
    if not live and not key.startswith("sk_test_"):
        more = "; --live listens to the live account" if asked.command == "listen" else ""
        raise SaathiXError(f"saathix {asked.command} works in the sandbox, and the key given is no sk_test_ one{more}.")
    return key
