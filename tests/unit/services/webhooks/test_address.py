"""To which addresses webhooks go."""

import pytest

from services.webhooks.domain.address import checked, complaint_about
from services.webhooks.errors import UrlRefused

REFUSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
169.254.0.1 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:0 64:ff9b::7f00:1 64:ff9b:1::a00:1 100::1
2001::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 3fff::1 5f00::1 4000::1
""".split()


@pytest.mark.parametrize("address", REFUSED)
def test_refused(address):
    with pytest.raises(UrlRefused):
        checked([address], allow_loopback=False)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::6810:84e5", "2a00:1450:4009::1", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_fine(address):
    assert checked([address], allow_loopback=False) == address


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_the_local_setting_lets_loopback_through_and_nothing_else(address):
    assert complaint_about(address, allow_loopback=True) is None
    for other in ("10.0.0.1", "169.254.169.254", "0.0.0.0", "fe80::1", "64:ff9b::7f00:1"):
        assert complaint_about(other, allow_loopback=True) is not None


def test_a_name_with_one_bad_address_is_refused_whole():
    with pytest.raises(UrlRefused, match="private"):
        checked(["8.8.8.8", "10.0.0.1"], allow_loopback=False)


def test_a_name_without_an_address_has_none_to_go_to():
    with pytest.raises(UrlRefused, match="no address"):
        checked([], allow_loopback=False)
