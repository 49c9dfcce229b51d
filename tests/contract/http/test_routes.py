"""The routes of the public API: each guarded, each write idempotent, and none that the design does not name."""

import pytest
from flask import Flask

from gateway.api import v1
from gateway.auth.scopes import ALL
from gateway.health import health
from gateway.rules import rules_of

ROUTES = {
    "GET /v1/products": "products:read",
    "POST /v1/products": "products:write",
    "POST /v1/products/batch": "products:write",
    "GET /v1/products/<product_id>": "products:read",
    "PATCH /v1/products/<product_id>": "products:write",
    "DELETE /v1/products/<product_id>": "products:write",
    "GET /v1/inventory/<product_id>": "inventory:read",
    "GET /v1/inventory/<product_id>/movements": "inventory:read",
    "POST /v1/inventory/<product_id>/adjustments": "inventory:write",
    "POST /v1/inventory/<product_id>/transfers": "inventory:write",
    "POST /v1/invoices": "invoices:write",
    "POST /v1/invoices/batch": "invoices:write",
    "POST /v1/invoices/preview": "invoices:write",
    "GET /v1/invoices": "invoices:read",
    "POST /v1/invoices/<invoice>/payments": "invoices:write",
    "POST /v1/invoices/<invoice>/refunds": "refunds:write",
    "GET /v1/invoices/<invoice>/refunds": "invoices:read",
    "GET /v1/invoices/<invoice>": "invoices:read_one",
    "GET /v1/invoices/<invoice>/receipt": "invoices:read_one",
    "GET /v1/credit-notes/<credit_note>": "invoices:read",
    "GET /v1/credit-notes/<credit_note>/receipt": "invoices:read",
    "POST /v1/customers": "customers:write",
    "GET /v1/customers": "customers:read",
    "GET /v1/customers/<customer_id>": "customers:read",
    "PATCH /v1/customers/<customer_id>": "customers:write",
    "DELETE /v1/customers/<customer_id>": "customers:write",
    "GET /v1/reports/sales": "reports:read",
    "GET /v1/reports/gst": "reports:read",
    "POST /v1/webhooks": "webhooks:write",
    "GET /v1/webhooks": "webhooks:read",
    "GET /v1/webhooks/<endpoint_id>": "webhooks:read",
    "PATCH /v1/webhooks/<endpoint_id>": "webhooks:write",
    "DELETE /v1/webhooks/<endpoint_id>": "webhooks:write",
    "POST /v1/webhooks/<endpoint_id>/rotate-secret": "webhooks:write",
    "POST /v1/webhooks/<endpoint_id>/test": "webhooks:write",
    "POST /v1/webhooks/<endpoint_id>/replay": "webhooks:write",
    "GET /v1/webhooks/<endpoint_id>/deliveries": "webhooks:read",
    "GET /v1/webhooks/<endpoint_id>/deliveries/<delivery_id>": "webhooks:read",
    "POST /v1/webhooks/<endpoint_id>/deliveries/<delivery_id>/redeliver": "webhooks:write",
    "POST /v1/webhooks/verify-debug": "webhooks:read",
    "GET /v1/events": "events:read",
    "GET /v1/events/<event_id>": "events:read",
    "GET /v1/stores": "stores:read",
    "POST /v1/stores": "stores:write",
    "GET /v1/stores/<store_id>": "stores:read",
    "PATCH /v1/stores/<store_id>": "stores:write",
    "GET /v1/idempotency-keys/<key>": "idempotency:read",
    "GET /v1/errors": None,
    "GET /healthz": None,
    "GET /readyz": None,
}

CHANGE_NOTHING = {"POST /v1/invoices/preview", "POST /v1/webhooks/verify-debug"}
TAKE_NOTHING = {
    "POST /v1/webhooks/<endpoint_id>/rotate-secret",
    "POST /v1/webhooks/<endpoint_id>/test",
    "POST /v1/webhooks/<endpoint_id>/deliveries/<delivery_id>/redeliver",
}


@pytest.fixture(scope="module")
def views():
    app = Flask("routes", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    for resource in (*v1.RESOURCES, health):
        app.register_blueprint(resource)
    return {
        f"{method} {rule.rule}": app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }


def test_the_routes_and_their_scopes_are_those_of_the_design(views):
    assert {route: rules_of(view).scope for route, view in views.items()} == ROUTES


def test_what_needs_no_scope_is_public_on_purpose(views):
    for view in views.values():
        rules = rules_of(view)
        assert rules.public is (rules.scope is None)
        assert rules.scope is None or rules.scope in ALL


def test_every_write_is_idempotent_and_has_a_schema(views):
    for route, view in views.items():
        if route.startswith("POST"):
            assert rules_of(view).idempotent is (route not in CHANGE_NOTHING), route
            assert (rules_of(view).body is not None) is (route not in TAKE_NOTHING), route


def test_every_view_says_what_it_does(views):
    for route, view in views.items():
        assert (view.__doc__ or "").endswith("."), route
