import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.errors import AddressError
from portalwatch.network.addresses import LONGEST_URL, check, check_url, refusal

REFUSED = {
    # what `is_private` alone misses
    "100.64.0.1": "carrier NAT",
    "100.100.100.200": "cloud metadata service",
    "168.63.129.16": "cloud metadata service",
    "64:ff9b::7f00:1": "IPv4 inside IPv6: loopback",
    "2002:7f00:1::": "IPv4 inside IPv6",
    "::127.0.0.1": "IPv4 inside IPv6",
    # what `is_global` alone passes
    "224.0.0.1": "multicast",
    "ff02::1": "multicast",
    "fec0::1": "site-local",
    "192.88.99.1": "reserved",
    "192.0.0.8": "reserved",
    "3fff::1": "documentation",
    "64:ff9b:1::1": "IPv4 inside IPv6",
    # what everybody knows
    "127.0.0.1": "loopback",
    "::1": "loopback",
    "10.1.2.3": "private network",
    "172.31.255.255": "private network",
    "192.168.0.1": "private network",
    "fd12:3456::1": "private network",
    "0.0.0.0": "unspecified",
    "0.1.2.3": "unspecified",
    "::": "unspecified",
    "169.254.1.1": "link-local",
    "169.254.169.254": "cloud metadata service",
    "fd00:ec2::254": "cloud metadata service",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "255.255.255.255": "reserved",
    "240.0.0.1": "reserved",
    "198.18.0.1": "reserved",
    "203.0.113.7": "reserved",
    "2001:db8::1": "reserved",
    "4000::1": "reserved",
    "::ffff:10.0.0.1": "IPv4 inside IPv6",
    "::ffff:8.8.8.8": "IPv4 inside IPv6",
    "2001:0:1::1": "IPv4 inside IPv6",
    "64:ff9b::a9fe:a9fe": "IPv4 inside IPv6: cloud metadata service",
    "localhost": "not an IP address",
    "127.1": "not an IP address",
    "": "not an IP address",
}


@pytest.mark.parametrize(("address", "reason"), REFUSED.items())
def test_an_address_that_is_no_portals_is_refused(address, reason):
    assert refusal(address) == reason


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "223.5.5.5", "114.114.114.114", "172.32.0.1", "2400:3200::1", "2606:4700::1111"]
)
def test_a_public_address_is_not_refused(address):
    assert refusal(address) is None


def test_a_network_without_ipv4_reaches_public_hosts_through_nat64():
    assert refusal("64:ff9b::8.8.8.8") is None


@given(st.ip_addresses())
def test_whatever_is_not_refused_is_a_global_unicast_address(ip):
    if refusal(str(ip)) is None and ip not in ipaddress.ip_network("64:ff9b::/96"):
        assert ip.is_global
        assert not any((ip.is_multicast, ip.is_private, ip.is_reserved, ip.is_loopback, ip.is_link_local))


@given(st.ip_addresses(v=4))
def test_nat64_is_refused_with_the_host_behind_it(ip):
    behind = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(ip))
    assert (refusal(str(behind)) is None) == (refusal(str(ip)) is None)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "fd12:3456::1"])
def test_allow_private_lets_loopback_and_private_networks_through(address):
    check("portal.test", address, allow_private=True)
    with pytest.raises(AddressError) as caught:
        check("portal.test", address, allow_private=False)
    assert str(caught.value).startswith(f"portal.test ({address}) is refused: ")


@pytest.mark.parametrize(
    "address", [each for each, why in REFUSED.items() if why not in ("loopback", "private network")]
)
def test_allow_private_lets_nothing_else_through(address):
    with pytest.raises(AddressError):
        check("portal.test", address, allow_private=True)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.0.0.1.", "127.1", "0x7f.1", "0x7F000001", "2130706433", "017700000001", "0177.0.0.01",
        "①②⑦.0.0.1", "127。0。0。1", "１２７．０．０．１", "[::1]", "[0:0::1]", "[::ffff:127.0.0.1]", "0", "[::]",
    ],
)  # fmt: skip
def test_a_refused_address_is_seen_in_every_spelling(host):
    with pytest.raises(AddressError):
        check_url(f"http://{host}/", allow_private=False)


