"""Suite 1: the composite signature, the note pair and the hybrid KEM, joined under one number.

Nothing here chooses: a number stands for exactly these constructions. `check_primitives` is called once when a
program starts. Where the provider lacks a primitive or gives another answer than the known one, it refuses to run;
there is no weaker suite to fall back to.
"""

from cryptography.exceptions import UnsupportedAlgorithm

from verbale.formats import composite, kem, knownanswers, notekeys
from verbale.formats.errors import Unavailable, VerbaleError
from verbale.formats.suite import NoteKey, OpeningKey, SigningKey, Suite


class HybridSuite:
    """Suite 1; see `verbale.formats.suite.Suite` for what each member promises."""

    number: int = 1
    signature_algorithm: str = composite.ALGORITHM
    stanza: str = "mlkem768x25519"
    signing_public_size: int = composite.PUBLIC
    signature_size: int = composite.SIGNATURE
    note_classical_size: int = notekeys.ED25519_PUBLIC
    note_post_quantum_size: int = notekeys.MLDSA_PUBLIC
    note_classical_signature_size: int = notekeys.ED25519_SIGNATURE
    note_post_quantum_signature_size: int = notekeys.MLDSA_SIGNATURE
    opening_public_size: int = kem.OPENING_PUBLIC_SIZE
    encapsulation_size: int = kem.ENCAPSULATION_SIZE

    def signing_key(self, seed: bytes) -> SigningKey:
        """The composite key of a seed."""
        return composite.CompositeSigningKey(seed)

    def verify(self, public: bytes, context: bytes, message: bytes, signature: bytes) -> None:
        """Verifies a composite signature, both halves of it."""
        composite.verify(public, context, message, signature)

    def note_key(self, seed: bytes) -> NoteKey:
        """The Ed25519 and ML-DSA-44 pair of a seed."""
        return notekeys.NotePair(seed)

    def verify_note_classical(self, public: bytes, message: bytes, signature: bytes) -> None:
        """Verifies an Ed25519 line."""
        notekeys.verify_classical(public, message, signature)

    def verify_note_post_quantum(self, public: bytes, message: bytes, signature: bytes) -> None:
        """Verifies an ML-DSA-44 line."""
        notekeys.verify_post_quantum(public, message, signature)

    def opening_key(self, seed: bytes) -> OpeningKey:
        """The ML-KEM-768 and X25519 key of a seed."""
        return kem.HybridOpeningKey(seed)

    def wrap(self, public: bytes, info: bytes, secret: bytes) -> bytes:
        """Wraps a secret by HPKE to an ML-KEM-768 and X25519 key."""
        return kem.wrap(public, info, secret)


HYBRID: Suite = HybridSuite()


def check_primitives(suite: Suite = HYBRID) -> None:
    """Asks the provider for known answers; to be called before anything else of suite 1.

    Args:
        suite: suite 1, as the installed provider computes it.

    Raises:
        Unavailable: `primitives-missing`.
    """
    try:
        agree = knownanswers.agree(suite)
    except (VerbaleError, UnsupportedAlgorithm, ValueError):
        agree = False
    if not agree:
        raise Unavailable(
            "primitives-missing",
            "The installed cryptography lacks ML-DSA, ML-KEM, Ed25519 or X25519, or computes them otherwise; "
            "install the wheel that the package asks for.",
        )
