"""Running PHP, phpunit and composer on sdks/php."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SDK = ROOT / "sdks" / "php"
INSTALL = "apt-get install -y --no-install-recommends php-cli php-curl php-mbstring php-xml composer phpunit"


def run(*command: str, folder: Path = SDK, **environment: str) -> str:
    """Run a command that must succeed, and return what it printed."""
    program = shutil.which(command[0])
    assert program, f"{command[0]} is missing; `make test` installs it for root, or an administrator runs: {INSTALL}"
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


def empty_project(folder: Path, *, copy: bool = True) -> Path:
    """Three commands: an empty folder that requires the SDK from its path, with the network off."""
    home = folder / "composer-home"
    project = folder / "shop"
    project.mkdir(parents=True)
    source = f'{{"type": "path", "url": "{SDK}", "options": {{"symlink": {str(not copy).lower()}}}}}'
    for command in (
        ("composer", "config", "repositories.saathix", source),
        ("composer", "config", "repositories.packagist.org", "false"),
        ("composer", "require", "--no-interaction", "--no-progress", "saathix/sdk:@dev"),
    ):
        if command[1] == "config" and not (project / "composer.json").exists():
            (project / "composer.json").write_text("{}\n")
        offline = {"COMPOSER_HOME": str(home), "COMPOSER_DISABLE_NETWORK": "1", "COMPOSER_ALLOW_SUPERUSER": "1"}
        run(*command, folder=project, **offline)
    return project
