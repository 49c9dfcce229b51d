"""The examples of the webhooks service's methods: the service reads the requests and writes the answers."""

import json
from pathlib import Path

import pytest

from contracts.errors import ERRORS, FAULTS
from contracts.events.webhooks import PublicEnvelope
from contracts.rpc.webhooks import API_VERSIONS, REFUSALS, DeliveryBody, EndpointBody
from kit.clock import parse_rfc3339
from services.webhooks import errors
from services.webhooks.domain.endpoint import Endpoint
from services.webhooks.domain.event_filter import normalised
from services.webhooks.domain.public_event import API_VERSION
from services.webhooks.wire import (
    deliveries_page_from_wire,
    delivery_to_wire,
    endpoint_to_wire,
    events_page_from_wire,
    page_from_wire,
    registration_from_wire,
)
from tests.factories.webhooks import AT, SECRET

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc"
URL, PATTERNS = "https://pos.example.in/hooks", ("invoice.created", "stock.*")
ENDPOINT = Endpoint(
    "whk_01J00000000000000000000EP1", URL, PATTERNS, "Tally", "v1.4", True, "enabled", None, "sealed", AT, AT
)


def example(method):
    return json.loads((EXAMPLES / f"webhooks.{method}.json").read_text())


def test_register_endpoint_reads_its_example():
    wanted, faults = registration_from_wire(example("register_endpoint")["request"])

    assert faults == []
    assert (wanted["url"], normalised(wanted["events"]), wanted["description"]) == (URL, PATTERNS, "Tally")


def test_the_endpoint_s_body_is_what_the_service_writes_with_the_secret_only_where_it_is_made():
    assert example("register_endpoint")["reply"]["body"] == endpoint_to_wire(ENDPOINT, SECRET)
    assert example("get_endpoint")["reply"]["body"] == endpoint_to_wire(ENDPOINT, None)
    assert example("list_endpoints")["reply"]["body_items"] == f"[{endpoint_to_wire(ENDPOINT, None)}]"


def test_lists_read_their_examples():
    assert page_from_wire(example("list_endpoints")["request"])["limit"] == 20
    assert events_page_from_wire(example("list_events")["request"])["filters"]["types"] == ["invoice.%"]
    assert deliveries_page_from_wire(example("list_deliveries")["request"])["filters"] == {"status": "pending"}


def test_a_delivery_s_body_is_what_the_service_writes():
    [delivery] = json.loads(example("list_deliveries")["reply"]["body_items"])
    row = {
        **delivery,
        "endpoint_id": delivery["webhook_id"],
        "next_attempt_at": parse_rfc3339(delivery["next_attempt_at"]),
        "created_at": parse_rfc3339(delivery["created_at"]),
    }

    assert f"[{delivery_to_wire(row)}]" == example("list_deliveries")["reply"]["body_items"]


@pytest.mark.parametrize(
    ("method", "schema"),
    [
        ("register_endpoint", EndpointBody),
        ("get_endpoint", EndpointBody),
        ("list_endpoints", EndpointBody),
        ("list_deliveries", DeliveryBody),
        ("list_events", PublicEnvelope),
        ("get_event", PublicEnvelope),
    ],
)
def test_the_bodies_have_the_contract_s_shape(method, schema):
    reply = example(method)["reply"]
    items = json.loads(reply["body_items"]) if "body_items" in reply else [json.loads(reply["body"])]

    assert [schema().validate(item) for item in items] == [{}]


def test_every_method_has_its_example():
    assert sorted(f"webhooks.{method}.json" for method in REFUSALS) == sorted(
        path.name for path in EXAMPLES.glob("webhooks.*.json")
    )


def test_the_version_written_is_one_that_is_served():
    assert API_VERSION in API_VERSIONS


def test_every_refusal_is_in_the_catalogue_of_errors():
    raised = {errors.ValidationFailed.code, errors.EndpointNotFound.code, errors.EventNotFound.code}

    assert {code for codes in REFUSALS.values() for code in codes} == raised
    assert raised <= set(ERRORS)
    assert {"url_refused", "out_of_range", "unknown_field", "invalid_type"} <= set(FAULTS)
