"""Running PHP, phpunit and composer on sdks/php."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from deploy.local import sdk_tools

ROOT = Path(__file__).resolve().parents[3]
SDK = ROOT / "sdks" / "php"


def run(*command: str, folder: Path = SDK, **environment: str) -> str:
    """Run a command that must succeed, and return what it printed."""
    program = shutil.which(command[0])
    assert program, f"`make test` installs what is missing for root; else an administrator does: {sdk_tools.missing()}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAATHIX_")}
    done = subprocess.run(
        [program, *command[1:]], cwd=folder, env={**kept, **environment}, capture_output=True, text=True, timeout=110
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-8000:]}\n{done.stderr[-4000:]}"
    return done.stdout + done.stderr


def phpunit(*arguments: str, **environment: str) -> str:
    """Run phpunit; a warning, a risky, skipped or incomplete test fails it."""
    said = run("phpunit", "--configuration", "phpunit.xml", *arguments, **environment)
    assert "OK (" in said, said
    return said


def empty_project(folder: Path) -> Path:
    """The first two of the README's three commands, in an empty folder and with the network off."""
    project = folder / "shop"
    project.mkdir(parents=True)
    source = json.dumps({"type": "path", "url": str(SDK), "options": {"symlink": False}})
    offline = {
        "COMPOSER_HOME": str(folder / "composer-home"),
        "COMPOSER_DISABLE_NETWORK": "1",
        "COMPOSER_ALLOW_SUPERUSER": "1",
    }
    no_packagist = '{"packagist.org": false}'
    init = ("composer", "init", "-n", "--name=my/shop", f"--repository={source}", f"--repository={no_packagist}")
    run(*init, folder=project, **offline)
    run("composer", "require", "-n", "saathix/sdk:@dev", folder=project, **offline)
    return project
