"""Proof files: that an entry stands in a register, in one text that can be checked offline (C2SP tlog-proof@v1).

    c2sp.org/tlog-proof@v1
    extra <base64>                 (only if there is any)
    index <decimal>
    <base64 of a hash>             (from the leaf's sibling up to the root's child)
                                   (an empty line)
    the checkpoint's note, as it was signed and cosigned

The extra data is whatever an application puts there; nothing authenticates it. The leaf is not in the file: who
checks must have the entry, and its salt, from elsewhere.
"""

import re
from dataclasses import dataclass

from verbale.formats import limits, merkle
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.checkpoint import Checkpoint, verify_checkpoint
from verbale.formats.errors import Malformed
from verbale.formats.suite import Suite

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")
_EXTRA = "extra "


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof, well formed and not verified.

    Attributes:
        index: where the entry stands.
        hashes: the path from the leaf's sibling upwards.
        note_bytes: the checkpoint's note.
        extra: opaque, not authenticated, empty if there is none.
    """

    index: int
    hashes: tuple[bytes, ...]
    note_bytes: bytes
    extra: bytes = b""


def write_proof(proof: Proof) -> bytes:
    """Writes a proof.

    Raises:
        Malformed: `proof-form` or `proof-size`.
    """
    _check(proof)
    lines = [_HEADER]
    if proof.extra:
        lines.append(_EXTRA + write_base64(proof.extra))
    lines.append(f"index {proof.index}")
    lines.extend(write_base64(each) for each in proof.hashes)
    data = "\n".join((*lines, "", "")).encode("ascii") + proof.note_bytes
    _check_size(data)
    return data


def read_proof(data: bytes) -> Proof:
    """Reads a proof; neither the path nor the note is checked.

    Raises:
        Malformed: `proof-size`, `proof-form` or `base64`.
    """
    _check_size(data)
    head, parted, note_bytes = data.partition(b"\n\n")
    try:
        header, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Malformed("proof-form", "A proof is not plain ASCII above its checkpoint.") from None
    if header != _HEADER or not parted:
        raise Malformed("proof-form", "A proof does not begin with its first line, or has no checkpoint.")
    extra = b""
    if lines and lines[0].startswith(_EXTRA):
        extra = read_base64(lines.pop(0).removeprefix(_EXTRA))
        if not extra:
            raise Malformed("proof-form", "A proof has a line for extra data and no such data.")
    index = _INDEX.fullmatch(lines[0]) if lines else None
    if index is None or len(lines) > 1 + limits.PROOF_HASHES:
        raise Malformed("proof-form", "A proof has no index, or too many hashes.")
    proof = Proof(
        index=int(index[1]),
        hashes=tuple(read_base64(line, length=merkle.HASH) for line in lines[1:]),
        note_bytes=note_bytes,
        extra=extra,
    )
    _check(proof)
    return proof


def verify_proof(
    proof: Proof, *, leaf: bytes, origin: str, public_classical: bytes, public_post_quantum: bytes, suite: Suite
) -> Checkpoint:
    """Verifies that a leaf stands in a register, under a head that the register signed.

    Cosignatures on the head are for the caller to count.

    Raises:
        Malformed: a code of `checkpoint.verify_checkpoint`.
        Untrusted: `inclusion-proof`, or a code of `checkpoint.verify_checkpoint`.
    """
    checkpoint = verify_checkpoint(
        proof.note_bytes,
        origin=origin,
        public_classical=public_classical,
        public_post_quantum=public_post_quantum,
        suite=suite,
    )
    merkle.verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return checkpoint


def _check(proof: Proof) -> None:
    if not 0 <= proof.index <= limits.INTEGER:
        raise Malformed("proof-form", "The index in a proof is out of range.")
    if len(proof.hashes) > limits.PROOF_HASHES or any(len(each) != merkle.HASH for each in proof.hashes):
        raise Malformed("proof-form", f"A proof has too many hashes, or one that is not {merkle.HASH} bytes.")
    if not proof.note_bytes or len(proof.note_bytes) > limits.NOTE:
        raise Malformed("proof-form", "A proof has no checkpoint, or one that is too long.")


def _check_size(data: bytes) -> None:
    if len(data) > limits.PROOF_FILE:
        raise Malformed("proof-size", f"A proof has {len(data)} bytes; at most {limits.PROOF_FILE} are allowed.")
