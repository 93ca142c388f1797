"""The composite signature of suite 1: ML-DSA-65 and Ed25519 as one algorithm, valid only if both halves are.

This is `id-MLDSA65-Ed25519-SHA512` of draft-ietf-lamps-pq-composite-sigs, unchanged (clause 2 of the formats; the
draft's own vectors pass). Neither half signs the message: both sign a representative that names the algorithm, the
caller's context and the SHA-512 of the message, so that a half cut off from the other is recognised or fails. A key
of either half is never used alone or in a second composite.

    seed       ML-DSA seed 32       ‖ Ed25519 seed 32
    public     ML-DSA key 1952      ‖ Ed25519 key 32
    signature  ML-DSA signature 3309 ‖ Ed25519 signature 64

Signing draws randomness inside the provider: two signatures of one message differ, and nothing may be named by the
digest of a signature. Constant time is the provider's business; Python cannot wipe a key from memory.
"""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from verbale.formats.errors import Malformed, Untrusted

ALGORITHM = "mldsa65-ed25519-sha512/2025"

HALF_SEED = 32
SEED = 2 * HALF_SEED
MLDSA_PUBLIC = 1952
ED25519_PUBLIC = 32
PUBLIC = MLDSA_PUBLIC + ED25519_PUBLIC
MLDSA_SIGNATURE = 3309
ED25519_SIGNATURE = 64
SIGNATURE = MLDSA_SIGNATURE + ED25519_SIGNATURE

PREFIX = b"CompositeAlgorithmSignatures2025"
LABEL = b"COMPSIG-MLDSA65-Ed25519-SHA512"
CONTEXT = 255

_KEPT_PUBLIC_KEYS = 256  # a loaded ML-DSA key takes tens of KiB, so the number is bounded


class CompositeSigningKey:
    """A private composite key, loaded once."""

    __slots__ = ("_ed25519", "_mldsa", "_public")

    def __init__(self, seed: bytes) -> None:
        """Loads the key of a seed.

        Raises:
            Malformed: `signing-seed`, if the seed is not 64 bytes.
        """
        if len(seed) != SEED:
            raise Malformed("signing-seed", f"The seed of a signing key has {len(seed)} bytes, not {SEED}.")
        self._mldsa = MLDSA65PrivateKey.from_seed_bytes(seed[:HALF_SEED])
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(seed[HALF_SEED:])
        self._public = self._mldsa.public_key().public_bytes_raw() + self._ed25519.public_key().public_bytes_raw()

    @property
    def public(self) -> bytes:
        """The public key, 1984 bytes."""
        return self._public

    def sign(self, context: bytes, message: bytes) -> bytes:
        """Signs a message under a context that names its kind.

        Raises:
            Malformed: `signature-context`.
        """
        representative = represent(context, message)
        return self._mldsa.sign(representative, LABEL) + self._ed25519.sign(representative)


def verify(public: bytes, context: bytes, message: bytes, signature: bytes) -> None:
    """Verifies both halves, always both, and says only that the whole does not hold.

    Raises:
        Untrusted: `signature`.
        Malformed: `signature-context`, if the caller's context is too long.
    """
    representative = represent(context, message)
    if len(public) != PUBLIC or len(signature) != SIGNATURE:
        raise _fails()
    # Both halves are verified whatever the first gives, so that time does not tell which one fell.
    mldsa = _mldsa_holds(public[:MLDSA_PUBLIC], representative, signature[:MLDSA_SIGNATURE])
    ed25519 = _ed25519_holds(public[MLDSA_PUBLIC:], representative, signature[MLDSA_SIGNATURE:])
    if not (mldsa and ed25519):
        raise _fails()


def represent(context: bytes, message: bytes) -> bytes:
    """The bytes that both halves sign: M' of the draft.

    Raises:
        Malformed: `signature-context`, if the context has more than 255 bytes.
    """
    if len(context) > CONTEXT:
        raise Malformed("signature-context", f"The context of a signature has more than {CONTEXT} bytes.")
    return PREFIX + LABEL + bytes([len(context)]) + context + hashlib.sha512(message).digest()


def _mldsa_holds(public: bytes, representative: bytes, signature: bytes) -> bool:
    try:
        _load(public).verify(signature, representative, LABEL)
    except (InvalidSignature, ValueError):
        return False
    return True


def _ed25519_holds(public: bytes, representative: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, representative)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=_KEPT_PUBLIC_KEYS)
def _load(public: bytes) -> MLDSA65PublicKey:
    return MLDSA65PublicKey.from_public_bytes(public)


def _fails() -> Untrusted:
    return Untrusted("signature", "A signature does not hold.")
