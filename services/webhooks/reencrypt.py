"""
Encrypt every stored secret with the first key of SAATHIX_ENCRYPTION_KEY: `python -m services.webhooks.reencrypt`.

Afterwards the other keys of the list open nothing any more and can be taken out.
"""

import os
import sys

from kit.db import Database
from kit.settings import ConfigurationError, load
from services.webhooks import operations
from services.webhooks.settings import DispatcherSettings


def main() -> int:
    """Do it and say how much there was; returns the exit status."""
    try:
        settings = load(DispatcherSettings, os.environ)
    except ConfigurationError as problem:
        sys.stderr.write(f"reencrypt: {problem}\n")
        return 2
    db = Database(settings.worker_database_url, size=1, application="reencrypt")
    done = operations.seal_again(db, settings.box)
    db.close()
    sys.stdout.write(f"sealed with the first key: {done['endpoints']} webhooks, {done['answers']} recorded answers\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
