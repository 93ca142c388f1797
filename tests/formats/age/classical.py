"""A suite whose stanza is age's old X25519 one, for tests alone: most vectors of the age testkit are written to it.

The product opens no such stanza. Here it lets the testkit judge header and payload to the end.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from verbale.formats.errors import Malformed
from verbale.formats.hybrid import HybridSuite
from verbale.formats.suite import OpeningKey, Suite

SHARE = 32


def wrap_key(secret: bytes, share: bytes, public: bytes) -> ChaCha20Poly1305:
    label = b"age-encryption.org/v1/X25519"
    return ChaCha20Poly1305(HKDF(algorithm=SHA256(), length=32, salt=share + public, info=label).derive(secret))


class ClassicalKey:
    def __init__(self, seed: bytes) -> None:
        self.private = X25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def unwrap(self, _: bytes, wrapped: bytes) -> bytes | None:
        share, body = wrapped[:SHARE], wrapped[SHARE:]
        try:
            secret = self.private.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise Malformed("encapsulation", "A share has a low order.") from None
        try:
            return wrap_key(secret, share, self.public).decrypt(bytes(12), body, None)
        except InvalidTag:
            return None


class ClassicalSuite(HybridSuite):
    stanza = "X25519"
    opening_public_size = SHARE
    encapsulation_size = SHARE

    def opening_key(self, seed: bytes) -> OpeningKey:
        return ClassicalKey(seed)

    def wrap(self, public: bytes, _: bytes, secret: bytes) -> bytes:
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
        return share + wrap_key(shared, share, public).encrypt(bytes(12), secret, None)


CLASSICAL: Suite = ClassicalSuite()
