"""Where the server listens: an address of this machine, with TLS or, on the loopback alone, without it."""

import os
import socket
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from verbale.formats.errors import Refused, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """Where the server listens.

    Attributes:
        host: an address of this machine, or a name of it.
        port: the port.
        certificate, key: files of TLS; `None` without it.
    """

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    @property
    def address(self) -> str:
        """The address of the pages."""
        scheme = "http" if self.certificate is None else "https"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}/"


def read_bind(bind: str, certificate: Path | None, key: Path | None) -> Bind:
    """Where to listen.

    Raises:
        Refused: `bind` or `tls-files`.
    """
    host, _, port = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65_536):
        raise Refused("bind", "Where to listen is said as HOST:PORT, as in 127.0.0.1:8000.")
    if (certificate is None) != (key is None):
        raise Refused("tls-files", "TLS needs a certificate and its key: --tls-cert and --tls-key.")
    return Bind(host=host, port=int(port), certificate=certificate, key=key)


def check_bind(place: Bind) -> None:
    """Refuses what would be served in the open, and certificates that cannot be used.

    Raises:
        Refused: `tls-needed` or `tls-files`.
    """
    if place.certificate is None:
        if not _is_loopback(place.host):
            reason = "Off the loopback the server speaks TLS alone: --tls-cert and --tls-key."
            raise Refused("tls-needed", reason)
        return
    assert place.key is not None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(place.certificate, place.key, password="")
    except (OSError, ssl.SSLError):
        raise Refused("tls-files", "The certificate and its key cannot be read, or do not belong together.") from None


def check_free(place: Bind) -> None:
    """Refuses an address that another process listens on; the server itself would share it with that one.

    Raises:
        Unavailable: `address-in-use`.
    """
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as fault:
            words = os.strerror(fault.errno) if fault.errno else "for an unknown reason"
            raise Unavailable("address-in-use", f"The server cannot listen there: {words}.") from None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
