"""The examples of billing's methods about refunds: read by the service, and answered with what it writes."""

import json
from pathlib import Path

from contracts.rpc.billing_refunds import REFUND_STATUSES, CreditNoteBody, RefundPreviewBody
from kit.ids import is_id
from services.billing.domain import credit_note as domain
from services.billing.domain.give_back import Sum
from services.billing.domain.returned_item import RefundRequest, ReturnedItem
from services.billing.wire import (
    credit_note_to_public,
    invoice_with_refund,
    refund_from_wire,
    refund_preview_to_public,
    refunds_list_from_wire,
)
from tests.factories.billing import INVOICE_ID, INVOICE_NO
from tests.factories.refunds import CREDIT_NOTE_ID, REFUND_ID, an_issued_note

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc"


def example(method):
    return json.loads((EXAMPLES / f"billing.{method}.json").read_text())


def test_a_refund_reads_its_example_and_answers_with_the_note():
    written = credit_note_to_public(an_issued_note())

    assert refund_from_wire(example("refund_invoice")["request"]) == (
        INVOICE_ID,
        RefundRequest((ReturnedItem(2, 1000),), "torn packet"),
    )
    for method in ("refund_invoice", "get_credit_note"):
        assert json.loads(example(method)["reply"]["body"]) == written
    assert json.loads(example("list_refunds")["reply"]["body_items"]) == [written]
    assert CreditNoteBody().validate(written) == {}
    assert is_id("cn", CREDIT_NOTE_ID)
    assert is_id("rfnd", REFUND_ID)


def test_a_preview_reads_its_example_and_answers_with_what_the_note_would_say():
    issued, call = an_issued_note(), example("preview_refund")
    shares = [Sum(refund.mode, refund.amount_paise) for refund in issued.refunds]
    written = refund_preview_to_public(issued.original, issued.note, shares)

    assert refund_from_wire(call["request"]) == refund_from_wire(example("refund_invoice")["request"])
    assert json.loads(call["reply"]["body"]) == written
    assert RefundPreviewBody().validate(written) == {}
    note = credit_note_to_public(issued)
    assert {name: note[name] for name in set(note) & set(written) - {"refunds"}} == {
        name: written[name] for name in set(note) & set(written) - {"refunds"}
    }


def test_what_is_absent_means_everything_left_into_stock_the_way_it_was_paid():
    assert refund_from_wire({"invoice": INVOICE_ID}) == (INVOICE_ID, RefundRequest(None))
    assert refund_from_wire({"invoice": INVOICE_ID, "items": [{"line": 2}, {"line": 1, "restock": False}]})[
        1
    ].items == (
        ReturnedItem(2, None),
        ReturnedItem(1, None, restock=False),
    )


def test_a_list_reads_its_example_and_goes_on_from_the_place_it_gave():
    call = example("list_refunds")

    assert refunds_list_from_wire(call["request"]) == (INVOICE_NO, None, 1)
    assert refunds_list_from_wire({"invoice": INVOICE_NO, "after": call["reply"]["next"]})[1] == (
        "2026-06-29T10:14:22Z",
        CREDIT_NOTE_ID,
    )


def test_the_invoice_shows_what_its_note_leaves_and_its_lines_stay():
    issued = an_issued_note()
    before, after = json.loads(issued.original.invoice.body), json.loads(invoice_with_refund(issued))

    assert {name: after[name] for name in before if before[name] != after[name]} == {
        "amount_refunded": 14,
        "refund_status": "partial",
    }
    assert list(after) == list(before)


def test_the_wire_and_the_domain_know_the_same_words():
    assert REFUND_STATUSES == (domain.NONE, domain.PARTIAL, domain.FULL)
