"""Headers that an endpoint's owner adds."""

import pytest

from services.webhooks.domain.custom_headers import fault_of_all, faults_of, merged


@pytest.mark.parametrize(
    ("name", "value"),
    [("Authorization", "Bearer 5f3a"), ("X-Shop", "Indira nagar"), ("x-api-key", "k"), ("Cookie", "a=b; c=d")],
)
def test_what_may_be_added(name, value):
    assert faults_of({name: value}) == []


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Host",
            "CONTENT-LENGTH",
            "Transfer-Encoding",
            "connection",
            "TE",
            "Upgrade",
            "Expect",
            "Keep-Alive",
            "Trailer",
        ),
        *(
            "Proxy-Authorization",
            "X-Billkart-Signature",
            "webhook-signature",
            "Webhook-Id",
            "Content-Type",
            "User-Agent",
        ),
        *("X-Forwarded-For", "Via", "", "X Shop", "X-Shop:", "X-Shop\r\nHost", "नाम", "X" * 65, "X/Y"),
    ],
)
def test_what_is_ours_or_http_s_or_no_name_is_refused(name):
    [found] = faults_of({name: "1"})

    assert found["pointer"] == "/headers/" + name.replace("/", "~1")
    assert found["code"] in {"out_of_range", "invalid_type"}


@pytest.mark.parametrize("value", ["", " x", "x ", "a\r\nX-Other: b", "a\nb", "a\x00b", "••••", "a\tb", "x" * 1025])
def test_a_value_is_one_line_of_ascii(value):
    assert [(found["pointer"], found["code"]) for found in faults_of({"Authorization": value})] == [
        ("/headers/Authorization", "invalid_type")
    ]


def test_a_name_stands_once_whatever_its_case():
    assert [found["pointer"] for found in faults_of({"X-Shop": "1", "x-shop": "2"})] == ["/headers/x-shop"]


def test_few_and_short():
    assert fault_of_all({f"X-{n}": "1" for n in range(20)}) is None
    assert fault_of_all({f"X-{n}": "1" for n in range(21)})["pointer"] == "/headers"
    assert fault_of_all({f"X-{n}": "x" * 1000 for n in range(5)})["code"] == "out_of_range"


def test_a_patch_sets_replaces_in_any_case_and_removes():
    kept = {"X-Shop": "1", "X-Till": "2"}

    assert merged(kept, {"x-shop": "3", "X-New": "4"}) == {"X-Till": "2", "x-shop": "3", "X-New": "4"}
    assert merged(kept, {"X-SHOP": None, "X-None": None}) == {"X-Till": "2"}
    assert merged(kept, {}) == kept
    assert merged(kept, None) == {}
