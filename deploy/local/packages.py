"""Install with apt the servers, and what PDFs are made with, when they are missing, without letting Debian start a server."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.local import typesetting
from deploy.local.failure import StackFailure
from deploy.local.progress import step
from deploy.local.servers import postgresql, rabbitmq, redis
from deploy.local.settings import Stack

SERVERS: dict[str, Callable[[], object]] = {
    "postgresql": postgresql.binaries,
    "rabbitmq-server": rabbitmq.scripts,
    "redis-server": redis.binary,
}
TYPESETTING: dict[str, Callable[[], bool]] = {
    "libpangoft2-1.0-0": typesetting.pango,
    "libharfbuzz-subset0": typesetting.harfbuzz,
    "fonts-noto-core": typesetting.fonts,
}
POLICY = Path("/usr/sbin/policy-rc.d")  # asked by Debian's packages before they start a daemon
REFUSED = 101  # its answer for no


def missing(stack: Stack) -> list[str]:
    """The packages whose server, library or font we need and cannot find."""
    given = {"postgresql": stack.database_url, "rabbitmq-server": stack.amqp_url, "redis-server": stack.redis_url}
    lacking = [package for package, find in SERVERS.items() if not given[package] and not find()]
    return lacking + [package for package, is_there in TYPESETTING.items() if not is_there()]


def install_missing(stack: Stack) -> None:
    """Install what a stack misses, or say what an administrator must install."""
    install(stack, missing(stack))


def install(stack: Stack, wanted: Sequence[str]) -> None:
    """Install packages, or say what an administrator must install."""
    if not wanted:
        return
    command = f"apt-get install -y --no-install-recommends {' '.join(wanted)}"
    if shutil.which("apt-get") is None:
        raise StackFailure(
            f"These packages are missing: {', '.join(wanted)}.", advice="Install them, then start again."
        )
    if not _may_install():
        raise StackFailure(
            f"These packages are missing, and only root may install them: {', '.join(wanted)}.",
            advice=f"An administrator runs: {command}",
        )
    log = stack.log_of("apt")
    with step(f"Installing {', '.join(wanted)} with apt (a minute or two)"), _daemons_stay_off():
        _run(["apt-get", "update"], log)
        _run(["apt-get", "install", "-y", "--no-install-recommends", *wanted], log)


def _may_install() -> bool:
    if os.getuid() == 0:
        return True
    sudo = shutil.which("sudo")
    return sudo is not None and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0


@contextmanager
def _daemons_stay_off() -> Iterator[None]:
    """While it lasts, no package starts its daemon; a policy that says so already, or another one, is kept."""
    if POLICY.exists() and subprocess.run([POLICY, "redis-server", "start"], capture_output=True).returncode == REFUSED:
        yield
        return
    kept = POLICY.with_name(f"{POLICY.name}.kept-by-saathix")
    _as_root(["sh", "-c", f"[ ! -e {POLICY} ] || mv {POLICY} {kept}"])
    _as_root(["sh", "-c", f"printf '#!/bin/sh\\nexit {REFUSED}\\n' > {POLICY} && chmod 755 {POLICY}"])
    try:
        yield
    finally:
        _as_root(["sh", "-c", f"rm -f {POLICY}; [ ! -e {kept} ] || mv {kept} {POLICY}"])


def _run(command: list[str], log: Path) -> None:
    with log.open("a") as output:
        done = _as_root(
            ["env", "DEBIAN_FRONTEND=noninteractive", *command[:1], "-o", "DPkg::Lock::Timeout=300", *command[1:]],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        raise StackFailure(
            f"`{' '.join(command)}` failed.", log=log, advice="Is the package archive reachable? Then start again."
        )


def _as_root(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
    prefix = [] if os.getuid() == 0 else ["sudo", "-n"]
    return subprocess.run([*prefix, *command], stdin=subprocess.DEVNULL, **options)  # type: ignore[call-overload,no-any-return]
