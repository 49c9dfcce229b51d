"""The example of the one method of `receipts`: the service reads the request, and its answer has the contract's shape."""

import json
from pathlib import Path

from contracts.errors import ERRORS
from contracts.rpc import billing_receipts as contract
from kit.caller import Caller
from kit.messaging.extensions import Rpc
from services.billing.adapters.pdf_press import Press
from services.billing.operations.render_receipt import answer_with
from services.billing.receipts import Receipts
from services.billing.wire import invoice_to_public
from services.billing.wire.receipts import receipt_of_invoice, receipt_request_from_wire
from tests.factories.billing import a_draft, a_store_row, booked

EXAMPLE = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc" / "receipts.render_receipt.json"
CALL = json.loads(EXAMPLE.read_text())


def the_product_pages_sale():
    """The row that is read for the product page's sale."""
    store = a_store_row()
    return {
        "body": json.dumps(invoice_to_public(a_draft(), **booked())),
        "gstin": store["gstin"],
        "inter_state": False,
        "sez": False,
        "supplier_state": "29",
        "store_name": store["name"],
        "store_address": json.dumps(store["address"]),
        "store_state": "29",
        "upi_id": None,
        "composition": False,
        "cess_rates_bp": [0, 0],
    }


def test_the_example_is_read_and_answered():
    asked = receipt_request_from_wire(CALL["request"])
    receipt = receipt_of_invoice(the_product_pages_sale(), livemode=True, masked=asked["masked"])

    answer = answer_with(receipt, Press(seconds=1), asked)

    assert answer.keys() == CALL["reply"].keys()
    assert contract.Rendered().validate(answer) == contract.Rendered().validate(CALL["reply"]) == {}
    assert answer["file_name"] == CALL["reply"]["file_name"]
    assert answer["content_type"] == CALL["reply"]["content_type"]
    head, tail = CALL["reply"]["body"].split("…")
    assert answer["body"].startswith(head)
    assert answer["body"].endswith(tail)


def test_every_method_has_its_refusals_and_its_example():
    methods = [
        name
        for name, method in vars(Receipts).items()
        if any(isinstance(entrypoint, Rpc) for entrypoint in getattr(method, "nameko_entrypoints", ()))
    ]

    assert methods == list(contract.REFUSALS) == ["render_receipt"]
    assert {code for codes in contract.REFUSALS.values() for code in codes} <= set(ERRORS)
    assert Caller.from_wire(CALL["caller"]).account_id == "acct_01J0000000000000000000DEMO"
