"""Shops on the running stack, one a test."""

import pytest

from tests.e2e.api_client import Shop, open_shop


@pytest.fixture
def shop() -> Shop:
    """A shop with two stores and the product page's two products, a hundred of each."""
    shop = open_shop(stores=2)
    shop.product("AMUL-MILK-1L", rate=68, gst_rate=0, zero_rate_reason="exempt", hsn="0401")
    shop.product("MAGGI-70G", rate=14)
    return shop
