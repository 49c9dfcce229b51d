"""Reading and judging an endpoint's URL."""

import pytest

from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.endpoint_url import Target, UrlPolicy, read_url
from services.webhooks.errors import UrlRefused

PUBLIC = "93.184.216.34"


def resolves_to(*addresses, **policy):
    return UrlGuard(UrlPolicy(**policy), lambda _host: list(addresses))


def test_a_url_is_taken_apart():
    assert read_url("https://Example.com/a/b?c=d") == Target("https", "example.com", 443, "/a/b?c=d")
    assert read_url("https://example.com.:8443") == Target("https", "example.com", 8443, "/")
    assert read_url("https://[2606:4700::1]:9000/x").host == "2606:4700::1"


def test_the_host_header_has_the_port_when_it_is_not_the_usual_one():
    assert read_url("https://example.com/").host_header == "example.com"
    assert read_url("http://example.com:443/").host_header == "example.com:443"
    assert read_url("https://[2606:4700::1]/").host_header == "[2606:4700::1]"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "//example.com/",
        "example.com",
        "",
        "https://",
        "https:///path",
        "https://:443/",
        "https://user@example.com/",
        "https://user:pass@example.com/",
        "https://example.com@127.0.0.1/",
        "https://example.com\\@127.0.0.1/",
        "https://example.com/#frag",
        "https://example.com#@127.0.0.1/",
        "https://exa mple.com/",
        "https://example.com/\r\nX-Evil: 1",
        "https://example.com/\tx",
        "https://bücher.example/",
        "https://example.com/ü",
        "https://example.com:22/",
        "https://example.com:25/",
        "https://example.com:1024/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://example.com:port/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://%31%32%37.0.0.1/",
        "https://127。0。0。1/",
        "https://-example.com/",
        "https://example.com/" + "a" * 2048,
    ],
)
def test_refused_by_its_form(url):
    with pytest.raises(UrlRefused):
        read_url(url)


@pytest.mark.parametrize("port", [80, 443, 8080, 8443, 1025, 65535])
def test_allowed_ports(port):
    assert read_url(f"https://example.com:{port}/").port == port


def test_https_to_a_public_address_is_admitted_with_the_address_to_connect_to():
    target, address = resolves_to(PUBLIC).admit("https://example.com/", livemode=True)

    assert (target.host, address) == ("example.com", PUBLIC)


def test_a_name_that_does_not_resolve_has_no_address_yet():
    assert resolves_to().admit("https://example.com/", livemode=True)[1] is None


def test_plain_http_is_for_the_sandbox():
    assert resolves_to(PUBLIC).admit("http://example.com/", livemode=False)[1] == PUBLIC
    for guard in (resolves_to(PUBLIC), resolves_to(), resolves_to(PUBLIC, allow_local=True)):
        with pytest.raises(UrlRefused, match="https"):
            guard.admit("http://example.com/", livemode=True)


def test_the_local_setting_allows_http_to_this_machine_save_the_stack_s_own_ports():
    guard = resolves_to("127.0.0.1", allow_local=True, own_ports=frozenset(range(8420, 8436)))

    assert guard.admit("http://localhost:9000/", livemode=True)[1] == "127.0.0.1"
    for port in (8420, 8421, 8435):
        with pytest.raises(UrlRefused, match="port"):
            guard.admit(f"http://localhost:{port}/", livemode=True)


def test_without_the_local_setting_this_machine_is_refused():
    with pytest.raises(UrlRefused, match="loopback"):
        resolves_to("127.0.0.1").admit("https://localhost:9000/", livemode=False)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "[fd00:ec2::254]",
        "10.1",
        "3232235521",
    ],
)
def test_numbers_are_understood_in_every_form_a_connection_would_take(host):
    with pytest.raises(UrlRefused):
        UrlGuard(UrlPolicy()).admit(f"https://{host}/", livemode=False)
