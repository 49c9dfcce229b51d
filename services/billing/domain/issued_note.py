"""A credit note as it is issued: numbered and dated, with the money given back."""

from dataclasses import dataclass
from datetime import datetime

from services.billing.domain.credit_note import CreditNote, Original


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back with a note."""

    refund_id: str
    mode: str
    amount_paise: int


@dataclass(frozen=True, slots=True)
class IssuedNote:
    """A note with all that it is booked and told with."""

    credit_note_id: str
    number: str
    original: Original
    note: CreditNote
    refunds: tuple[Refund, ...]
    reason: str | None
    gst_effective: bool
    created_at: datetime
