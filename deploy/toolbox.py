"""Programs that judge and build what is deployed, kept under .run/tools: made once, from pinned versions, installed nowhere else."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import requests

from deploy.local import packages
from deploy.local.failure import StackFailure
from deploy.local.folders import make_folders
from deploy.local.progress import step
from deploy.local.settings import ROOT, Stack

TOOLS = ROOT / ".run" / "tools"
KUSTOMIZE_OF_DEBIAN_13 = (
    "http://deb.debian.org/debian/pool/main/k/kustomize/kustomize_5.6.0+ds-1+b2_amd64.deb",
    "552bbe5563b522685b10f75a9a226bfbee9778fc313b205d595fdbb7e9c70e33",
)
"""Debian 12 has none, and its kubectl is from 2021: it knows no components."""
OLDEST_KUSTOMIZE = (5, 0)
CRDS = ROOT / "deploy" / "kubernetes" / "crds"
CHECKOV_LOCK = ROOT / "requirements" / "tools" / "checkov.txt"


def kustomize(stack: Stack) -> list[str]:
    """The command that renders a folder: kubectl's own when it is new enough, or kustomize, fetched if need be."""
    if (path := shutil.which("kubectl")) and _version_in_kubectl(path) >= OLDEST_KUSTOMIZE:
        return [path, "kustomize"]
    if path := shutil.which("kustomize"):
        return [path, "build"]
    if platform.machine() != "x86_64":
        raise StackFailure("kubectl (1.27 or newer) or kustomize is missing.", advice="Install one, then again.")
    program = _folder("kustomize") / "usr/bin/kustomize"
    if not program.exists():
        with step("Fetching kustomize from Debian 13"):
            _unpack(_fetched(*KUSTOMIZE_OF_DEBIAN_13), _folder("kustomize"))
    return [str(program), "build"]


def promtool(stack: Stack) -> str:
    """Prometheus's own judge of alert rules, out of Debian's package, which is not installed: it would start a server."""
    if path := shutil.which("promtool"):
        return path
    program = _folder("prometheus") / "usr/bin/promtool"
    if not program.exists():
        with step("Fetching promtool"):
            _apt(stack, ["update"])
            _apt(stack, ["download", "prometheus"])
            _unpack(next(TOOLS.glob("prometheus_*.deb")), _folder("prometheus"))
    return str(program)


def crds(stack: Stack) -> Path:
    """The folder with the schemas of operators' kinds and of compose files, as npm has them, by its lock file."""
    folder = _folder("crds")
    lock = (CRDS / "package-lock.json").read_text()
    stamp = folder / "installed.json"
    if not stamp.exists() or stamp.read_text() != lock:
        packages.install(_ready(stack), [] if shutil.which("npm") else ["npm"])
        for name in ("package.json", "package-lock.json"):
            shutil.copy(CRDS / name, folder / name)
        with step("Fetching the operators' schemas"):
            _run(["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)
        stamp.write_text(lock)
    return folder


def checkov(stack: Stack) -> str:
    """The scanner of manifests, in an environment of its own: it wants other versions than we do."""
    folder = _folder("checkov")
    lock = hashlib.sha256(CHECKOV_LOCK.read_bytes()).hexdigest()
    stamp = folder / "lock.sha256"
    if not stamp.exists() or stamp.read_text() != lock:
        with step("Installing checkov (a minute, the first time only)"):
            _run([sys.executable, "-m", "venv", "--clear", str(folder)], TOOLS)
            pip = [str(folder / "bin/python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-compile"]
            _run([*pip, "--require-hashes", "--progress-bar", "off", "-q", "-r", str(CHECKOV_LOCK)], TOOLS)
        stamp.write_text(lock)
    return str(folder / "bin" / "checkov")


def _version_in_kubectl(path: str) -> tuple[int, ...]:
    said = subprocess.run([path, "version", "--client"], capture_output=True, text=True).stdout
    found = next((line.split()[-1] for line in said.splitlines() if line.startswith("Kustomize")), "v0")
    return tuple(int(part) for part in found.removeprefix("v").split(".")[:2])


def _folder(name: str) -> Path:
    folder = TOOLS / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _fetched(url: str, sha256: str) -> Path:
    path = TOOLS / url.rpartition("/")[2]
    answer = requests.get(url, timeout=60)
    answer.raise_for_status()
    body = answer.content
    if hashlib.sha256(body).hexdigest() != sha256:
        raise StackFailure(f"{url} is not what it was.", advice="Install kubectl 1.27 or newer, or kustomize.")
    path.write_bytes(body)
    return path


def _unpack(package: Path, folder: Path) -> None:
    _run(["dpkg-deb", "--extract", str(package), str(folder)], TOOLS)
    package.unlink()


def _apt(stack: Stack, arguments: Sequence[str]) -> None:
    prefix = ["sudo", "-n"] if arguments[0] == "update" and os.getuid() else []
    _run([*prefix, "apt-get", "-qq", "-o", "APT::Sandbox::User=root", *arguments], TOOLS)


def _ready(stack: Stack) -> Stack:
    make_folders(stack)
    return stack


def _run(command: Sequence[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise StackFailure(
            f"`{' '.join(command[:3])} …` failed:\n{done.stdout[-3000:]}", advice="Is the network there?"
        )
