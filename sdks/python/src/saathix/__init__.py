"""
SaathiX Billing for Python.

    import saathix

    client = saathix.SaathiX("sk_live_…")
    invoice = client.invoices.create(items=[{"sku": "MAGGI-70G", "qty": 6}])
"""

from . import money, webhooks
from ._answers import Response
from ._pages import List
from ._version import API_VERSION, VERSION
from .client import SaathiX
from .errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotAnAnswer,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    SaathiXError,
    ServerError,
    SignatureError,
    ValidationError,
)

__version__ = VERSION

__all__ = [
    "API_VERSION",
    "VERSION",
    "ApiConnectionError",
    "ApiError",
    "ApiTimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "List",
    "NotAnAnswer",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "Response",
    "SaathiX",
    "SaathiXError",
    "ServerError",
    "SignatureError",
    "ValidationError",
    "money",
    "webhooks",
]
