"""Wrapping a secret to a hybrid public key: HPKE over ML-KEM-768 and X25519.

The KEM half of suite 1 (`docs/spec/suites.md`), on the provider's own HPKE: KEM MLKEM768-X25519 (0x647a), KDF
HKDF-SHA256, AEAD ChaCha20-Poly1305, base mode, no associated data. A secret wrapped here stays closed unless both
ML-KEM-768 and X25519 fall.

A private key is a seed of 32 bytes; SHAKE256 stretches it to the 64-byte seed of ML-KEM-768 and the scalar of X25519.
A public key is the ML-KEM-768 key followed by the X25519 key. A wrapped secret is the encapsulation followed by the
secret sealed, 16 bytes longer than it was.

The provider draws the randomness of an encapsulation itself: nobody may hand it in. Base mode names no sender, so
opening proves nothing about who wrapped; that is left to what stands inside.
"""

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from verbale.formats.errors import Malformed, Unavailable
from verbale.formats.suite import OPENING_SEED

OPENING_PUBLIC_SIZE = 1216
ENCAPSULATION_SIZE = 1120
WRAP_OVERHEAD = 16

_MLKEM_SEED = 64
_X25519_SCALAR = 32
_MLKEM_PUBLIC = 1184
_HPKE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)

# SHA-256 of the public key of the seed of 32 zero bytes: pins how a seed is stretched and in which order halves stand.
_KNOWN_PUBLIC_DIGEST = bytes.fromhex("3bb0b003f553f49f38bab31546b7f4fdd323c74cbf4aaf97d9703ede4e83eff7")


class HybridOpeningKey:
    """The private key of a seed; satisfies `verbale.formats.suite.OpeningKey`."""

    __slots__ = ("_private", "_public")

    def __init__(self, seed: bytes) -> None:
        """Makes the key.

        Raises:
            Malformed: `opening-seed`, if the seed is not of `OPENING_SEED` bytes.
        """
        if len(seed) != OPENING_SEED:
            raise Malformed("opening-seed", f"The seed of an opening key has {len(seed)} bytes, not {OPENING_SEED}.")
        stretch = hashes.Hash(hashes.SHAKE256(_MLKEM_SEED + _X25519_SCALAR))
        stretch.update(seed)
        stretched = stretch.finalize()
        post_quantum = MLKEM768PrivateKey.from_seed_bytes(stretched[:_MLKEM_SEED])
        classical = X25519PrivateKey.from_private_bytes(stretched[_MLKEM_SEED:])
        self._private = hpke.MLKEM768X25519PrivateKey(post_quantum, classical)
        self._public = post_quantum.public_key().public_bytes_raw() + classical.public_key().public_bytes_raw()

    @property
    def public(self) -> bytes:
        """The public key, of `OPENING_PUBLIC_SIZE` bytes."""
        return self._public

    def unwrap(self, info: bytes, wrapped: bytes) -> bytes | None:
        """Opens a wrapped secret; `None` if it was not wrapped to this key under this info."""
        try:
            return _HPKE.decrypt(wrapped, self._private, info)
        except InvalidTag:
            return None


def wrap(public: bytes, info: bytes, secret: bytes) -> bytes:
    """Wraps a secret to a public key: `ENCAPSULATION_SIZE` bytes, then the secret sealed with `WRAP_OVERHEAD` more.

    Raises:
        Malformed: `opening-public-key`, if the public key is none: of another length, with coefficients out of range,
            or with a point of low order, which would take X25519's half away.
    """
    if len(public) != OPENING_PUBLIC_SIZE:
        raise Malformed(
            "opening-public-key", f"An opening public key has {len(public)} bytes, not {OPENING_PUBLIC_SIZE}."
        )
    try:
        post_quantum = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
        classical = X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:])
        return _HPKE.encrypt(secret, hpke.MLKEM768X25519PublicKey(post_quantum, classical), info)
    except ValueError:
        raise Malformed("opening-public-key", "An opening public key is none.") from None


def check_provider() -> None:
    """Proves at start-up that the cryptographic provider has this KEM and computes it as all others do.

    A build without it must not run: there is nothing to fall back to.

    Raises:
        Unavailable: `kem-unavailable`.
    """
    secret, info = b"known to both sides", b"verbale/self-test/v1"
    try:
        key = HybridOpeningKey(bytes(OPENING_SEED))
        opened = key.unwrap(info, wrap(key.public, info, secret))
    except UnsupportedAlgorithm:
        raise Unavailable("kem-unavailable", "The cryptographic provider has no ML-KEM-768 with X25519.") from None
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public)
    if opened != secret or digest.finalize() != _KNOWN_PUBLIC_DIGEST:
        raise Unavailable("kem-unavailable", "The cryptographic provider computes ML-KEM-768 with X25519 wrongly.")
