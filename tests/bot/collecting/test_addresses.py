"""Which hosts may be reached, and which words are an address."""

from ipaddress import IPv4Network, ip_address

import pytest

from bot.collecting.addresses import (
    AddressPolicy,
    Gate,
    RefusedAddressError,
    parse_address,
    without_password,
)
from bot.errors import FetchError, FetchFailure

STRICT = AddressPolicy()


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "192.0.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "2606:4700::1111",
        "64:ff9b::808:808",
    ],
)
def test_hosts_of_the_internet_may_be_reached(address: str):
    assert STRICT.allows(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nothing is bound
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_everything_else_is_refused(address: str):
    assert not STRICT.allows(ip_address(address))


def test_a_network_that_is_named_may_be_reached_and_no_other():
    policy = AddressPolicy(also=(IPv4Network("127.0.0.1/32"),))

    assert policy.allows(ip_address("127.0.0.1"))
    assert not policy.allows(ip_address("127.0.0.2"))
    assert not policy.allows(ip_address("::1"))


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "127.1", "2130706433", "localhost", "", "example.org"]
)
def test_no_socket_is_made_for_what_is_refused_or_no_number(host: str):
    with pytest.raises(RefusedAddressError) as caught:
        Gate(STRICT).open_socket((2, 1, 6, "", (host, 80)))

    assert caught.value.address == host


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("  https://example.org/a?b=1#part\n", "https://example.org/a?b=1"),
        ("HTTPS://Example.ORG:443/", "https://example.org/"),
        ("http://مثال.example/خبر", "http://xn--mgbh0fb.example/%D8%AE%D8%A8%D8%B1"),
        ("http://example.org:8080/", "http://example.org:8080/"),
    ],
)
def test_an_address_is_written_in_its_usual_form(address: str, expected: str):
    assert str(parse_address(address, STRICT)) == expected


@pytest.mark.parametrize(
    ("address", "reason", "value"),
    [
        ("", FetchFailure.ADDRESS, ""),
        ("example.org/article", FetchFailure.ADDRESS, ""),
        ("/article", FetchFailure.ADDRESS, ""),
        ("http://", FetchFailure.ADDRESS, ""),
        ("http:///article", FetchFailure.ADDRESS, ""),
        ("http://[::1", FetchFailure.ADDRESS, ""),
        ("http://example.org:99999/", FetchFailure.ADDRESS, ""),
        ("http://example.org/" + "a" * 4_000, FetchFailure.ADDRESS, ""),
        ("file:///etc/passwd", FetchFailure.SCHEME, "file"),
        ("ftp://example.org/a", FetchFailure.SCHEME, "ftp"),
        ("javascript:alert(1)", FetchFailure.SCHEME, "javascript"),
        ("http://example.org:22/", FetchFailure.PORT, "22"),
        ("http://example.org:6379/", FetchFailure.PORT, "6379"),
    ],
)
def test_what_is_no_address_of_a_web_site_is_refused(
    address: str, reason: FetchFailure, value: str
):
    with pytest.raises(FetchError) as caught:
        parse_address(address, STRICT)

    assert (caught.value.reason, caught.value.value) == (reason, value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    "address",
    [
        "http://me:secret@example.org/",
        "http://secret@example.org/",
        "ftp://a:secret@b/",
        "me:secret@example.org",
        "http:me:secret@example.org",
        "http:\\\\me:secret@example.org",
        "http://me:a/secret@example.org",
        f"http://me:{'secret' * 30}@example.org:x/",
    ],
)
def test_a_password_is_refused_and_not_repeated(address: str):
    with pytest.raises(FetchError) as caught:
        parse_address(address, STRICT)

    assert "secret" not in f"{caught.value}{caught.value.url}"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/@me?to=a@b", "https://example.org/@me?to=a@b"),
        ("https://example.org:443/@me", "https://example.org:443/@me"),
        (" https://me:secret@example.org/@me", "https://example.org/@me"),
    ],
)
def test_an_address_is_shown_without_what_stands_before_its_host(address: str, expected: str):
    assert without_password(address) == expected
