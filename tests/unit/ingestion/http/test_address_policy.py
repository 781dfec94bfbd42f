"""Addresses: the fetcher opens some, and refuses others before it connects."""

import ipaddress
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import NotUnderstood, PersonError, Refused
from bot.ingestion.http.address_policy import ADDRESS_MAX, parse_address
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.public_networks import is_public
from tests.support.refused_addresses import REFUSED


@pytest.mark.parametrize("text", [url for _, url in REFUSED], ids=[row for row, _ in REFUSED])
def test_an_address_is_refused_without_repeating_it(text):
    with pytest.raises(PersonError) as caught:
        parse_address(text)

    assert isinstance(caught.value, Refused | NotUnderstood)
    assert "pass" not in f"{caught.value}{caught.value.values}"


@pytest.mark.parametrize(
    "text", ["hello", "", "kun.uz", "see https://kun.uz", "kun.uz:8080", "a:b c"]
)
def test_a_text_that_is_not_a_link_is_refused(text):
    with pytest.raises((NotUnderstood, Refused)):
        parse_address(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("HTTP://EXAMPLE.COM:80/Ab?x=1#f", "http://example.com/Ab?x=1"),
        (" https://kun.uz/news/1\n", "https://kun.uz/news/1"),
        ("http://example.com./", "http://example.com/"),
        ("http://example.com:8443/", "http://example.com:8443/"),
        ("https://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"),
        ("http://[::ffff:8.8.8.8]/", "http://[::ffff:808:808]/"),
        pytest.param("http://аррӏе.com/", "http://xn--80ak6aa92e.com/", id="32-homograph"),
        pytest.param("http://президент.рф/", "http://xn--d1abbgf6aiiy.xn--p1ai/", id="32-idn"),
    ],
)
def test_a_public_address_is_opened_and_shown_in_ascii(text, shown):
    assert str(parse_address(text)) == shown


PUBLIC = ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111", "2002:808:808::", "64:ff9b::808:808"]
PRIVATE = [
    *("100.64.0.1", "100.100.100.200", "224.0.0.1", "::ffff:100.64.0.1", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "fec0::1", "3fff::1"),
    *("192.88.99.1", "168.63.129.16", "0.0.0.1", "192.0.0.1", "198.18.0.1", "100::1"),
    *("2001::1", "2001:db8::1", "5f00::1", "fc00::1", "fe80::1", "ff02::1", "192.0.2.1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_ip_address_passes(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_ip_address_does_not_pass(address):
    assert not is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_makes_it_public(inner):
    number = int(inner)
    wrapped = [0xFFFF << 32 | number, 0x2002 << 112 | number << 80, 0x64FF9B << 96 | number]

    assert is_public(inner) or not any(is_public(ipaddress.IPv6Address(ip)) for ip in wrapped)


@given(st.ip_addresses())
def test_our_filter_is_never_laxer_than_the_standard_library(address):
    unwrapped = isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address.sixtofour
    )

    assert unwrapped or not is_public(address) or address.is_global


@given(st.text(max_size=60).map("http://".__add__) | st.text(max_size=60))
@example("http://[v1.x]/")
@example("http://a.com:٣/")
@example("http://ａ.com/")
def test_any_text_is_either_refused_or_one_host_for_every_parser(text):
    try:
        url = parse_address(text)
    except PersonError:
        return

    assert url.scheme in ("http", "https")
    assert urlsplit(str(url)).hostname == url.raw_host
    assert url.user is None
    assert parse_address(str(url)) == url


def test_an_address_of_the_longest_length_is_opened():
    start = "https://example.com/"

    assert parse_address(start + "a" * (ADDRESS_MAX - len(start)))


class TestAllowlist:
    def test_a_host_with_a_port_is_allowed_on_that_port_only(self):
        allow = Allowlist.parse("127.0.0.1:5000, [::1]:81,Feeds.Internal:9")

        assert str(parse_address("http://127.0.0.1:5000/", allow)) == "http://127.0.0.1:5000/"
        assert parse_address("http://feeds.internal:9/", allow)
        assert parse_address("http://[::1]:81/", allow)
        with pytest.raises(Refused):
            parse_address("http://127.0.0.1/", allow)

    def test_a_host_without_a_port_is_allowed_on_the_standard_ports(self):
        allow = Allowlist.parse("localhost,::1")

        assert parse_address("http://localhost:8080/", allow)
        assert parse_address("http://[::1]/", allow)
        with pytest.raises(Refused):
            parse_address("http://localhost:5000/", allow)

    def test_nothing_written_allows_nothing(self):
        assert Allowlist.parse(" , ") == Allowlist()

    @pytest.mark.parametrize("written", ["a:b", "a:0", "a:65536", ":80", "http://x", "a b", "a:"])
    def test_the_error_names_the_word_that_is_not_a_host(self, written):
        with pytest.raises(ValueError, match="'"):
            Allowlist.parse(written)
