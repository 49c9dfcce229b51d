"""
What deploy/compose.yaml needs beside itself: `python -m deploy.docker.compose` makes .run/compose with passwords and secrets.

`.env` for compose, `rabbitmq.conf` and `definitions.json` (a user a process), `redis.conf`. Made once: run again, it changes nothing.
"""

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from deploy.kubernetes.broker import definitions
from deploy.kubernetes.secrets import Hosts, values
from deploy.local.credentials import generate
from deploy.local.folders import write_private
from deploy.local.settings import ROOT

FOLDER = ROOT / ".run" / "compose"
HOSTS = Hosts(database="postgresql:5432", options="", broker="rabbitmq:5672", redis="redis:6379")
RABBITMQ = """\
load_definitions = /etc/rabbitmq/saathix.json
vm_memory_high_watermark.absolute = 768MiB
deprecated_features.permit.transient_nonexcl_queues = true
"""
REDIS = 'save ""\nappendonly no\nmaxmemory 128mb\nmaxmemory-policy volatile-lru\n'


def files() -> dict[str, str]:
    """The files, with new secrets."""
    made = generate()
    found = values(made, HOSTS)
    environ = {name: value for data in found.values() for name, value in data.items() if name.startswith("SAATHIX_")}
    del environ["SAATHIX_AMQP_URL"]  # each process has its own
    brokers = {name.removesuffix("-secrets"): data["SAATHIX_AMQP_URL"] for name, data in found.items() if _calls(data)}
    environ |= {f"{process.upper()}_AMQP_URL": url for process, url in brokers.items()}
    environ |= {"COMPOSE_PROJECT_NAME": "saathix", "POSTGRES_PASSWORD": made.postgresql}
    environ["SAATHIX_DATABASE_URL"] = f"postgresql://postgres:{made.postgresql}@{HOSTS.database}/postgres"
    passwords = {process: urlsplit(url).password or "" for process, url in brokers.items()}
    return {
        ".env": "".join(f"{name}={value}\n" for name, value in sorted(environ.items())),
        "definitions.json": json.dumps(definitions(passwords), indent=1) + "\n",
        "rabbitmq.conf": RABBITMQ,
        "redis.conf": REDIS + found["redis-secrets"]["password.conf"],
    }


def _calls(data: dict[str, str]) -> bool:
    return "SAATHIX_AMQP_URL" in data


def main(folder: Path = FOLDER) -> int:
    """Write them where there are none yet; returns the exit status."""
    if (folder / ".env").exists():
        print(f"{folder} is there already")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name, text in files().items():
        path = write_private(folder / name, text)
        if name != ".env":
            path.chmod(0o644)  # a server reads its own as a user of its own; nobody else gets into the folder
    print(f"made {folder}; next: docker compose --env-file {folder}/.env -f deploy/compose.yaml up --build")
    return 0


if __name__ == "__main__":
    sys.exit(main())
