"""A peer: pyas2lib, AS2 in Python. A message is signed, encrypted, decrypted, verified, and its signed MDN verified.

RSA with 2048 bits, AES-256 in CBC, SHA-256: classical, and nothing is stored.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, TypeAlias
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

NAME = "pyas2lib"
_UNREADABLE, _READABLE = r"\b(\d\.\d\.\d[a-z]*)\b", r"\b(\d\.\d\.\d+[a-z]*)\b"

Peer: TypeAlias = Any  # the library has no types


class Exchange:
    """Two organisations that know each other's certificates."""

    def __init__(self) -> None:
        self._as2 = _load()
        first, second = _identity("first"), _identity("second")
        self._sender = self._organisation("first", first)
        self._receiver = self._organisation("second", second)
        self._to = self._partner("second", second[1])
        self._from = self._partner("first", first[1])

    def send(self, content: bytes) -> None:
        """One message there, and its signed receipt back and checked."""
        message = self._as2.Message(self._sender, self._to)
        message.build(content, content_type="application/octet-stream")
        arrived = self._as2.Message()
        status, _, mdn = arrived.parse(
            message.headers_str + b"\r\n" + message.content,
            lambda _: self._receiver,
            lambda _: self._from,
        )
        assert status == "processed"
        receipt = self._as2.Mdn()
        status, detail = receipt.parse(mdn.headers_str + b"\r\n" + mdn.content, lambda _, __: message)
        assert (status, detail) == ("processed", None)

    def send_many(self, content: bytes, times: int) -> None:
        """The same, so many times."""
        for _ in range(times):
            self.send(content)

    def _organisation(self, name: str, identity: tuple[bytes, bytes]) -> Peer:
        pem = b"".join(identity)
        # A name, or it would ask the network for its own with each message.
        return self._as2.Organization(as2_name=name, sign_key=pem, decrypt_key=pem, domain="as2.example")

    def _partner(self, name: str, certificate: bytes) -> Peer:
        return self._as2.Partner(
            as2_name=name,
            verify_cert=certificate,
            encrypt_cert=certificate,
            validate_certs=False,
            sign=True,
            encrypt=True,
            enc_alg="aes_256_cbc",
            digest_alg="sha256",
            mdn_mode="SYNC",
            mdn_digest_alg="sha256",
        )


def _load() -> Peer:
    with _readable_version():
        return import_module("pyas2lib.as2")


@contextmanager
def _readable_version() -> Iterator[None]:
    """Lets oscrypto read a version of OpenSSL whose last number has two digits, such as 3.0.19."""
    search = re.search

    def wider(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
        return search(_READABLE if pattern == _UNREADABLE else pattern, text, flags)

    with patch("re.search", wider):
        yield


def _identity(name: str) -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    names = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(names)
        .issuer_name(names)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(secrets.token_bytes(8), "big"))
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=30))
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, certificate.public_bytes(Encoding.PEM)
