"""The sham suite, number 0: deterministic, quick, and worth nothing against an adversary.

Post-quantum primitives draw their own randomness, so a schedule of many chanceries could not replay exactly with the
real suite. Here every signature, encapsulation and key is a hash. Anybody can forge them: the chancery refuses the
number, and tests of forgery use the real suite. Source: protocol §9.
"""

import hashlib
import hmac
from dataclasses import dataclass

from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.suite import NoteKey, OpeningKey, SigningKey, Suite

_SIZE = 32
_TAG = 16


def _hash(label: bytes, *parts: bytes) -> bytes:
    digest = hashlib.sha256(label)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


@dataclass(frozen=True, slots=True)
class ShamSigningKey:
    """Signs by hashing."""

    public: bytes

    def sign(self, context: bytes, message: bytes) -> bytes:
        """The hash that `ShamSuite.verify` computes again."""
        return _hash(b"sham signature", self.public, context, message)


@dataclass(frozen=True, slots=True)
class ShamNoteKey:
    """Signs both lines of a note by hashing."""

    public_classical: bytes
    public_post_quantum: bytes

    def sign_classical(self, message: bytes) -> bytes:
        """The classical line's hash."""
        return _hash(b"sham line", self.public_classical, message)

    def sign_post_quantum(self, message: bytes) -> bytes:
        """The post-quantum line's hash."""
        return _hash(b"sham line", self.public_post_quantum, message)


@dataclass(frozen=True, slots=True)
class ShamOpeningKey:
    """Opens what was wrapped to its public key."""

    public: bytes

    def unwrap(self, info: bytes, wrapped: bytes) -> bytes | None:
        """Undoes `ShamSuite.wrap`; `None` if it was wrapped to another key or under another info."""
        if len(wrapped) <= _SIZE + _TAG:
            return None
        shared, sealed, tag = wrapped[:_SIZE], wrapped[_SIZE:-_TAG], wrapped[-_TAG:]
        secret = _mask(self.public, info, shared, sealed)
        return secret if hmac.compare_digest(tag, _tag(self.public, info, shared, secret)) else None


class ShamSuite:
    """Suite 0."""

    number = 0
    signature_algorithm = "sham"
    stanza = "sham"
    signing_public_size = _SIZE
    signature_size = _SIZE
    note_classical_size = _SIZE
    note_post_quantum_size = _SIZE
    note_classical_signature_size = _SIZE
    note_post_quantum_signature_size = _SIZE
    opening_public_size = _SIZE
    encapsulation_size = _SIZE

    def signing_key(self, seed: bytes) -> SigningKey:
        """The signing key of a seed."""
        return ShamSigningKey(_hash(b"sham signing", seed))

    def verify(self, public: bytes, context: bytes, message: bytes, signature: bytes) -> None:
        """Compares a signature with the hash that it should be."""
        if not hmac.compare_digest(signature, ShamSigningKey(public).sign(context, message)):
            raise Untrusted("signature", "A signature does not verify.")

    def note_key(self, seed: bytes) -> NoteKey:
        """The note key of a seed."""
        return ShamNoteKey(_hash(b"sham classical", seed), _hash(b"sham post-quantum", seed))

    def verify_note_classical(self, public: bytes, message: bytes, signature: bytes) -> None:
        """Compares a line with the hash that it should be."""
        self._verify_line(public, message, signature)

    def verify_note_post_quantum(self, public: bytes, message: bytes, signature: bytes) -> None:
        """Compares a line with the hash that it should be."""
        self._verify_line(public, message, signature)

    def opening_key(self, seed: bytes) -> OpeningKey:
        """The opening key of a seed."""
        return ShamOpeningKey(_hash(b"sham opening", seed))

    def wrap(self, public: bytes, info: bytes, secret: bytes) -> bytes:
        """Hides a secret of at most 32 bytes behind a hash."""
        if len(public) != _SIZE:
            raise Malformed("opening-public-key", "An opening key has not the length of its kind.")
        shared = _hash(b"sham share", public, info, secret)
        return shared + _mask(public, info, shared, secret) + _tag(public, info, shared, secret)

    def _verify_line(self, public: bytes, message: bytes, signature: bytes) -> None:
        if not hmac.compare_digest(signature, _hash(b"sham line", public, message)):
            raise Untrusted("note-signature", "A line of a note does not verify.")


def _mask(public: bytes, info: bytes, shared: bytes, secret: bytes) -> bytes:
    mask = _hash(b"sham mask", public, info, shared)
    return bytes(one ^ other for one, other in zip(secret, mask, strict=False))


def _tag(public: bytes, info: bytes, shared: bytes, secret: bytes) -> bytes:
    return _hash(b"sham tag", public, info, shared, secret)[:_TAG]


SHAM: Suite = ShamSuite()
