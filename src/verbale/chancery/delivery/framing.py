"""The frame of a request with a pouch: where it comes from and how long it is, judged before its body is touched.

A body has one length and says it. Every trick with two lengths, with chunks or with codings is refused, not resolved:
who resolves it otherwise is the proxy in front. Source: protocol §4; row W02 of the attack catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeAlias

from verbale.chancery.delivery.turning import Turned

Environ: TypeAlias = dict[str, Any]

_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A request whose frame is sound.

    Attributes:
        source: whom its rate is counted to.
        length: of the body, in bytes.
    """

    source: str
    length: int


def read_frame(environ: Mapping[str, Any], *, most: int, proxies: frozenset[str]) -> Frame:
    """Judges a request that brings a body.

    Args:
        environ: the request, as WSGI has it.
        most: the longest body that is taken.
        proxies: addresses of proxies whose word about the source is taken.

    Raises:
        Turned: 400 `framing`, 405 `method`, 411 `length-missing` or 413 `too-large`.
    """
    if environ["REQUEST_METHOD"] != "POST":
        raise Turned(405, "method", "refused", "A pouch comes by POST.")
    # The second is how a header with an underscore, which a proxy may take for the real one, comes through.
    if "HTTP_TRANSFER_ENCODING" in environ or "HTTP_CONTENT_LENGTH" in environ:
        raise Turned(400, "framing", "malformed", "A pouch comes with its length alone, and not in chunks.")
    if environ.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        raise Turned(400, "framing", "malformed", "A pouch comes as it is, in no other coding.")
    text = environ.get("CONTENT_LENGTH") or ""
    if not text:
        raise Turned(411, "length-missing", "malformed", "A pouch comes with its length.")
    if not (text.isascii() and text.isdigit()):
        raise Turned(400, "framing", "malformed", "The length of a pouch is one number.")
    if len(text) > _DIGITS or int(text) > most:
        raise Turned(413, "too-large", "refused", f"A pouch has at most {most} bytes here.")
    return Frame(source=find_source(environ, proxies), length=int(text))


def find_source(environ: Mapping[str, Any], proxies: frozenset[str]) -> str:
    """Whom a request is counted to: its address, or for IPv6 the network of a household or a server.

    Behind a proxy that the operator names it is the last address that the proxy noted; what stands before that in the
    list is the caller's own invention.
    """
    remote = str(environ.get("REMOTE_ADDR", ""))
    if remote in proxies:
        remote = str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() or remote
    try:
        address = ip_address(remote.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def is_loopback(environ: Mapping[str, Any]) -> bool:
    """Whether a request comes from this machine itself, and from no proxy on it."""
    if "HTTP_X_FORWARDED_FOR" in environ or "HTTP_FORWARDED" in environ:
        return False
    try:
        return ip_address(str(environ.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
