"""The examples of the webhooks service's methods: the service reads the requests and writes the answers."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.errors import ERRORS
from contracts.events.webhooks import PublicEnvelope
from contracts.faults import FAULTS
from contracts.rpc.webhooks import API_VERSIONS, REFUSALS, DeliveryBody, DiagnosisBody, EndpointBody, ReplayBody
from kit.clock import parse_rfc3339
from kit.errors import Refusal
from kit.preconditions import PreconditionFailed
from services.webhooks import errors, wire
from services.webhooks.domain.doctor import Complaint, Known, diagnose
from services.webhooks.domain.endpoint import Endpoint
from services.webhooks.domain.event_filter import normalised
from services.webhooks.domain.public_event import API_VERSION
from tests.factories.webhooks import AT, SECRET

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc"
URL, PATTERNS = "https://pos.example.in/hooks", ("invoice.created", "stock.*")
ENDPOINT = Endpoint(
    "whk_01J00000000000000000000EP1", URL, PATTERNS, "Tally", "v1.4", True, "enabled", None, "sealed", AT, AT
)


def example(method):
    return json.loads((EXAMPLES / f"webhooks.{method}.json").read_text())


def test_register_endpoint_reads_its_example():
    wanted, faults = wire.registration_from_wire(example("register_endpoint")["request"])

    assert faults == []
    assert (wanted["url"], normalised(wanted["events"]), wanted["description"]) == (URL, PATTERNS, "Tally")


def test_the_endpoint_s_body_is_what_the_service_writes_with_the_secret_only_where_it_is_made():
    shown = wire.endpoint_to_wire(ENDPOINT, ["X-Shop"])

    assert example("register_endpoint")["reply"]["body"] == wire.endpoint_to_wire(ENDPOINT, ["X-Shop"], SECRET)
    assert example("get_endpoint")["reply"]["body"] == example("delete_endpoint")["reply"]["body"] == shown
    assert example("list_endpoints")["reply"]["body_items"] == f"[{shown}]"


def test_a_change_reads_its_example_and_answers_it():
    wanted = wire.change_from_wire(example("change_endpoint")["request"])
    changed = replace(ENDPOINT, events=tuple(wanted["changes"]["events"]), description=wanted["changes"]["description"])

    assert wanted["changes"]["headers"] == {"X-Shop": None}
    assert example("change_endpoint")["reply"]["body"] == wire.endpoint_to_wire(changed, [])


def test_a_rotation_answers_its_example():
    told = json.loads(example("rotate_secret")["reply"]["body"])
    rotated = ENDPOINT.rotated("sealed too", "digest", AT)

    assert wire.endpoint_id_from_wire(example("rotate_secret")["request"]) == ENDPOINT.id
    assert json.loads(wire.endpoint_to_wire(rotated, ["X-Shop"], told["secret"])) == told


def test_a_replay_reads_its_example_and_answers_it():
    wanted = wire.replay_from_wire(example("replay_events")["request"])

    assert (wanted["from"], wanted["to"], wanted["dry_run"]) == (parse_rfc3339("2026-06-28T10:00:00Z"), None, True)
    assert example("replay_events")["reply"]["body"] == wire.replay_to_wire(ENDPOINT.id, 12, dry_run=True)


def test_the_doctor_reads_its_example_and_answers_it():
    wanted = wire.complaint_from_wire(example("diagnose_signature")["request"])
    headers = {name.lower(): value for name, value in wanted["headers"].items()}
    complaint = Complaint(wanted["body"], wanted["body_kind"], headers, wanted["secret"], AT)
    found = diagnose(complaint, Known(True, [], [], None), "evt_01J0000000000000000000PVB1")

    assert example("diagnose_signature")["reply"]["body"] == wire.diagnosis_to_wire(found)


def test_lists_read_their_examples():
    assert wire.page_from_wire(example("list_endpoints")["request"])["limit"] == 20
    assert wire.events_page_from_wire(example("list_events")["request"])["filters"]["types"] == ["invoice.%"]
    assert wire.deliveries_page_from_wire(example("list_deliveries")["request"])["filters"] == {"status": "pending"}


def test_a_delivery_s_body_is_what_the_service_writes():
    [delivery] = json.loads(example("list_deliveries")["reply"]["body_items"])
    row = {
        **delivery,
        "endpoint_id": delivery["webhook_id"],
        "next_attempt_at": parse_rfc3339(delivery["next_attempt_at"]),
        "created_at": parse_rfc3339(delivery["created_at"]),
    }

    assert f"[{wire.delivery_to_wire(row)}]" == example("list_deliveries")["reply"]["body_items"]


@pytest.mark.parametrize(
    ("method", "schema"),
    [
        ("register_endpoint", EndpointBody),
        ("get_endpoint", EndpointBody),
        ("list_endpoints", EndpointBody),
        ("change_endpoint", EndpointBody),
        ("delete_endpoint", EndpointBody),
        ("rotate_secret", EndpointBody),
        ("list_deliveries", DeliveryBody),
        ("get_delivery", DeliveryBody),
        ("ping_endpoint", DeliveryBody),
        ("redeliver", DeliveryBody),
        ("replay_events", ReplayBody),
        ("diagnose_signature", DiagnosisBody),
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
    refusals = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
    raised = {kind.code for kind in (*refusals, PreconditionFailed)} - {Refusal.code}

    assert {code for codes in REFUSALS.values() for code in codes} == raised
    assert raised <= set(ERRORS)
    assert {"url_refused", "out_of_range", "unknown_field", "invalid_type"} <= set(FAULTS)
