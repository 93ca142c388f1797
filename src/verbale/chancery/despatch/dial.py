"""Which address of a party may be dialled, and the very host that is then connected to.

A party says its own address, so it could name a machine of this house's inside. The name is resolved once, every
address that it gives must keep the operator's rule, and the connection goes to the address that was checked: a name
that answers differently the second time gains nothing. Source: protocol §4; row W03 of the attack catalogue.

What is public is listed here and not asked of the standard library, whose lists differ between versions.
"""

import enum
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import urlsplit

from verbale.formats.errors import Refused, Unavailable
from verbale.formats.partykeys import check_address

Ip: TypeAlias = IPv4Address | IPv6Address
Resolver: TypeAlias = Callable[[str, int], Iterable[str]]

MOST_ADDRESSES = 16
PORTS = {"https": 443, "http": 80}


class Rule(enum.Enum):
    """Which addresses may be dialled."""

    PUBLIC = "public"
    """Those that anybody on the internet may dial."""
    PRIVATE = "private"
    """Those of private networks too."""
    LOOPBACK = "loopback"
    """This machine alone, also without TLS: for trials."""


_LOOPBACK = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))
_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")))
# What stands in the registries of special addresses, but for the loopback and private networks above.
_SPECIAL = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
        ),
    )
)
_GLOBAL_V6 = ip_network("2000::/3")
_TRANSLATED_V6 = ip_network("64:ff9b::/96")
# Where clouds answer a machine's questions about itself, with its secrets: never a party.
_METADATA = frozenset(map(ip_address, ("169.254.169.254", "100.100.100.200", "168.63.129.16", "fd00:ec2::254")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One host that may be connected to.

    Attributes:
        scheme: `https` or `http`.
        host: the name, for the certificate and the `Host` line.
        port: the port.
        path: what stands before the names of our resources; empty or without a slash at its end.
        ip: the address that was checked.
    """

    scheme: str
    host: str
    port: int
    path: str
    ip: Ip

    @property
    def authority(self) -> str:
        """Host and port as the `Host` line has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, checked address and port."""
        ip = f"[{self.ip}]" if self.ip.version == 6 else str(self.ip)
        return f"{self.scheme}://{ip}:{self.port}"


def read_rule(text: str) -> Rule:
    """The rule that a setting names; `public` if it names none.

    Raises:
        Refused: `dial-rule`.
    """
    try:
        return Rule(text.strip() or Rule.PUBLIC.value)
    except ValueError:
        raise Refused("dial-rule", "VERBALE_DIAL is public, private or loopback.") from None


def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of a name, by this machine's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def find_targets(address: str, rule: Rule, *, resolver: Resolver = resolve_host) -> Sequence[Target]:
    """The hosts behind a party's address, each checked; in the resolver's order, none twice.

    Raises:
        Malformed: `address`.
        Refused: `address-forbidden`, if the rule does not allow it, or any one that its name resolves to.
        Unavailable: `address-unknown`, if the name does not resolve now.
    """
    parts = urlsplit(check_address(address))
    scheme, host, path = parts.scheme, parts.hostname or "", parts.path.rstrip("/")
    if scheme == "http" and rule is not Rule.LOOPBACK:
        raise Refused("address-forbidden", "The address of the party is not https; this chancery dials no other.")
    port = parts.port or PORTS[scheme]
    ips = list(dict.fromkeys(_resolve(host, port, resolver)))
    if not all(is_allowed(ip, rule) for ip in ips):
        raise Refused(
            "address-forbidden",
            f"The party's address leads to a host that this chancery does not dial; VERBALE_DIAL is {rule.value}.",
        )
    return [Target(scheme=scheme, host=host, port=port, path=path, ip=ip) for ip in ips[:MOST_ADDRESSES]]


def is_allowed(ip: Ip, rule: Rule) -> bool:
    """Whether the rule allows an address. One that wraps another (mapped, translated, tunnelled) is never private."""
    if ip in _METADATA:
        return False
    if rule is Rule.LOOPBACK:
        return _within(ip, _LOOPBACK)
    if rule is Rule.PRIVATE and _within(ip, _PRIVATE):
        return True
    if isinstance(ip, IPv6Address) and ip in _TRANSLATED_V6:
        return is_allowed(IPv4Address(ip.packed[-4:]), Rule.PUBLIC)
    if _within(ip, _SPECIAL) or _within(ip, _LOOPBACK) or _within(ip, _PRIVATE):
        return False
    return ip.version == 4 or ip in _GLOBAL_V6


def _resolve(host: str, port: int, resolver: Resolver) -> list[Ip]:
    unknown = Unavailable("address-unknown", "The name in the party's address is not known to the resolver now.")
    try:
        found = [ip_address(host)]
    except ValueError:
        try:
            # A zone (`fe80::1%eth0`) names a link of this machine; such addresses are allowed by no rule.
            found = [ip_address(each.partition("%")[0]) for each in resolver(host, port)]
        except (OSError, ValueError):
            raise unknown from None
    if not found:
        raise unknown
    return found


def _within(ip: Ip, networks: Iterable[object]) -> bool:
    return any(ip in network for network in networks)  # type: ignore[operator]
