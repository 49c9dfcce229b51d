"""What the customers' process needs from the environment."""

from dataclasses import dataclass

from kit.settings import env


@dataclass(frozen=True)
class Settings:
    """Read once at the start of the process. The id secret is never rotated: ids are derived from it."""

    amqp_url: str = env("SAATHIX_AMQP_URL", secret=True)
    database_url: str = env("SAATHIX_CUSTOMERS_DATABASE_URL", secret=True)
    worker_database_url: str = env("SAATHIX_CUSTOMERS_WORKER_DATABASE_URL", secret=True)
    customer_id_secret: bytes = env("SAATHIX_CUSTOMER_ID_SECRET", parse=str.encode, secret=True)
