"""The examples of billing's methods that change and show stores."""

import json
from pathlib import Path

from contracts.rpc.billing_bodies import StoreBody
from services.billing.domain.store import changed
from services.billing.wire import store_changes_from_wire, store_to_public, stores_list_from_wire
from tests.factories.billing import BENGALURU, a_store_row

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc"


def example(method):
    return json.loads((EXAMPLES / f"billing.{method}.json").read_text())


def test_a_change_of_a_store_makes_what_its_example_answers():
    call = example("change_store")
    store_id, changes, expected_body = store_changes_from_wire(call["request"])

    written = store_to_public(changed(a_store_row(), changes))

    assert (store_id, expected_body) == (BENGALURU.store_id, None)
    assert json.loads(call["reply"]["body"]) == written
    assert StoreBody().validate(written) == {}


def test_a_store_s_body_is_what_the_service_writes():
    assert json.loads(example("get_store")["reply"]["body"]) == store_to_public(a_store_row())


def test_a_list_of_stores_reads_its_example():
    assert stores_list_from_wire(example("list_stores")["request"]) == ({"status": "open"}, None, 20)
