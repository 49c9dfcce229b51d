"""Starts a process of an image as a cluster would: in its files alone, as its user, on a root that cannot be written."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.docker.building import Workshop

SCRIPT = """
set -e
mount --make-rprivate /
mount --bind "$0" "$0"
mount -o remount,bind,ro "$0"
mount --rbind /proc "$0/proc"
mount --rbind /dev "$0/dev"
mount -t tmpfs -o mode=1777 tmpfs "$0/tmp"
exec /usr/sbin/chroot --userspec="$1" "$0" sh -c 'cd "$0" && exec "$@"' "${@:2}"
"""


class Image:
    """An image that has been laid out, and what it says of itself."""

    def __init__(self, workshop: Workshop, name: str) -> None:
        self._workshop, self.name = workshop, name
        self._container, self.root = workshop.unpack(name)
        said = json.loads(workshop.buildah("inspect", "--type", "image", name))
        self.settings = said["Docker"]["config"]

    @property
    def user(self) -> str:
        return str(self.settings["User"])

    @property
    def environment(self) -> dict[str, str]:
        return dict(pair.split("=", 1) for pair in self.settings["Env"])

    @property
    def labels(self) -> dict[str, str]:
        return dict(self.settings["Labels"])

    def start(self, command: Sequence[str], environ: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        """Start a command of the image on this machine's loopback; its output goes to the log."""
        with log.open("wb") as output:
            return subprocess.Popen(
                self._inside(command),
                env={**self.environment, **environ},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def run(self, command: Sequence[str], environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of the image to its end."""
        env = {**self.environment, **(environ or {})}
        return subprocess.run(self._inside(command), env=env, capture_output=True, text=True, timeout=120)

    def _inside(self, command: Sequence[str]) -> list[str]:
        place = self.settings.get("WorkingDir") or "/"
        return ["unshare", "--mount", "bash", "-c", SCRIPT, str(self.root), self.user, place, *command]

    def put_away(self) -> None:
        """Remove the laid out files."""
        self._workshop.put_away(self._container)
