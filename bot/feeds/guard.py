"""What may be asked for. Feeds and pages are named by people and by other servers, so an address may lead anywhere:
to this machine, to the network around it, to a cloud's metadata service.

An address is looked at twice. `check_url` judges what is written; `check_address` judges the very address that is about
to be dialled, after the name was looked up, because a name may lead elsewhere a moment later. Addresses are parsed by
yarl, which is what aiohttp dials with, so that the two never read an address differently.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final, NoReturn

from yarl import URL

from bot.domain.press.item import MAX_URL

if TYPE_CHECKING:
    from collections.abc import Sequence

PRIVATE: Final = "the address leads to a private network"
UNREADABLE: Final = "the address cannot be read"
WRONG_SCHEME: Final = "only addresses that begin with http:// or https:// are read"
WRONG_PORT: Final = "only the ports 80 and 443 are asked"
WITH_NAME: Final = "the address carries a user name or a password"
TOO_LONG: Final = f"the address is longer than {MAX_URL:,} characters"

REMEMBERED: Final = 10_000

_PORTS: Final = (80, 443)
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*")
# What a browser would read as an IPv4 address: its last part is a number, also an octal or hexadecimal one.
_NUMBER: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u2028\u2029\ufeff\ud800-\udfff]")
# Path and query that need no quoting are asked for as they are written: yarl would write %2F in a query as /, and a
# server that minds the difference would redirect in a circle.
_PLAIN: Final = r"[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2}"
_AS_WRITTEN: Final = re.compile(rf"(?:/(?:{_PLAIN})*)?(?:\?(?:{_PLAIN}|\?)*)?", re.ASCII)
_AUTHORITY: Final = re.compile(r"[^:/?#]+://([^/?#]*)")

# Everything that is not given out to hosts on the internet, by IANA's special-purpose registries (RFC 6890), and
# 168.63.129.16, which is Azure's host from inside Azure. Python's `is_global` lacks several of them.
_NOT_PUBLIC_V4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's metadata
        "169.254.0.0/16",  # link-local; 169.254.169.254 is metadata in most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Of IPv6 only 2000::/3 is given out. That leaves out loopback, link-local, site-local (fec0::/10), unique local (with
# fd00:ec2::254, Amazon's metadata), multicast, IPv4-compatible addresses and the local NAT64 prefix (64:ff9b:1::/48).
_GIVEN_OUT: Final = IPv6Network("2000::/3")
_NOT_PUBLIC_V6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them: a tunnel to any IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: a tunnel to any IPv4 address
        "3fff::/20",  # documentation
    )
)
# A NAT64 gateway turns these into the IPv4 address in their last 32 bits; with DNS64 every IPv4 host looks like this.
_NAT64: Final = IPv6Network("64:ff9b::/96")


class Refused(Exception):
    """The address may not be asked. `reason` is for people, without a full stop."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Guard:
    """Keeps requests on the public internet. `allow` (FEEDS_ALLOW: host names, addresses, networks) is exempt."""

    def __init__(self, allow: Sequence[str]) -> None:
        self._names: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        self._judged: dict[str, bool] = {}  # asked several times for each feed, and an address takes long to read
        for entry in allow:
            try:
                self._networks.append(ip_network(entry))
            except ValueError:
                self._names.add(entry.lower().rstrip("."))

    def check_url(self, url: str) -> str:
        """`url` as it is asked for: host in IDNA, without fragment. Raises `Refused`."""
        return str(self.checked(url))

    def checked(self, url: str) -> URL:
        """What `check_url` gives, parsed. Only http and https, no user name, ports 80 and 443, no private address.

        Hosts of FEEDS_ALLOW may have any port. A host's name is judged when it is dialled.
        """
        parsed = _parsed(url)
        host = parsed.raw_host or ""
        address = _literal(host)
        if address is None and not _HOST.fullmatch(host):
            raise Refused(UNREADABLE)
        allowed = self._allowed(host, address)
        if parsed.port not in _PORTS and not (parsed.port and allowed):
            raise Refused(WRONG_PORT)
        if address is not None and not allowed and not _is_public(address):
            raise Refused(PRIVATE)
        return parsed

    def check_address(self, ip: str, *, host: str) -> None:
        """Raises `Refused` where `ip`, to which `host` led, is not on the public internet, nor allowed."""
        try:
            address = ip_address(ip)
        except ValueError:
            raise Refused(UNREADABLE) from None
        if not _is_public(address) and not self._allowed(host, address):
            raise Refused(PRIVATE)

    def allows(self, host: str) -> bool:
        """Whether FEEDS_ALLOW has `host` (a name or an address, without port): exempt from guard, port rule, pause."""
        host = host.lower().strip("[]").rstrip(".")
        try:
            return self._allowed(host, ip_address(host))
        except ValueError:
            return self._allowed(host, None)

    def _allowed(self, host: str, address: IPv4Address | IPv6Address | None) -> bool:
        """`host` as `checked` gives it; `address` is where it leads, as far as that is known."""
        return host in self._names or (address is not None and self._within(address))

    def _within(self, address: IPv4Address | IPv6Address) -> bool:
        plain = _unmapped(address)
        return any(plain in network or address in network for network in self._networks)


def _parsed(url: str) -> URL:
    """An http address in yarl's reading, without fragment and without the dot that may end a host."""
    url = url.strip()
    if len(url) > MAX_URL:
        raise Refused(TOO_LONG)
    if _FORBIDDEN.search(url):
        raise Refused(UNREADABLE)
    authority = _AUTHORITY.match(url)
    if authority is None or not url.lower().startswith(("http://", "https://")):
        raise Refused(WRONG_SCHEME)
    if "@" in authority[1]:
        raise Refused(WITH_NAME)
    try:
        parsed = URL(url)
        host = parsed.host or _unreadable()
        parsed = parsed.with_host(host.rstrip(".")) if host.endswith(".") else parsed
        rest = url[authority.end() :].partition("#")[0]
        if not _AS_WRITTEN.fullmatch(rest):
            return parsed.with_fragment(None)
        return URL(f"{parsed.origin()}{rest if rest.startswith('/') else f'/{rest}'}", encoded=True)
    except ValueError:
        raise Refused(UNREADABLE) from None


def _unreadable() -> NoReturn:
    raise Refused(UNREADABLE)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as; None for a name. Raises `Refused` for 2130706433, 0177.0.0.1, 0x7f.1 …"""
    if ":" not in host and not _NUMBER.fullmatch(host):
        return None
    try:
        return ip_address(host)
    except ValueError:
        raise Refused(UNREADABLE) from None


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    plain = _unmapped(address)
    if isinstance(plain, IPv4Address):
        return not any(plain in network for network in _NOT_PUBLIC_V4)
    if plain in _NAT64:
        return _is_public(IPv4Address(int(plain) & 0xFFFF_FFFF))
    return plain in _GIVEN_OUT and not any(plain in network for network in _NOT_PUBLIC_V6)


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address in ::ffff:0:0/96, which a socket dials as such; other addresses as they are."""
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
