"""Problem documents: every code has a kind, every kind a status, and nothing of the inside gets out."""

import pytest

from contracts import errors as catalogue
from contracts.errors import ERRORS
from contracts.faults import FAULTS
from gateway.problems import QUOTA_EXCEEDED_TYPE, STATUS_OF_KIND, Problem, from_wire, type_url
from kit.errors import DeadlineExceeded, Unavailable, WireError, fault

# The table of the public API.
TABLE = {
    400: "malformed_request malformed_json duplicate_key body_too_deep invalid_query invalid_cursor unsupported_version invalid_idempotency_key",
    401: "key_missing key_unknown key_revoked key_expired",
    403: "key_is_read_only scope_missing store_not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "insufficient_stock sku_taken phone_taken customer_erased stock_changed refund_exceeds_invoice nothing_to_refund store_closed ambiguous_number "
    "product_archived webhook_exists webhook_disabled webhook_limit_reached idempotency_key_in_use",
    412: "precondition_failed",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "validation_failed idempotency_key_reused",
    429: "quota_exceeded",
    500: "internal_error",
    503: "service_unavailable",
    504: "deadline_exceeded",
}
STATUSES = {code: status for status, codes in TABLE.items() for code in codes.split()}


def test_the_catalogue_is_the_table_of_the_public_api():
    assert {code: Problem(code).status for code in ERRORS} == STATUSES


def test_only_what_may_pass_is_retryable():
    assert {code for code, entry in ERRORS.items() if entry.retryable} == {
        "idempotency_key_in_use",
        "quota_exceeded",
        "internal_error",
        "service_unavailable",
        "deadline_exceeded",
    }


def test_every_kind_has_a_status_and_every_code_a_sentence():
    assert set(STATUS_OF_KIND) == set(catalogue.KINDS)
    for entry in ERRORS.values():
        assert entry.title
        assert entry.meaning.endswith(".")
        assert entry.what_to_do.endswith(".")


def test_the_type_of_429_is_the_drafts_and_the_others_are_documented():
    assert type_url("https://api.saathix.com", "quota_exceeded") == QUOTA_EXCEEDED_TYPE
    assert type_url("https://api.saathix.com", "not_found") == "https://api.saathix.com/docs/errors/not_found"


def test_a_refusal_of_a_service_becomes_its_problem_with_its_facts():
    faults = [fault("/items/0/qty", "insufficient_stock", "short", sku="MAGGI-70G", wanted=6, available=5)]

    problem = from_wire(WireError("insufficient_stock", "Short.", faults, {"store_id": "store_1"}))

    assert (problem.status, problem.code, problem.detail) == (409, "insufficient_stock", "Short.")
    assert problem.errors == faults
    assert problem.members == {"store_id": "store_1"}


def test_selling_an_archived_product_is_a_fault_of_the_body_and_changing_one_a_conflict():
    named = [fault("/items/0/sku", "product_archived", "archived")]

    assert from_wire(WireError("product_archived", "archived", named)).status == 422
    assert from_wire(WireError("product_archived", "archived")).status == 409


@pytest.mark.parametrize(("error", "status"), [(Unavailable("billing is away"), 503), (DeadlineExceeded("late"), 504)])
def test_what_the_bus_cannot_do_may_be_tried_again(error, status):
    problem = from_wire(error)

    assert problem.status == status
    assert ERRORS[problem.code].retryable


@pytest.mark.parametrize("code", ["internal_error", "no_such_code"])
def test_an_inner_error_says_nothing_of_the_inside(code):
    problem = from_wire(WireError(code, 'relation "invoices" does not exist', facts={"dsn": "postgresql://"}))

    assert (problem.code, problem.status) == ("internal_error", 500)
    assert "relation" not in problem.detail
    assert problem.members == {}


def test_a_fault_raised_by_itself_is_a_failed_validation():
    problem = from_wire(WireError("unknown_sku", "There is no product X."))

    assert (problem.code, problem.status) == ("validation_failed", 422)
    assert problem.errors == [{"pointer": "", "code": "unknown_sku", "detail": "There is no product X."}]
    assert "unknown_sku" in FAULTS
