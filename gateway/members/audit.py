"""
The log of what people changed: who, what, when and from where.

An entry is written in the transaction of the change; where a service makes the change, right after its answer.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.storage import audit_log
from kit.db import Tx
from kit.ids import new_id
from kit.wire_json import dumps

ACTIONS = (
    "member.signed_in",
    "member.signed_out_everywhere",
    "member.ended_session",
    "member.invited",
    "member.invitation_withdrawn",
    "member.joined",
    "member.role_changed",
    "member.removed",
    "member.password_changed",
    "member.two_factor_on",
    "member.two_factor_off",
    "member.recovery_codes_made",
    "key.created",
    "key.rolled",
    "key.revoked",
    "account.renamed",
    "webhook.created",
    "webhook.changed",
    "webhook.deleted",
    "webhook.secret_rotated",
    "webhook.tested",
    "webhook.redelivered",
    "webhook.replayed",
    "product.created",
    "product.changed",
    "product.archived",
    "products.imported",
    "products.exported",
    "stock.adjusted",
    "stock.transferred",
    "customer.created",
    "customer.changed",
    "customer.erased",
    "customers.exported",
    "invoice.created",
    "invoice.refunded",
    "payment.recorded",
    "store.opened",
    "store.changed",
    "report.exported",
)
"""Every action that pages note, in the order that filters show; a page that notes another adds it here."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something."""

    account_id: str
    member_id: str | None
    label: str
    """The e-mail address, as it was then."""
    address: str
    livemode: bool = True


def note(tx: Tx, who: Actor, action: str, subject: str, *, at: datetime, **facts: Any) -> None:
    """Write an entry. `subject` is the id or name of what was changed; facts are plain values, never a secret."""
    if action not in ACTIONS:
        raise LookupError(f"{action} is not in the list of actions")
    audit_log.add(
        tx,
        {
            "account_id": who.account_id,
            "entry_id": new_id("audit", at),
            "at": at,
            "member_id": who.member_id,
            "actor": who.label,
            "action": action,
            "subject": subject,
            "facts": dumps(facts),
            "livemode": who.livemode,
            "address": who.address,
        },
    )
