"""Other sides of the road that do what a test says: a party's record, and a server that answers by a script."""

import hashlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from verbale.exchange.records import Party
from verbale.testing.world import World

Script = Callable[["Caller"], None]
AUTHORITY = trustme.CA()


@dataclass
class Caller:
    """A connection that a server took."""

    connection: socket.socket
    peer: "Peer"
    head: bytes = b""
    body: bytearray = field(default_factory=bytearray)
    noted: bool = False

    def read_head(self) -> bytes:
        """Reads a request up to its body."""
        data = b""
        while b"\r\n\r\n" not in data:
            block = self.connection.recv(65_536)
            if not block:
                break
            data += block
        self.head, _, rest = data.partition(b"\r\n\r\n")
        self.body += rest
        return self.head

    def read_body(self, length: int) -> None:
        """Reads as many bytes of the body."""
        while len(self.body) < length:
            block = self.connection.recv(65_536)
            if not block:
                return
            self.body += block

    def length(self) -> int:
        """What the request says of its length."""
        lines = [line for line in self.head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        return int(lines[0].partition(b":")[2])

    def answer(self, status: str, body: bytes = b"", *headers: str, length: int | None = None) -> None:
        """Writes an answer; what was asked is noted before, for the test reads it as soon as the answer is there."""
        self.note()
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
        self.connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    def note(self) -> None:
        """Notes at the server what was asked, once."""
        if not self.noted:
            self.noted = True
            self.peer.heads.append(self.head)
            self.peer.bodies.append(bytes(self.body))


@dataclass
class Peer:
    """A server on the loopback."""

    port: int
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def address(self, scheme: str = "http", host: str = "127.0.0.1") -> str:
        """Where it is."""
        return f"{scheme}://{host}:{self.port}"


@contextmanager
def answering(script: Script, *, certificate: trustme.LeafCert | None = None) -> Iterator[Peer]:
    """A server that treats each connection by a script; with TLS if it has a certificate."""
    listener = socket.create_server(("127.0.0.1", 0))
    peer = Peer(listener.getsockname()[1])
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            used = context.wrap_socket(connection, server_side=True) if context else connection
            caller = Caller(used, peer)
            caller.read_head()
            try:
                script(caller)
            finally:
                caller.note()
                used.close()

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield peer
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def taking(status: str = "200 OK", body: bytes = b"", *headers: str) -> Script:
    """A script that reads the whole request, answers it, and says that it ends the connection then."""

    def script(caller: Caller) -> None:
        if caller.head.startswith(b"POST"):
            caller.read_body(caller.length())
        caller.answer(status, body, "Connection: close", *headers)

    return script


def party_at(*addresses: str, pins: Sequence[bytes] = ()) -> Party:
    """A party with these addresses and pins."""
    party = World().chancery("BOR").party
    return replace(party, keys=replace(party.keys, addresses=addresses, pins=tuple(pins)))


def pin(certificate: trustme.LeafCert) -> bytes:
    """The pin of a certificate, worked out from its file."""
    read = load_pem_x509_certificate(certificate.cert_chain_pems[0].bytes())
    return hashlib.sha256(read.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def trusting(*authorities: trustme.CA) -> ssl.SSLContext:
    """TLS by these authorities."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for authority in authorities:
        authority.configure_trust(context)
    return context
