"""The Node SDK against the running stack: a whole day of a shop, and the first minute of its README."""

import os
from datetime import timedelta

import pytest

from gateway.admin import create_key
from kit.clock import SystemClock
from kit.db import Database
from tests.contract.sdk.test_node import run_node, run_suite
from tests.e2e.api_client import BASE_URL, Shop, open_shop

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    run_node("scripts/ready.mjs")


def test_a_whole_day_of_a_shop():
    shop = open_shop()

    assert run_suite("e2e/shop_day.test.mjs", **keys_of(shop), SAATHIX_LIMITED_KEY=limited_key(shop)) == 12


def test_an_empty_project_three_commands_and_a_first_invoice():
    shop = open_shop()
    shop.product("AMUL-MILK-1L", rate=68, gst_rate=0, zero_rate_reason="exempt", hsn="0401")
    shop.product("MAGGI-70G", rate=14)

    assert run_suite("e2e/first_minute.test.mjs", **keys_of(shop)) == 1

    [invoice] = shop.invoices()
    assert (invoice["grand_total"], invoice["status"]) == (220, "paid")


def keys_of(shop: Shop) -> dict[str, str]:
    assert shop.api.key is not None
    assert shop.publishable.key is not None
    return {
        "SAATHIX_BASE_URL": BASE_URL,
        "SAATHIX_SECRET_KEY": shop.api.key,
        "SAATHIX_PUBLISHABLE_KEY": shop.publishable.key,
    }


def limited_key(shop: Shop) -> str:
    """A key that may make three requests a second."""
    gateway = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    now = SystemClock().now()
    with gateway.transaction() as tx:
        key = create_key(tx, shop.account_id, "sk_live", at=now, limits=(600, 3), expires_at=now + timedelta(hours=1))
    gateway.close()
    return key
