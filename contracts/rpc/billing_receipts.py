"""The one method of the process `receipts`, which prints billing's documents."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from contracts.rpc import INVALID_TYPE, REQUIRED, Request, flag, text
from contracts.rpc.billing import choice

FORMATS = ("html", "pdf")
PAPERS = ("a4", "80mm")
_NAME: dict[str, Any] = {"allow_none": True, "load_default": None}


class RenderReceipt(Request):
    """
    An invoice or a credit note by id or number, to be printed.

    `masked` leaves of the buyer only the masked phone. `known` are the tags of what the caller has: one of them being still
    right, the answer is the tag alone.
    """

    invoice = text(64, **_NAME)
    credit_note = text(64, **_NAME)
    format = choice(*FORMATS, required=True)
    paper = choice(*PAPERS, required=True)
    masked = flag(load_default=False)
    known = fields.List(text(64), load_default=list)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _one_document(self, _data: Any, original: Any, **_: Any) -> None:
        named = [name for name in ("invoice", "credit_note") if isinstance(original, dict) and original.get(name)]
        if len(named) == 2:
            raise ValidationError({"credit_note": [INVALID_TYPE]})
        if not named:
            raise ValidationError({"invoice": [REQUIRED]})


class Rendered(Request):
    """The printed document: text in `body`, or bytes in `base64`; neither when the caller has it already."""

    tag = text(64, required=True)
    content_type = text(64, required=True)
    file_name = text(64, required=True)
    body = fields.String(allow_none=True, required=True)
    base64 = fields.String(allow_none=True, required=True)


REFUSALS = {"render_receipt": ("not_found", "ambiguous_number", "validation_failed", "deadline_exceeded")}
