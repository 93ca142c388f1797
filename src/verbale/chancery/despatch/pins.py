"""TLS to a party: by public authorities, or by the pins of its `keys` and nothing else.

A pin is the SHA-256 of the public key in the certificate (its SubjectPublicKeyInfo). Where a party has pins they
replace the authorities: name, issuer and dates of the certificate count for nothing, the key alone does. It is looked
at within the handshake, before a byte of a pouch is sent. Source: protocol §4.

What a house says of its own key is read from a certificate or a public key in PEM (`read_pin`).
"""

import hashlib
import hmac
import ssl
from collections.abc import Sequence

import truststore
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificate

from verbale.formats.errors import Malformed

PIN_FAILED = "pin"


def public_context() -> ssl.SSLContext:
    """TLS by the authorities that this machine trusts."""
    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def pinned_context(pins: Sequence[bytes]) -> ssl.SSLContext:
    """TLS by pins: the handshake proves that the other side holds the key, and the key must be one of these."""

    class PinnedSocket(ssl.SSLSocket):
        """A socket whose handshake fails unless the other side's key is pinned."""

        def do_handshake(self, block: bool = False) -> None:
            """Shakes hands and looks at the key."""
            super().do_handshake(block)
            certificate = self.getpeercert(binary_form=True)
            if certificate is None or not _matches(certificate, pins):
                raise ssl.SSLCertVerificationError(PIN_FAILED)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.sslsocket_class = PinnedSocket
    return context


def pin_of(certificate: bytes) -> bytes:
    """The pin of a certificate in DER.

    Raises:
        ValueError: it is none that can be read.
    """
    try:
        return _pin(load_der_x509_certificate(certificate).public_key())
    except UnsupportedAlgorithm as fault:
        raise ValueError("the key of the certificate is of an unknown kind") from fault


def read_pin(pem: bytes) -> bytes:
    """The pin of a certificate, the first of a chain, or of a public key whose certificate is still to come.

    Raises:
        Malformed: `pin`.
    """
    try:
        if b"-----BEGIN PUBLIC KEY-----" in pem:
            return _pin(load_pem_public_key(pem))
        return _pin(load_pem_x509_certificate(pem).public_key())
    except (ValueError, UnsupportedAlgorithm):
        raise Malformed(
            "pin", "A pin is read from a certificate or a public key in PEM, or is 64 hex digits."
        ) from None


def _pin(public: CertificatePublicKeyTypes | PublicKeyTypes) -> bytes:
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def _matches(certificate: bytes, pins: Sequence[bytes]) -> bool:
    try:
        found = pin_of(certificate)
    except ValueError:
        return False
    return any(hmac.compare_digest(found, pin) for pin in pins)
