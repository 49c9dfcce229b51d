"""The export of billing's documents, for whoever makes its tables again from them."""

from marshmallow import Schema, fields, validate

from contracts.rpc import Request, text, whole

MOST_EXPORTED = 500


class ExportDocuments(Request):
    """A page of the account's documents, oldest invoice first, from behind the place that the page before ended at."""

    after = text(64, allow_none=True, load_default=None)
    limit = whole(1, MOST_EXPORTED, load_default=200)


class ExportedEvent(Schema):
    """
    An event as consumers know it, without an id of its own. Each invoice is followed by its credit notes and later payments.

    Of invoice.created and invoice.refunded the data are those of the event, without an invoice's status; of
    payment.received without the sums after it, which later documents have moved on.
    """

    type = fields.String(
        required=True, validate=validate.OneOf(("invoice.created", "invoice.refunded", "payment.received"))
    )
    occurred_at = fields.String(required=True)
    data = fields.Dict(required=True)


class ExportedDocuments(Schema):
    """The answer; `next` is null at the end."""

    documents = fields.List(fields.Nested(ExportedEvent), required=True)
    next = fields.String(required=True, allow_none=True)
