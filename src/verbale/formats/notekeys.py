"""The two keys of a register or a cosigner: Ed25519, and ML-DSA-44 with an empty context.

They sign notes only, never statements, so that what a witness reads with stock tools is what was signed. Which
bytes each half signs is said in `checkpoint` and `cosignature`; a party counts only if both lines hold.

    seed       Ed25519 seed 32 ‖ ML-DSA seed 32
    public     two keys, 32 and 1312 bytes
    signature  two signatures, 64 and 2420 bytes
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from verbale.formats.errors import Malformed, Untrusted

HALF_SEED = 32
SEED = 2 * HALF_SEED
ED25519_PUBLIC = 32
ED25519_SIGNATURE = 64
MLDSA_PUBLIC = 1312
MLDSA_SIGNATURE = 2420

_KEPT_PUBLIC_KEYS = 256


class NotePair:
    """A private pair, loaded once."""

    __slots__ = ("_ed25519", "_mldsa", "_public_classical", "_public_post_quantum")

    def __init__(self, seed: bytes) -> None:
        """Loads the pair of a seed.

        Raises:
            Malformed: `note-seed`, if the seed is not 64 bytes.
        """
        if len(seed) != SEED:
            raise Malformed("note-seed", f"The seed of a note key has {len(seed)} bytes, not {SEED}.")
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(seed[:HALF_SEED])
        self._mldsa = MLDSA44PrivateKey.from_seed_bytes(seed[HALF_SEED:])
        self._public_classical = self._ed25519.public_key().public_bytes_raw()
        self._public_post_quantum = self._mldsa.public_key().public_bytes_raw()

    @property
    def public_classical(self) -> bytes:
        """The Ed25519 public key."""
        return self._public_classical

    @property
    def public_post_quantum(self) -> bytes:
        """The ML-DSA-44 public key."""
        return self._public_post_quantum

    def sign_classical(self, message: bytes) -> bytes:
        """Signs with Ed25519."""
        return self._ed25519.sign(message)

    def sign_post_quantum(self, message: bytes) -> bytes:
        """Signs with ML-DSA-44."""
        return self._mldsa.sign(message)


def verify_classical(public: bytes, message: bytes, signature: bytes) -> None:
    """Verifies an Ed25519 signature.

    Raises:
        Untrusted: `note-signature`.
    """
    if len(public) != ED25519_PUBLIC or len(signature) != ED25519_SIGNATURE:
        raise _fails()
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise _fails() from None


def verify_post_quantum(public: bytes, message: bytes, signature: bytes) -> None:
    """Verifies an ML-DSA-44 signature.

    Raises:
        Untrusted: `note-signature`.
    """
    if len(public) != MLDSA_PUBLIC or len(signature) != MLDSA_SIGNATURE:
        raise _fails()
    try:
        _load(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise _fails() from None


@lru_cache(maxsize=_KEPT_PUBLIC_KEYS)
def _load(public: bytes) -> MLDSA44PublicKey:
    return MLDSA44PublicKey.from_public_bytes(public)


def _fails() -> Untrusted:
    return Untrusted("note-signature", "A line of a note does not hold.")
