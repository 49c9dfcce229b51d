"""What the billing process needs from the environment."""

from dataclasses import dataclass

from kit.settings import env


@dataclass(frozen=True, slots=True)
class Settings:
    """Billing's settings; `customer_id_secret` is the deployment's secret that customers shares."""

    amqp_url: str = env("SAATHIX_AMQP_URL", secret=True)
    database_url: str = env("SAATHIX_BILLING_DATABASE_URL", secret=True)
    worker_database_url: str = env("SAATHIX_BILLING_WORKER_DATABASE_URL", secret=True)
    customer_id_secret: bytes = env("SAATHIX_CUSTOMER_ID_SECRET", parse=str.encode, secret=True)
    max_calls: int = env("SAATHIX_BILLING_MAX_CALLS", parse=int, default=96)
    max_group: int = env("SAATHIX_BILLING_MAX_GROUP", parse=int, default=64)


@dataclass(frozen=True, slots=True)
class ReceiptsSettings:
    """The process `receipts`: it reads billing's database and prints, and needs no secret of billing's."""

    amqp_url: str = env("SAATHIX_AMQP_URL", secret=True)
    database_url: str = env("SAATHIX_BILLING_DATABASE_URL", secret=True)
    pdf_seconds: float = env("SAATHIX_RECEIPTS_PDF_SECONDS", parse=float, default=22.0)
    """How long a caller waits for a PDF, its turn included; it is made on after that, for the next call."""
    max_calls: int = env("SAATHIX_RECEIPTS_MAX_CALLS", parse=int, default=16)
