"""Every error code of the public surface: its kind, what it means, whether to try again, and what to do about it.

Services raise these codes and know the kind alone; which HTTP status a kind has is known to `gateway/problems.py` only.
"""

from dataclasses import dataclass
from typing import Final

UNREADABLE: Final = "unreadable"
UNAUTHENTICATED: Final = "unauthenticated"
FORBIDDEN: Final = "forbidden"
MISSING: Final = "missing"
METHOD: Final = "method"
NOT_ACCEPTABLE: Final = "not_acceptable"
CONFLICT: Final = "conflict"
PRECONDITION: Final = "precondition"
TOO_LARGE: Final = "too_large"
MEDIA_TYPE: Final = "media_type"
INVALID: Final = "invalid"
TOO_MANY: Final = "too_many"
INTERNAL: Final = "internal"
UNAVAILABLE: Final = "unavailable"
TIMED_OUT: Final = "timed_out"

KINDS: Final = (
    UNREADABLE,
    UNAUTHENTICATED,
    FORBIDDEN,
    MISSING,
    METHOD,
    NOT_ACCEPTABLE,
    CONFLICT,
    PRECONDITION,
    TOO_LARGE,
    MEDIA_TYPE,
    INVALID,
    TOO_MANY,
    INTERNAL,
    UNAVAILABLE,
    TIMED_OUT,
)


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One refusal a client can meet. The code is stable; title and texts may be worded better."""

    code: str
    kind: str
    title: str
    meaning: str
    what_to_do: str
    retryable: bool = False


_ERRORS = (
    ErrorCode(
        "malformed_request",
        UNREADABLE,
        "Malformed request",
        "What was sent is no HTTP request, or one that could be read in two ways; nothing of it was carried out.",
        "Send it through an HTTP library, with headers of at most 8190 characters; the connection was closed.",
    ),
    ErrorCode(
        "malformed_json",
        UNREADABLE,
        "Malformed JSON",
        "The body is not one JSON value in UTF-8.",
        "Send the body through a JSON encoder; the detail says at which character reading stopped.",
    ),
    ErrorCode(
        "duplicate_key",
        UNREADABLE,
        "Duplicate key",
        "An object of the body names the same key twice, so it is not clear which value is meant.",
        "Name each key once.",
    ),
    ErrorCode(
        "body_too_deep",
        UNREADABLE,
        "Body too deep",
        "Objects and arrays of the body are nested more than 32 deep.",
        "Flatten the body; no request needs more than a few levels.",
    ),
    ErrorCode(
        "invalid_query",
        UNREADABLE,
        "Invalid query",
        "A query parameter is unknown, given twice or has a value that cannot be used; errors[] names each.",
        "Correct or leave out the parameters named.",
    ),
    ErrorCode(
        "invalid_cursor",
        UNREADABLE,
        "Invalid cursor",
        "The cursor was not made by us, or for another list, account, version or set of filters.",
        "Start again without a cursor, and keep the filters the same from page to page.",
    ),
    ErrorCode(
        "unsupported_version",
        UNREADABLE,
        "Unsupported version",
        "The API-Version header names a version that is not served.",
        "Send one of the versions listed in the detail, or leave the header out to use the key's.",
    ),
    ErrorCode(
        "invalid_idempotency_key",
        UNREADABLE,
        "Invalid idempotency key",
        "The Idempotency-Key header is not 1 to 255 printable ASCII characters, or begins with the reserved auto: prefix.",
        "Send a UUID, bare or in double quotes.",
    ),
    ErrorCode(
        "key_missing",
        UNAUTHENTICATED,
        "Key missing",
        "The request carries no API key.",
        "Send Authorization: Bearer followed by your secret key.",
    ),
    ErrorCode(
        "key_unknown",
        UNAUTHENTICATED,
        "Key unknown",
        "The API key is mistyped or was never issued.",
        "Copy the key again from where it is kept; each has a checksum, so one wrong character is enough.",
    ),
    ErrorCode(
        "key_revoked",
        UNAUTHENTICATED,
        "Key revoked",
        "The API key was revoked.",
        "Use the key that replaced it, or make a new one.",
    ),
    ErrorCode(
        "key_expired",
        UNAUTHENTICATED,
        "Key expired",
        "The API key's time is over, by its expiry date or because it was rolled and the overlap has passed.",
        "Use the key that replaced it, or make a new one.",
    ),
    ErrorCode(
        "key_is_read_only",
        FORBIDDEN,
        "Key is read-only",
        "A publishable key (pk_) may only read.",
        "Make this request from your server with a secret key (sk_).",
    ),
    ErrorCode(
        "scope_missing",
        FORBIDDEN,
        "Scope missing",
        "The API key's scopes do not include what this request needs; the detail names it.",
        "Use a key that has the scope.",
    ),
    ErrorCode(
        "store_not_allowed",
        FORBIDDEN,
        "Store not allowed",
        "The API key is restricted to one store and the request is about another.",
        "Use a key of that store or one without a restriction.",
    ),
    ErrorCode(
        "not_found",
        MISSING,
        "Not found",
        "There is nothing at this address in this account.",
        "Check the path and the id, and that the key belongs to the account (live or test) that made it.",
    ),
    ErrorCode(
        "method_not_allowed",
        METHOD,
        "Method not allowed",
        "The address exists and does not take this method.",
        "Use one of the methods in the Allow header.",
    ),
    ErrorCode(
        "not_acceptable",
        NOT_ACCEPTABLE,
        "Not acceptable",
        "The Accept header rules out every form in which this can be answered.",
        "Accept application/json.",
    ),
    ErrorCode(
        "insufficient_stock",
        CONFLICT,
        "Insufficient stock",
        "A line asks for more than the store has; errors[] names each with wanted and available. Nothing was changed.",
        "Sell what is available, receive stock first, or let the store go below zero.",
    ),
    ErrorCode(
        "sku_taken",
        CONFLICT,
        "SKU taken",
        "Another product of the account has this SKU; archived ones keep theirs.",
        "Change that product, or choose another SKU.",
    ),
    ErrorCode(
        "phone_taken",
        CONFLICT,
        "Phone taken",
        "Another customer of the account has this phone; the answer names it.",
        "Change that customer, or use another phone.",
    ),
    ErrorCode(
        "customer_erased",
        CONFLICT,
        "Customer erased",
        "The customer's personal data was erased, and nothing is added to it again.",
        "Create the customer anew by phone; it gets another id.",
    ),
    ErrorCode(
        "stock_changed",
        CONFLICT,
        "Stock changed",
        "The quantity on hand is not the expected one any more.",
        "Read the stock again and decide anew.",
    ),
    ErrorCode(
        "refund_exceeds_invoice",
        CONFLICT,
        "Refund exceeds invoice",
        "The refund asks back more of a line than is left of it.",
        "Refund at most what errors[] names as left.",
    ),
    ErrorCode(
        "nothing_to_refund",
        CONFLICT,
        "Nothing to refund",
        "Everything on the invoice has been refunded already.",
        "Read the invoice's credit notes.",
    ),
    ErrorCode(
        "store_closed",
        CONFLICT,
        "Store closed",
        "The store is closed and takes no sales or stock.",
        "Open the store again or use another.",
    ),
    ErrorCode(
        "ambiguous_number",
        CONFLICT,
        "Ambiguous number",
        "Several invoices of the account bear this number, in different series.",
        "Use the invoice's id.",
    ),
    ErrorCode(
        "product_archived",
        CONFLICT,
        "Product archived",
        "The product is archived and can be neither sold nor changed (in a sale: status 422, with the line's pointer).",
        "Bring the product back or use another.",
    ),
    ErrorCode(
        "webhook_exists",
        CONFLICT,
        "Webhook exists",
        "The change would make this webhook the same as another: URL and events.",
        "Use the webhook named in the detail, or delete one of the two.",
    ),
    ErrorCode(
        "webhook_disabled",
        CONFLICT,
        "Webhook disabled",
        "Nothing is sent to a disabled webhook, not even on request.",
        "Set its status to enabled first.",
    ),
    ErrorCode(
        "webhook_limit_reached",
        CONFLICT,
        "Webhook limit reached",
        "The account has 50 webhooks, as many as it may.",
        "Delete one that is no longer needed, or let one subscribe to more events.",
    ),
    ErrorCode(
        "idempotency_key_in_use",
        CONFLICT,
        "Idempotency key in use",
        "Another request with this Idempotency-Key is still running.",
        "Wait as long as Retry-After says and send the same request again: you get the answer of the first.",
        retryable=True,
    ),
    ErrorCode(
        "precondition_failed",
        PRECONDITION,
        "Precondition failed",
        "The object has changed since the ETag in If-Match was read.",
        "Read the object again and apply your change to it.",
    ),
    ErrorCode(
        "body_too_large",
        TOO_LARGE,
        "Body too large",
        "The body is larger than 1 MiB.",
        "Split the request; batches take up to 500 products or 100 invoices.",
    ),
    ErrorCode(
        "unsupported_media_type",
        MEDIA_TYPE,
        "Unsupported media type",
        "The Content-Type is not application/json, or the body is compressed.",
        "Send Content-Type: application/json and a plain body.",
    ),
    ErrorCode(
        "validation_failed",
        INVALID,
        "Validation failed",
        "The body is readable and something in it is wrong; errors[] names every fault. Nothing was changed.",
        "Correct what errors[] names; the same Idempotency-Key may be used again.",
    ),
    ErrorCode(
        "idempotency_key_reused",
        INVALID,
        "Idempotency key reused",
        "This Idempotency-Key was used for another request in the last 48 hours.",
        "Use a new key for a new request, and the same one only to repeat the same request.",
    ),
    ErrorCode(
        "quota_exceeded",
        TOO_MANY,
        "Request cannot be satisfied as assigned quota has been exceeded",
        "The key has used up its requests of a minute or of a second, or an address sent too many bad keys.",
        "Wait as long as Retry-After says; the RateLimit headers of each answer show what is left.",
        retryable=True,
    ),
    ErrorCode(
        "internal_error",
        INTERNAL,
        "Internal error",
        "Something went wrong on our side. Nothing was changed, or the same Idempotency-Key finds what was.",
        "Try again with the same Idempotency-Key; if it persists, send us the request id.",
        retryable=True,
    ),
    ErrorCode(
        "service_unavailable",
        UNAVAILABLE,
        "Service unavailable",
        "A part that this request needs cannot be reached now.",
        "Try again after Retry-After with the same Idempotency-Key; nothing is done twice.",
        retryable=True,
    ),
    ErrorCode(
        "deadline_exceeded",
        TIMED_OUT,
        "Deadline exceeded",
        "No answer came in time; whether the request was carried out is not known here.",
        "Send the same request with the same Idempotency-Key again: it finds what was done and is never done twice.",
        retryable=True,
    ),
)

ERRORS: Final[dict[str, ErrorCode]] = {error.code: error for error in _ERRORS}
