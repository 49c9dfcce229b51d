"""Builds the images with buildah, in a chroot, on a base made by debootstrap: no Docker engine, no registry."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from deploy.docker.images import ROOT, Image
from deploy.local import packages
from deploy.local.failure import StackFailure
from deploy.local.folders import make_folders
from deploy.local.progress import step
from deploy.local.settings import Stack
from deploy.toolbox import TOOLS
from kit import VERSION

PROGRAMS = {"buildah": "buildah", "debootstrap": "debootstrap"}
SUITE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
SOURCES = f"""\
deb {MIRROR} {SUITE} main
deb {MIRROR} {SUITE}-updates main
deb http://deb.debian.org/debian-security {SUITE}-security main
"""
# as Debian's own slim images leave out; the licences stay
SLIMMED = ("usr/share/man", "usr/share/info", "usr/share/locale", "var/cache/apt", "var/lib/apt/lists", "var/log")
BASE = "localhost/saathix/base:bookworm"
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
PIP_SETTINGS = Path("/etc/pip.conf")
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory: dpkg waits for a disk after every file
ROOM_BYTES = 1_500_000_000
UNSAFE_IO = "force-unsafe-io\n"  # as in Debian's own images: a build that is cut off is begun again


@dataclass(frozen=True)
class Workshop:
    """The folder in which images are built, and what is done there."""

    stack: Stack

    @property
    def folder(self) -> Path:
        return TOOLS / "images"

    @property
    def log(self) -> Path:
        return self.folder / "build.log"

    def prepare(self) -> None:
        """Install what is missing, and make the base once."""
        make_folders(self.stack)
        self.folder.mkdir(parents=True, exist_ok=True)
        packages.install(self.stack, [name for name, program in PROGRAMS.items() if _which(program) is None])
        tarball = self.folder / f"{SUITE}.tar"
        if not tarball.exists():
            with step(f"Making a base of Debian {SUITE} with debootstrap (half a minute)"):
                self._bootstrap(tarball)
        if not self._there(BASE):
            with step("Taking the base in"):
                self._take_in(tarball)

    def build(self, image: Image) -> str:
        """Build one image; what it is called comes back."""
        name = f"localhost/saathix/{image.name}:{VERSION}"
        arguments = {
            "BASE": BASE,
            "VERSION": VERSION,
            "REVISION": _revision(),
            "CREATED": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            **image.arguments,
        }
        command = ["build", "--isolation", "chroot", "--network", "host", "--format", "docker", "--layers"]
        command += ["--file", str(image.dockerfile), "--target", image.target, "--tag", name]
        command += [part for key, value in arguments.items() for part in ("--build-arg", f"{key}={value}")]
        command += [part for secret in _secrets() for part in ("--secret", secret)]
        with step(f"Building {name}"):
            self.buildah(*command, str(ROOT))
        return name

    def unpack(self, name: str) -> tuple[str, Path]:
        """Lay an image's files out; the container's name and the folder."""
        container = self.buildah("from", "--pull-never", name).strip()
        return container, Path(self.buildah("mount", container).strip())

    def put_away(self, container: str) -> None:
        """Remove what was laid out."""
        self.buildah("umount", container)
        self.buildah("rm", container)

    def buildah(self, *arguments: str) -> str:
        """Run buildah on this workshop's own store; its output comes back."""
        command = ["buildah", "--root", str(self.folder / self.driver), "--runroot", str(self.folder / "locks")]
        command += ["--storage-driver", self.driver, *arguments]
        with self.log.open("a") as log:
            log.write(f"$ {' '.join(command)}\n")
            log.flush()
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=log, text=True, env=_environment())
            log.write(done.stdout)
        if done.returncode:
            raise StackFailure(f"`buildah {arguments[0]}` failed.", log=self.log)
        return done.stdout

    @cached_property
    def driver(self) -> str:
        """How layers are kept: by overlay mounts, or as copies where those are not allowed."""
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            lower, upper, work, whole = (Path(place) / name for name in ("lower", "upper", "work", "whole"))
            for folder in (lower, upper, work, whole):
                folder.mkdir()
            options = f"lowerdir={lower},upperdir={upper},workdir={work}"
            tried = subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, whole], capture_output=True)
            if tried.returncode:
                return "vfs"
            subprocess.run(["umount", whole], check=True)
            return "overlay"

    def _there(self, name: str) -> bool:
        return name in self.buildah("images", "--format", "{{.Name}}:{{.Tag}}").split()

    def _bootstrap(self, tarball: Path) -> None:
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
        with tempfile.TemporaryDirectory(dir=MEMORY if roomy else self.folder) as place:
            self._bootstrap_in(Path(place) / "base", tarball)

    def _bootstrap_in(self, root: Path, tarball: Path) -> None:
        self._run(["debootstrap", "--variant=minbase", SUITE, str(root), MIRROR])
        (root / "etc/dpkg/dpkg.cfg.d/unsafe-io").write_text(UNSAFE_IO)
        (root / "etc/apt/sources.list").write_text(SOURCES)
        for place in SLIMMED:
            shutil.rmtree(root / place, ignore_errors=True)
            (root / place).mkdir()
        for document in (root / "usr/share/doc").rglob("*"):
            if document.is_file() and document.name != "copyright":
                document.unlink()
        draft = tarball.with_suffix(".new")
        self._run(["tar", "--create", "--numeric-owner", "--directory", str(root), "--file", str(draft), "."])
        draft.rename(tarball)

    def _take_in(self, tarball: Path) -> None:
        container = self.buildah("from", "scratch").strip()
        self.buildah("add", "--quiet", container, str(tarball), "/")
        self.buildah("commit", "--quiet", "--rm", container, BASE)

    def _run(self, command: Sequence[str]) -> None:
        with self.log.open("a") as log:
            done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, env=_environment())
        if done.returncode:
            raise StackFailure(f"`{command[0]}` failed.", log=self.log, advice="Root, and a reachable Debian archive?")


def megabytes(folder: Path) -> float:
    """How much a folder's files take, hard links once."""
    seen: dict[tuple[int, int], int] = {}
    for place, _, files in os.walk(folder):
        for file in files:
            status = os.lstat(os.path.join(place, file))
            seen[status.st_dev, status.st_ino] = status.st_size
    return sum(seen.values()) / 1e6


def _secrets() -> list[str]:
    found = {"pip": PIP_SETTINGS, "certificates": BUNDLE}
    return [f"id={name},src={path}" for name, path in found.items() if path.exists()]


def _revision() -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def _environment() -> Mapping[str, str]:
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LC_ALL": "C.UTF-8",
    }


def _which(program: str) -> str | None:
    return shutil.which(program, path=_environment()["PATH"])
