"""Suite 1 keeps what the seam promises, and a provider that computes otherwise is found at start-up."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from verbale.formats import knownanswers
from verbale.formats.errors import Unavailable
from verbale.formats.hybrid import HYBRID, HybridSuite, check_primitives
from verbale.formats.suite import NOTE_SEED, OPENING_SEED, SIGNING_SEED, NoteKey, OpeningKey, SigningKey


def test_suite_1_is_the_hybrid() -> None:
    assert HYBRID.number == 1
    assert HYBRID.signature_algorithm == "mldsa65-ed25519-sha512/2025"
    assert HYBRID.stanza == "mlkem768x25519"


def test_the_sizes_named_are_the_sizes_made() -> None:
    signing = HYBRID.signing_key(bytes(SIGNING_SEED))
    assert len(signing.public) == HYBRID.signing_public_size
    assert len(signing.sign(b"context", b"message")) == HYBRID.signature_size
    note = HYBRID.note_key(bytes(NOTE_SEED))
    assert len(note.public_classical) == HYBRID.note_classical_size
    assert len(note.public_post_quantum) == HYBRID.note_post_quantum_size
    assert len(note.sign_classical(b"message")) == HYBRID.note_classical_signature_size
    assert len(note.sign_post_quantum(b"message")) == HYBRID.note_post_quantum_signature_size
    opening = HYBRID.opening_key(bytes(OPENING_SEED))
    assert len(opening.public) == HYBRID.opening_public_size
    assert len(HYBRID.wrap(opening.public, b"info", b"secret")) == HYBRID.encapsulation_size + len(b"secret") + 16


def test_what_is_wrapped_is_opened_by_its_key_alone() -> None:
    key, other = HYBRID.opening_key(bytes(OPENING_SEED)), HYBRID.opening_key(b"\x01" * OPENING_SEED)
    wrapped = HYBRID.wrap(key.public, b"info", b"secret")
    assert key.unwrap(b"info", wrapped) == b"secret"
    assert key.unwrap(b"other", wrapped) is None
    assert other.unwrap(b"info", wrapped) is None


def test_the_installed_provider_gives_the_known_answers() -> None:
    check_primitives()


class AcceptsAnySignature(HybridSuite):
    def verify(self, public: bytes, context: bytes, message: bytes, signature: bytes) -> None:
        """Verifies nothing."""


class AcceptsAnyNote(HybridSuite):
    def verify_note_post_quantum(self, public: bytes, message: bytes, signature: bytes) -> None:
        """Verifies nothing."""


class RefusesEverySignature(HybridSuite):
    def verify(self, public: bytes, context: bytes, message: bytes, signature: bytes) -> None:
        super().verify(public, context, message + b"\x00", signature)


class MakesOtherSigningKeys(HybridSuite):
    def signing_key(self, seed: bytes) -> SigningKey:
        return super().signing_key(seed[::-1])


class MakesOtherNoteKeys(HybridSuite):
    def note_key(self, seed: bytes) -> NoteKey:
        return super().note_key(seed[::-1])


class MakesOtherOpeningKeys(HybridSuite):
    def opening_key(self, seed: bytes) -> OpeningKey:
        return super().opening_key(seed[::-1])


class WrapsWithOtherInfo(HybridSuite):
    def wrap(self, public: bytes, info: bytes, secret: bytes) -> bytes:
        return super().wrap(public, info + b"\x00", secret)


class LacksTheAlgorithm(HybridSuite):
    def signing_key(self, seed: bytes) -> SigningKey:
        raise UnsupportedAlgorithm("no ML-DSA here")


class SignsNotesOtherwise(HybridSuite):
    def note_key(self, seed: bytes) -> NoteKey:
        return OtherSignature(super().note_key(seed))


class OtherSignature:
    """A note key that signs with more than the message."""

    def __init__(self, key: NoteKey) -> None:
        self.public_classical = key.public_classical
        self.public_post_quantum = key.public_post_quantum
        self._key = key

    def sign_classical(self, message: bytes) -> bytes:
        return self._key.sign_classical(message + b"\x00")

    def sign_post_quantum(self, message: bytes) -> bytes:
        return self._key.sign_post_quantum(message)


@pytest.mark.parametrize(
    "suite",
    [
        AcceptsAnySignature(),
        AcceptsAnyNote(),
        RefusesEverySignature(),
        MakesOtherSigningKeys(),
        MakesOtherNoteKeys(),
        MakesOtherOpeningKeys(),
        WrapsWithOtherInfo(),
        LacksTheAlgorithm(),
        SignsNotesOtherwise(),
    ],
    ids=lambda suite: type(suite).__name__,
)
def test_a_provider_that_computes_otherwise_is_refused_at_start_up(suite: HybridSuite) -> None:
    with pytest.raises(Unavailable, match=r"^\[primitives-missing\]"):
        check_primitives(suite)


def test_the_known_answers_are_those_of_suite_1() -> None:
    assert knownanswers.agree(HYBRID)
