"""What the gateway counts by: templates, and nothing that a stranger can make up."""

import pytest

from gateway import measures
from kit import metrics


@pytest.mark.parametrize(
    ("rule", "template"),
    [
        ("/v1/stores/<store_id>", "/v1/stores/{store_id}"),
        ("/v1/webhooks/<endpoint_id>/deliveries/<delivery_id>", "/v1/webhooks/{endpoint_id}/deliveries/{delivery_id}"),
        ("/docs/assets/<path:name>", "/docs/assets/{name}"),
        ("/v1/invoices", "/v1/invoices"),
        ("unknown", "unknown"),
    ],
)
def test_a_route_is_told_as_the_document_writes_it(rule, template):
    assert measures.template(rule) == template


def test_methods_that_nobody_knows_are_one():
    before = metrics.HTTP_REQUESTS.of("other", "/v1/nowhere", "405").value

    for number in range(5):
        measures.answered(f"MADEUP{number}", "/v1/nowhere", "405", 0.001)

    assert metrics.HTTP_REQUESTS.of("other", "/v1/nowhere", "405").value == before + 5
    assert not any("MADEUP" in value for key in metrics.HTTP_REQUESTS._children for value in key)


def test_health_is_not_counted():
    measures.answered("GET", "/readyz", "503", 0.001)

    assert not any("/readyz" in key for key in metrics.HTTP_REQUESTS._children)
