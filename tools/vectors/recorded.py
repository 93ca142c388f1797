"""Suite 1 with a memory: what a primitive drew at random once is given again, so that vectors can be made anew.

Signatures of ML-DSA are hedged and encapsulations are fresh, so two runs would differ. Every such output is kept in
`tests/vectors/recorded.json` under a digest of what was asked, and taken from there in the next run.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.hybrid import HYBRID, HybridSuite
from verbale.formats.suite import NoteKey, SigningKey


@dataclass(slots=True)
class Record:
    """Outputs by what was asked.

    Attributes:
        file: where they are kept.
        known: what the file holds.
        used: what this run asked for.
    """

    file: Path
    known: dict[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)

    def load(self) -> "Record":
        """Reads the file, if it is there."""
        if self.file.is_file():
            self.known = dict(json.loads(self.file.read_text()))
        return self

    def save(self) -> None:
        """Keeps what this run used, and nothing else."""
        self.file.write_text(json.dumps(self.used, indent=0, sort_keys=True) + "\n")

    def recall(self, asked: bytes) -> bytes | None:
        """The output that was kept for a question."""
        name = hashlib.sha256(asked).hexdigest()[:32]
        if name not in self.known:
            return None
        self.used[name] = self.known[name]
        return read_base64(self.known[name])

    def keep(self, asked: bytes, output: bytes) -> bytes:
        """Keeps a new output."""
        name = hashlib.sha256(asked).hexdigest()[:32]
        self.known[name] = self.used[name] = write_base64(output)
        return output


def _question(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


@dataclass(frozen=True, slots=True)
class RecordedSigningKey:
    """A signing key whose signatures are kept."""

    key: SigningKey
    record: Record

    @property
    def public(self) -> bytes:
        """The public key."""
        return self.key.public

    def sign(self, context: bytes, message: bytes) -> bytes:
        """Signs, or gives the signature that was made before."""
        asked = _question(b"sign", self.public, context, message)
        return self.record.recall(asked) or self.record.keep(asked, self.key.sign(context, message))


@dataclass(frozen=True, slots=True)
class RecordedNoteKey:
    """A note key whose post-quantum signatures are kept."""

    key: NoteKey
    record: Record

    @property
    def public_classical(self) -> bytes:
        """The public key of the classical half."""
        return self.key.public_classical

    @property
    def public_post_quantum(self) -> bytes:
        """The public key of the post-quantum half."""
        return self.key.public_post_quantum

    def sign_classical(self, message: bytes) -> bytes:
        """Signs; Ed25519 draws nothing."""
        return self.key.sign_classical(message)

    def sign_post_quantum(self, message: bytes) -> bytes:
        """Signs, or gives the signature that was made before."""
        asked = _question(b"note", self.public_post_quantum, message)
        return self.record.recall(asked) or self.record.keep(asked, self.key.sign_post_quantum(message))


class RecordedSuite(HybridSuite):
    """Suite 1; its outputs are kept."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def signing_key(self, seed: bytes) -> SigningKey:
        """The composite key of a seed."""
        return RecordedSigningKey(HYBRID.signing_key(seed), self.record)

    def note_key(self, seed: bytes) -> NoteKey:
        """The pair of a seed."""
        return RecordedNoteKey(HYBRID.note_key(seed), self.record)

    def wrap(self, public: bytes, info: bytes, secret: bytes) -> bytes:
        """Wraps, or gives what was wrapped before."""
        asked = _question(b"wrap", public, info, secret)
        return self.record.recall(asked) or self.record.keep(asked, HYBRID.wrap(public, info, secret))


class Draws:
    """Bytes that stand for chance, the same in every run."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0

    def __call__(self, size: int) -> bytes:
        """The next bytes."""
        self._count += 1
        return hashlib.shake_256(f"{self._name}/{self._count}".encode()).digest(size)