@pytest.mark.parametrize("spelling", ["0x7f.1", "2130706433", "①②⑦.0.0.1", "127。0。0。1", "0177.0x0.1", "127.0.0.1."])
def test_an_odd_spelling_is_refused_as_the_address_it_means(spelling):
    with pytest.raises(AddressError) as caught:
        check_url(f"http://{spelling}/", allow_private=False)
    assert caught.value.address == "127.0.0.1"
    assert caught.value.reason == "loopback"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://www.example.com/", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("www.example.com", "neither http nor https"),
        ("//www.example.com/", "neither http nor https"),
        ("http:///path", "not a host name"),
        ("http://user@www.example.com/", "a user name in the URL"),
        ("http://@www.example.com/", "a user name in the URL"),
        ("http://www.example.com\\@127.0.0.1/", "a backslash, blank or control character"),
        ("http://www.example.com/a b", "a backslash, blank or control character"),
        ("http://www.example.com/\t", "a backslash, blank or control character"),
        ("\x00http://www.example.com/", "a backslash, blank or control character"),
        ("http://www.example.com/\u200b", "a backslash, blank or control character"),
        ("http://www.example.com/\u3000", "a backslash, blank or control character"),
        ("http://www.exa%6dple.com/", "not a host name"),
        ("http://www.example.com.1/", "not a host name"),
        ("http://1.2.3.4.5/", "not a host name"),
        ("http://256.1.1.1/", "not an IP address"),
        ("http://1.16777216/", "not an IP address"),
        ("http://www.example.com:0/", "port 0"),
        ("http://www.example.com:22/", "port 22"),
        ("http://www.example.com:6667/", "port 6667"),
        ("http://www.example.com/" + "x" * LONGEST_URL, "longer than 2083 characters"),
    ],
)
def test_a_url_that_no_portal_has_is_refused_with_the_reason(url, reason):
    with pytest.raises(AddressError) as caught:
        check_url(url, allow_private=False)
    assert caught.value.reason == reason


@pytest.mark.parametrize("url", ["http://www.example.com:99999/", "http://[::1/", "http://a..b/", "http://1.08/"])
def test_a_url_that_cannot_be_read_is_refused(url):
    with pytest.raises(AddressError):
        check_url(url, allow_private=True)


def test_a_refused_url_does_not_tell_its_password():
    with pytest.raises(AddressError) as caught:
        check_url("http://user:secret@www.example.com/\x07", allow_private=False)
    assert "secret" not in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://www.example.com/a?b=1#c", "http://www.example.com/a?b=1#c"),
        ("HTTPS://WWW.Example.COM/A", "https://www.example.com/A"),
        ("http://中国政府网.政务/zhengce/", "http://xn--fiqs8sirgfmhq98a.xn--zfr164b/zhengce/"),
        ("http://www.example.com:8080/", "http://www.example.com:8080/"),
        ("https://www.example.com:443", "https://www.example.com:443"),
        ("http://[2400:3200:0::1]/", "http://[2400:3200::1]/"),
        ("http://134744072/", "http://8.8.8.8/"),
        ("http://a_b.example.com/", "http://a_b.example.com/"),
    ],
)
def test_a_good_url_comes_back_with_its_host_in_ascii(url, asked):
    assert check_url(url, allow_private=False) == asked


def test_any_port_will_do_where_private_addresses_are_allowed():
    assert check_url("http://127.1:99/", allow_private=True) == "http://127.0.0.1:99/"
    with pytest.raises(AddressError):
        check_url("http://127.1:0/", allow_private=True)


@given(st.text(max_size=40))
def test_a_checked_url_is_ascii_in_its_host_and_checks_again_as_itself(host):
    try:
        url = check_url(f"http://{host}/", allow_private=False)
    except AddressError:
        return
    assert url == check_url(url, allow_private=False)
