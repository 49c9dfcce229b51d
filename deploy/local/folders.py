"""The run folder, and a data folder that the servers' users can enter."""

import os
import shutil
import tempfile
from pathlib import Path

from deploy.local.accounts import give
from deploy.local.settings import Stack

OPEN_TO_OTHERS = 0o001
LONGEST_SOCKET = 95  # the kernel takes 107 characters, and the supervisor adds its process id
HOME_OF_DATA = Path("/var/tmp")  # noqa: S108 - outlives a reboot; the folder in it is made by mkdtemp


def make_folders(stack: Stack) -> None:
    """Make the run folder, its logs, and the data folder where the dropped-to users, and a socket's name, can reach it."""
    stack.run.mkdir(parents=True, exist_ok=True)
    stack.logs.mkdir(exist_ok=True)
    if stack.data.is_symlink() and not stack.data.exists():
        stack.data.unlink()  # somebody cleaned the temporary folder away
    if stack.data.exists():
        return
    too_long = len(str(stack.run / "supervisor.sock")) > LONGEST_SOCKET
    if too_long or (os.getuid() == 0 and not everyone_may_enter(stack.run)):
        home = Path(tempfile.mkdtemp(prefix="saathix-", dir=HOME_OF_DATA))
        home.chmod(0o711)
        stack.data.symlink_to(home)
    else:
        stack.data.mkdir(mode=0o711)


def remove_folders(stack: Stack) -> None:
    """Delete what the stack keeps in its run folder, and its data wherever that is; stacks nested in the folder stay."""
    if stack.data.is_symlink():
        shutil.rmtree(stack.data.resolve(), ignore_errors=True)
    for entry in stack.run.iterdir() if stack.run.exists() else ():
        if entry.is_symlink() or not entry.is_dir():
            entry.unlink()
        elif not (entry / "secrets.json").exists():
            shutil.rmtree(entry)
    if stack.run.exists() and not any(stack.run.iterdir()):
        stack.run.rmdir()


def everyone_may_enter(folder: Path) -> bool:
    """Whether another user can pass through this folder and all above it."""
    return all(place.stat().st_mode & OPEN_TO_OTHERS for place in (folder, *folder.resolve().parents))


def private_folder(path: Path, owner: str | None) -> Path:
    """A folder that only its owner may enter."""
    path.mkdir(mode=0o700, exist_ok=True)
    give(path, owner)
    return path


def write_private(path: Path, text: str, owner: str | None = None) -> Path:
    """Write a file that only its owner may read; readers see the old text or the new one, never half."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    give(draft, owner)
    draft.replace(path)
    return path
