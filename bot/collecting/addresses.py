"""Which hosts may be reached: those of the public internet, whatever an address says.

An address comes from an administrator, a feed or a redirect, and may lead, by a name or a number,
to what only this machine can see: a router, a database, a cloud's metadata. So it is the socket
that is checked, as it is made for one numeric address and before it connects. A name that means
another host when it is looked up again (DNS rebinding) gains nothing: what is checked is what is
connected to.
"""

import re
import socket
from collections.abc import Container
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from aiohttp.abc import AbstractResolver
from aiohttp.connector import AddrInfoType, TCPConnector
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.errors import FetchError, FetchFailure

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

_WEB_PORTS: Final = frozenset({80, 443, 8080, 8443})
_MAX_CHARS: Final = 4_000
_CREDENTIALS: Final = re.compile(
    r"\A(?P<scheme>(?:[\w+.-]+:)?[/\\]+)?(?:[^/\\?#]*@|[^/\\?#]*:(?!\d*(?:[/\\?#]|$)).*@)",
    re.DOTALL,
)
"""Up to the host, however wrongly the address is written."""

_NEVER: Final = tuple(
    IPv4Network(network)
    for network in (
        "100.64.0.0/10",  # carrier-grade NAT; a cloud keeps its metadata in it
        "168.63.129.16/32",  # Azure's own services, on an address that looks public
        "192.0.0.0/24",  # protocol assignments; another cloud's metadata
        "192.88.99.0/24",  # 6to4 relays, given up
    )
)
"""Refused besides what `ipaddress` calls not global; old versions of it miss some of these."""

_GLOBAL: Final = IPv6Network("2000::/3")
_NOT_GLOBAL: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo and other assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""How a host without IPv4 reaches one; the last four bytes are the address that counts."""


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """What may be reached.

    Attributes:
        ports: Of web sites.
        also: Networks that may be reached though they are not public.

    Source:
        IANA's registries of special-purpose addresses, for IPv4 and IPv6.
    """

    ports: Container[int] = _WEB_PORTS
    also: tuple[_Network, ...] = ()

    def allows(self, address: _Address) -> bool:
        """Tell whether a host at `address` may be reached."""
        if any(address.version == network.version and address in network for network in self.also):
            return True
        if isinstance(address, IPv6Address) and address in _NAT64:
            return self.allows(IPv4Address(address.packed[-4:]))
        return is_public(address)


def is_public(address: _Address) -> bool:
    """Tell whether an address is one of the public internet's, and of a single host."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NEVER)
    return address in _GLOBAL and not any(address in network for network in _NOT_GLOBAL)


class RefusedAddressError(OSError):
    """A socket was not made, as the policy refuses its address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is refused")
        self.address = address


class Gate:
    """Makes sockets for the addresses that the policy allows, and for no others.

    Args:
        policy: What may be reached.
    """

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy

    def open_socket(self, connection: AddrInfoType) -> socket.socket:
        """Make the socket for one connection.

        Raises:
            RefusedAddressError: The policy refuses it, or it is no numeric address.
        """
        family, kind, protocol, _, place = connection
        host = str(place[0])
        try:
            is_allowed = self._policy.allows(ip_address(host))
        except ValueError:
            is_allowed = False
        if not is_allowed:
            raise RefusedAddressError(host)
        return socket.socket(family=family, type=kind, proto=protocol)


def gated_connector(policy: AddressPolicy, resolver: AbstractResolver | None) -> TCPConnector:
    """Return a connector whose every connection goes through a `Gate`.

    Args:
        policy: What may be reached.
        resolver: Looks names up; the system does if None.
    """
    return TCPConnector(
        resolver=resolver or ThreadedResolver(),
        socket_factory=Gate(policy).open_socket,
        use_dns_cache=False,
    )


def parse_address(address: str, policy: AddressPolicy) -> URL:
    """Return a web address in its usual form, without its fragment.

    Where its host lies is not looked at: that is the gate's.

    Raises:
        FetchError: It is not one, or not one that may be fetched.
    """
    try:
        url = URL(address.strip()).with_fragment(None)
        is_web, host, port = url.scheme in {"http", "https"}, url.host, url.port
    except ValueError:
        raise FetchError(FetchFailure.ADDRESS, _shown(address)) from None
    if url.scheme and not is_web:
        raise FetchError(FetchFailure.SCHEME, _shown(address), url.scheme)
    if not host or len(address) > _MAX_CHARS:
        raise FetchError(FetchFailure.ADDRESS, _shown(address))
    if url.user is not None or url.password is not None:
        raise FetchError(FetchFailure.CREDENTIALS, str(url.with_user(None)))
    if port not in policy.ports:
        raise FetchError(FetchFailure.PORT, str(url), str(port))
    return url


def without_password(address: str) -> str:
    """Return what was given for an address without what stands before its host, for people."""
    return _CREDENTIALS.sub(lambda found: found["scheme"] or "", address.strip())


def _shown(address: str) -> str:
    """Return what was given for an address, short and without a password, for people."""
    return " ".join(without_password(address).split())[:100]
