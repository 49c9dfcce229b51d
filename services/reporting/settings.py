"""What the reporting process needs from the environment."""

from dataclasses import dataclass

from kit.settings import env


@dataclass(frozen=True)
class Settings:
    """Read once at the start of the process."""

    amqp_url: str = env("SAATHIX_AMQP_URL", secret=True)
    database_url: str = env("SAATHIX_REPORTING_DATABASE_URL", secret=True)
    worker_database_url: str = env("SAATHIX_REPORTING_WORKER_DATABASE_URL", secret=True)
