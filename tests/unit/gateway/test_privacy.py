"""What a publishable key sees of a customer."""

import json

from gateway.privacy import mask_phone, without_customer


def test_a_phone_is_masked_but_for_its_country_and_its_last_five_digits():
    assert mask_phone("+919876543210") == "+91••••43210"
    assert mask_phone("+16502530000") == "+1••••30000"
    assert mask_phone(None) is None
    assert mask_phone("nonsense") == "••••sense"


def test_of_the_customer_only_the_masked_phone_is_left():
    invoice = {"id": "inv_1", "customer": {"id": "cus_1", "phone": "+919876543210", "name": "Rahul", "gstin": "x"}}

    seen = json.loads(without_customer(json.dumps(invoice).encode()))

    assert seen == {"id": "inv_1", "customer": {"id": None, "phone": "+91••••43210", "name": None, "gstin": None}}


def test_an_invoice_without_a_customer_stays_as_it_is():
    body = b'{"id":"inv_1","customer":null,"grand_total":68.5}'

    assert without_customer(body) == body
