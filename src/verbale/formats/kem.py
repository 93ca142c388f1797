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

from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from verbale.formats.errors import Malformed
from verbale.formats.suite import OPENING_SEED

OPENING_PUBLIC_SIZE = 1216
ENCAPSULATION_SIZE = 1120
WRAP_OVERHEAD = 16

_KEPT_PUBLIC_KEYS = 1024  # a letter to every state is sealed to two hundred keys, again and again
_MLKEM_SEED = 64
_X25519_SCALAR = 32
_X25519_SHARE = 32
_MLKEM_PUBLIC = 1184
_HPKE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)

# The shares that give every X25519 key the same, known secret: the five u-coordinates of small order, and the two of
# them that have a second encoding. The top bit of a share says nothing and is left out of the comparison.
_PRIME = (1 << 255) - 19
_ORDER_8 = (
    0x00B8495F16056286FDB1329CEB8D09DA6AC49FF1FAE35616AEB8413B7C7AEBE0,
    0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F,
)
_LOW_ORDER = frozenset((0, 1, *_ORDER_8, _PRIME - 1, _PRIME, _PRIME + 1))
_COORDINATE = (1 << 255) - 1


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
        """Opens a wrapped secret; `None` if it was not wrapped to this key under this info.

        Raises:
            Malformed: `encapsulation`, if its X25519 share has a low order, so that no honest sender made it.
        """
        if len(wrapped) < ENCAPSULATION_SIZE + WRAP_OVERHEAD:
            return None
        share = wrapped[ENCAPSULATION_SIZE - _X25519_SHARE : ENCAPSULATION_SIZE]
        if int.from_bytes(share, "little") & _COORDINATE in _LOW_ORDER:
            raise Malformed("encapsulation", "A wrapped secret has a share that no sender makes.")
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
        return _HPKE.encrypt(secret, _load(public), info)
    except ValueError:
        raise Malformed("opening-public-key", "An opening public key is none.") from None


@lru_cache(maxsize=_KEPT_PUBLIC_KEYS)
def _load(public: bytes) -> hpke.MLKEM768X25519PublicKey:
    post_quantum = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
    classical = X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:])
    return hpke.MLKEM768X25519PublicKey(post_quantum, classical)
