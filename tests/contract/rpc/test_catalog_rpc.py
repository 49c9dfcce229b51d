"""The examples of the catalog's methods: the service reads the requests, and the answers have the contract's shape."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from contracts.rpc.catalog import REFUSALS, BatchBody, ProductBody
from kit.preconditions import PreconditionFailed
from kit.wire_json import dumps
from services.catalog import errors
from services.catalog.domain.product import ARCHIVED
from services.catalog.wire import (
    archival_from_wire,
    batch_from_wire,
    change_from_wire,
    draft_from_wire,
    list_from_wire,
    product_to_public,
)
from tests.factories.catalog import PRODUCT_ID, a_product

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc"


def example(method):
    return json.loads((EXAMPLES / f"catalog.{method}.json").read_text())


def test_create_product_reads_its_example():
    draft = draft_from_wire(example("create_product")["request"])

    assert (draft.sku, draft.price.rate_paise, draft.stock.default_qty_milli) == ("MAGGI-70G", 1400, 500_000)


def test_upsert_products_reads_its_example_and_answers_by_item():
    published = example("upsert_products")

    drafts = [draft_from_wire(item) for item in batch_from_wire(published["request"])]

    assert [draft.sku for draft in drafts] == ["MAGGI-70G", "AMUL-MILK-1L", "OLD-RATE"]
    assert BatchBody().validate(json.loads(published["reply"]["body"])) == {}


def test_preview_products_takes_the_same_request_and_answers_without_resources():
    published = example("preview_products")
    body = json.loads(published["reply"]["body"])

    assert published["request"] == example("upsert_products")["request"]
    assert BatchBody().validate(body) == {}
    assert [result["status"] for result in body["results"]] == ["updated", "created", "error"]
    assert all("resource" not in result for result in body["results"])


def test_change_product_reads_its_example_and_answers_what_the_domain_makes_of_it():
    published = example("change_product")

    change = change_from_wire(published["request"])

    assert change.product_id == PRODUCT_ID
    assert change.expected_body == hashlib.sha256(dumps(product_to_public(a_product())).encode()).hexdigest()
    changed = a_product().patched(change.changes, a_product().created_at + timedelta(hours=1))
    assert json.loads(published["reply"]["body"]) == product_to_public(changed)


def test_archive_product_reads_its_example_and_answers_an_archived_one():
    published = example("archive_product")

    assert archival_from_wire(published["request"]) == (PRODUCT_ID, None)
    body = json.loads(published["reply"]["body"])
    assert (body["status"], ProductBody().validate(body)) == (ARCHIVED, {})


def test_list_products_reads_its_example():
    published = example("list_products")

    filters, after, limit = list_from_wire(published["request"])

    assert sorted(filters) == ["q", "status", "store_id", "updated_at_gte"]
    assert (after, limit) == (None, 20)
    assert list_from_wire({"after": published["reply"]["next"]})[1] == tuple(published["reply"]["next"])
    assert [ProductBody().validate(item) for item in json.loads(published["reply"]["body_items"])] == [{}]


@pytest.mark.parametrize("method", ["create_product", "get_product"])
def test_the_body_is_what_the_service_writes(method):
    body = json.loads(example(method)["reply"]["body"])

    assert body == product_to_public(a_product())
    assert ProductBody().validate(body) == {}


def test_every_method_has_its_example():
    assert sorted(f"catalog.{method}.json" for method in REFUSALS) == sorted(
        path.name for path in EXAMPLES.glob("catalog.*.json")
    )


def test_every_refusal_is_in_the_catalogue_of_errors():
    codes = {
        errors.ValidationFailed.code,
        errors.SkuTaken.code,
        errors.ProductArchived.code,
        errors.ProductNotFound.code,
        PreconditionFailed.code,
    }

    assert codes | {code for codes in REFUSALS.values() for code in codes} <= set(ERRORS)
    assert {"rate_not_in_force", "invalid_hsn", "unknown_store", "required", "out_of_range"} <= set(FAULTS)
