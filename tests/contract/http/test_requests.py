"""What the gateway makes of a public body is what the service's contract takes, at its limits too."""

from decimal import Decimal

import pytest

from contracts.rpc import read
from contracts.rpc.catalog import CreateProduct
from contracts.rpc.customers import UpsertCustomer
from contracts.rpc.reporting import GstReport, SalesReport
from contracts.rpc.webhooks import DiagnoseSignature, EndpointChanges, RegisterEndpoint, ReplayEvents
from gateway.api.v1.schemas.customers import Customer
from gateway.api.v1.schemas.products import UNITS, Product
from gateway.api.v1.schemas.queries import GstReportQuery, SalesReportQuery
from gateway.api.v1.schemas.webhooks import Complaint, Replay, WebhookChanges, WebhookEndpoint

PRODUCT = {"sku": "MAGGI-70G", "name": "Maggi", "rate": 14, "gst_rate": 5}
METADATA = {f"{n:040}": "x" * 500 for n in range(50)}


def made(schema, raw):
    faults = []
    request = schema().read(raw, "", faults)
    assert faults == []
    return request


@pytest.mark.parametrize(
    "raw",
    [
        PRODUCT,
        {**PRODUCT, "stock": 0},
        {**PRODUCT, "stock": [{"store": "store_" + "0" * 26, "qty": Decimal("9999999999.999")}]},
        {
            **PRODUCT,
            "sku": "S" * 64,
            "name": "न" * 200,
            "rate": Decimal("9999999999.99"),
            "gst_rate": 0,
            "cess_rate": Decimal("290.25"),
            "zero_rate_reason": "zero_rated",
            "hsn": "19023010",
            "barcode": "8" * 64,
            "reorder_level": Decimal("0.001"),
            "tax_inclusive": False,
            "metadata": METADATA,
        },
        *({**PRODUCT, "unit": unit} for unit in UNITS),
    ],
)
def test_products(raw):
    read(CreateProduct(), made(Product, raw))


@pytest.mark.parametrize(
    "raw",
    [
        {"phone": "98765 43210"},
        {
            "phone": "+1 650 253 0000",
            "name": "न" * 200,
            "gstin": "27aapfu0939f1zv",
            "email": "a@b.co",
            "sez": True,
            "address": {"line1": "x" * 200, "city": "x" * 100, "state": "29", "pin": "560038"},
            "metadata": METADATA,
        },
    ],
)
def test_customers(raw):
    read(UpsertCustomer(), made(Customer, raw))


def test_reports():
    query = {
        "granularity": "month",
        "from": "2026-04-01",
        "to": "2027-03-31",
        "store": "store_1",
        "group_by": "gst_rate",
    }

    assert SalesReport().load(made(SalesReportQuery, {**query, "format": "csv"}))
    month = {"period": "062026", "gstin": "29AAGCB7383J1Z4", "store": "store_1", "hsn_digits": "6", "format": "gstn"}
    assert GstReport().load(made(GstReportQuery, month))


def test_webhooks():
    raw = {"url": "https://example.com/" + "x" * 2028, "events": ["stock.*", "*"], "description": "x" * 500}
    headers = {f"X-{n}": "v" * 1024 for n in range(20)}

    read(RegisterEndpoint(), made(WebhookEndpoint, {**raw, "headers": headers, "api_version": "v1.4"}))
    changes = {**raw, "description": None, "headers": {f"X-{n}": None for n in range(40)}, "status": "disabled"}
    read(EndpointChanges(), made(WebhookChanges, changes))
    times = {"from": "2026-06-28T10:14:22+05:30", "to": "2026-06-28T10:14:22Z"}
    numbers = {"from_sequence": 1, "to_sequence": 2**63 - 1}
    read(ReplayEvents(), {**made(Replay, {**times, **numbers, "events": ["*"]}), "endpoint_id": "whk_1"})
    complaint = {
        "body": "x" * 1024 * 1024,
        "headers": {"A": "v" * 8192},
        "secret": "s" * 256,
        "received_at": times["to"],
    }
    read(DiagnoseSignature(), made(Complaint, complaint))
