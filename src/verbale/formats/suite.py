"""The seam between formats and primitives: one number, one set of constructions, never a menu.

A party names its suite in its letter of credence (formats §1.4 of the design; `docs/spec/suites.md`). Suite 1 is
`verbale.formats.hybrid.HYBRID`; suite 2 is a reserved number; number 0 is a sham for trials that the chancery
refuses, so that a schedule of many chanceries replays exactly. Nothing is negotiated: a reader that does not know a
number refuses it.

Three kinds of key, each made from a seed that is all there is to keep:

    signing key   64-byte seed, signs statements              (suite 1: ML-DSA-65 and Ed25519, composite)
    note key      64-byte seed, signs heads and cosignatures  (suite 1: Ed25519, and ML-DSA-44, two lines)
    opening key   32-byte seed, opens what was sealed to it   (suite 1: ML-KEM-768 and X25519, HPKE)
"""

from collections.abc import Hashable
from typing import Protocol

from verbale.formats.errors import Refused

SIGNING_SEED = 64
NOTE_SEED = 64
OPENING_SEED = 32


class SigningKey(Protocol):
    """A private key that signs statements."""

    @property
    def public(self) -> bytes:
        """The public key, of exactly the suite's `signing_public_size` bytes."""

    def sign(self, context: bytes, message: bytes) -> bytes:
        """Signs a message under a context that names its kind."""


class NoteKey(Protocol):
    """A private pair that signs heads, one signature of each half."""

    @property
    def public_classical(self) -> bytes:
        """The public key of the classical half."""

    @property
    def public_post_quantum(self) -> bytes:
        """The public key of the post-quantum half."""

    def sign_classical(self, message: bytes) -> bytes:
        """Signs with the classical half."""

    def sign_post_quantum(self, message: bytes) -> bytes:
        """Signs with the post-quantum half."""


class OpeningKey(Hashable, Protocol):
    """A private key that opens what was wrapped to its public key."""

    @property
    def public(self) -> bytes:
        """The public key, of exactly the suite's `opening_public_size` bytes."""

    def unwrap(self, info: bytes, wrapped: bytes) -> bytes | None:
        """Opens a wrapped secret; `None` if it was not wrapped to this key under this info.

        Raises:
            Malformed: `encapsulation`, if no sender can have made it, whoever the recipient is.
        """


class Suite(Hashable, Protocol):
    """One set of constructions; there is one object of it, hashed by what it is.

    Attributes:
        number: what statements and credences name.
        signature_algorithm: the name written beside signing keys.
        stanza: the name of the recipient stanza in sealed files.
        signing_public_size, signature_size: of the signing key and its signatures, in bytes.
        note_classical_size, note_post_quantum_size: of the note key's two public keys.
        note_classical_signature_size, note_post_quantum_signature_size: of its signatures.
        opening_public_size: of the opening key's public key.
        encapsulation_size: of the first part of a wrapped secret; what follows is the secret and 16 bytes.
    """

    number: int
    signature_algorithm: str
    stanza: str
    signing_public_size: int
    signature_size: int
    note_classical_size: int
    note_post_quantum_size: int
    note_classical_signature_size: int
    note_post_quantum_signature_size: int
    opening_public_size: int
    encapsulation_size: int

    def signing_key(self, seed: bytes) -> SigningKey:
        """The signing key of a seed of `SIGNING_SEED` bytes."""

    def verify(self, public: bytes, context: bytes, message: bytes, signature: bytes) -> None:
        """Verifies a statement's signature, all halves of it.

        Raises:
            Untrusted: `signature`, one error whatever failed.
        """

    def note_key(self, seed: bytes) -> NoteKey:
        """The note key of a seed of `NOTE_SEED` bytes."""

    def verify_note_classical(self, public: bytes, message: bytes, signature: bytes) -> None:
        """Verifies the classical line of a note.

        Raises:
            Untrusted: `note-signature`.
        """

    def verify_note_post_quantum(self, public: bytes, message: bytes, signature: bytes) -> None:
        """Verifies the post-quantum line of a note.

        Raises:
            Untrusted: `note-signature`.
        """

    def opening_key(self, seed: bytes) -> OpeningKey:
        """The opening key of a seed of `OPENING_SEED` bytes."""

    def wrap(self, public: bytes, info: bytes, secret: bytes) -> bytes:
        """Wraps a secret to a public key: the encapsulation, then the secret sealed with 16 bytes more.

        Raises:
            Malformed: `opening-public-key`, if the public key is none.
        """


def find_suite(suites: tuple[Suite, ...], number: int) -> Suite:
    """The suite of a number among those that a chancery takes.

    Raises:
        Refused: `suite-unknown`.
    """
    for suite in suites:
        if suite.number == number:
            return suite
    raise Refused("suite-unknown", f"Suite {number} is not known here; nothing was done with it.")
