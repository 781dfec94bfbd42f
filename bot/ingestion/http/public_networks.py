"""Check whether an IP address is on the public internet.

Python's `is_global` accepts multicast, NAT64, IPv4-compatible and cloud metadata addresses
(measured with 3.11.7). The lists here deny them: the IANA special-purpose registries of IPv4 and
IPv6, multicast, reserved space, and Azure's metadata address.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

_DENIED_4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",
        ),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")  # the only block that IANA assigns from; the rest is denied
_DENIED_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_SIX_TO_FOUR = IPv6Network("2002::/16")
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: IPAddress) -> bool:
    """Return whether `address` is on the public internet.

    For an IPv4 address embedded in IPv6 (mapped, 6to4, NAT64), check the IPv4 address. Teredo is
    denied with the rest of 2001::/23.
    """
    if isinstance(address, IPv6Address):
        inner = _embedded_ipv4(address)
        if inner is None:
            return (
                address in _GLOBAL_6
                and not address.scope_id
                and not any(address in network for network in _DENIED_6)
            )
        address = inner
    return not any(address in network for network in _DENIED_4)


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in _SIX_TO_FOUR:
        return IPv4Address(int(address) >> 80 & 0xFFFFFFFF)
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
