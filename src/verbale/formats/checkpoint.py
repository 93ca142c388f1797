"""Heads of registers: C2SP checkpoints, signed by the register's own two keys.

A checkpoint is a note of exactly three lines: the origin, the size in decimals and the root in base64 (tlog-checkpoint
1.0.0; extension lines are refused, for the post-quantum line does not cover them). The register signs it under its
origin as name, with two lines that are both needed:

    0x01  Ed25519 over the text, which every reader of notes can check
    0x06  ML-DSA-44 over `subtree_message` (tlog-cosignature 1.1.0-rc.1), its time zero: a register states no time

That a register never signs two heads of which one is not the beginning of the other is the caller's duty; nothing
here remembers. The 0x06 line is made and read here for `cosignature` too.
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from verbale.formats import limits, merkle, note
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.suite import NoteKey, Suite

_SIZE = re.compile(r"0|[1-9][0-9]*")
_SIZE_DIGITS = len(str(limits.INTEGER))
_LABEL = b"subtree/v1\n\x00"
_TIME = struct.Struct(">Q")
_RANGE = struct.Struct(">QQ")
_UNTIMED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a register: who it is, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes


def write_text(checkpoint: Checkpoint) -> bytes:
    """The text of a checkpoint, which its note carries and Ed25519 signs.

    Raises:
        Malformed: `checkpoint-form` or `note-name`.
    """
    _check(checkpoint)
    return f"{checkpoint.origin}\n{checkpoint.size}\n{write_base64(checkpoint.root)}\n".encode()


def read_text(text: bytes) -> Checkpoint:
    """Reads the text of a checkpoint.

    Raises:
        Malformed: `checkpoint-form`, `note-name` or `base64`.
    """
    try:
        origin, size, root, rest = text.decode("utf-8", "strict").split("\n")
    except ValueError:
        raise Malformed("checkpoint-form", "A checkpoint does not have exactly three lines.") from None
    if rest or len(size) > _SIZE_DIGITS or not _SIZE.fullmatch(size):
        raise Malformed("checkpoint-form", "The size in a checkpoint is no plain decimal number.")
    checkpoint = Checkpoint(origin=origin, size=int(size), root=read_base64(root, length=merkle.HASH))
    _check(checkpoint)
    return checkpoint


def subtree_message(checkpoint: Checkpoint, name: str, time: int) -> bytes:
    """What a 0x06 line signs: the signer's name, the time, the origin, the range from 0 to the size, and the root."""
    cosigner, origin = name.encode("utf-8"), checkpoint.origin.encode("utf-8")
    return b"".join(
        (
            _LABEL,
            bytes([len(cosigner)]) + cosigner,
            _TIME.pack(time),
            bytes([len(origin)]) + origin,
            _RANGE.pack(0, checkpoint.size),
            checkpoint.root,
        )
    )


def sign_checkpoint(checkpoint: Checkpoint, key: NoteKey) -> bytes:
    """Signs a checkpoint with both keys of its register, as a note.

    Raises:
        Malformed: `checkpoint-form` or `note-name`.
    """
    text = write_text(checkpoint)
    name, public = checkpoint.origin, key.public_classical
    classical = note.NoteLine(
        name=name, key_id=note.key_id(name, note.ED25519, public), signature=key.sign_classical(text)
    )
    lines = (classical, subtree_line(checkpoint, name, key, _UNTIMED))
    return note.write_note(note.Note(text=text, lines=lines))


def verify_checkpoint(
    note_bytes: bytes, *, origin: str, public_classical: bytes, public_post_quantum: bytes, suite: Suite
) -> Checkpoint:
    """Verifies a head under the two keys of a register; other lines of the note are left to others.

    Raises:
        Malformed: a code of `note.read_note` or of `read_text`.
        Untrusted: `checkpoint-lines`, `checkpoint-origin` or `note-signature`.
    """
    read = note.read_note(note_bytes)
    classical = note.find_line(read.lines, origin, note.key_id(origin, note.ED25519, public_classical))
    if classical is None:
        raise Untrusted("checkpoint-lines", "A head lacks a line of its register's classical key.")
    suite.verify_note_classical(public_classical, read.text, classical.signature)
    checkpoint = read_text(read.text)
    if checkpoint.origin != origin:
        raise Untrusted("checkpoint-origin", "A head is signed by a register that it does not name.")
    time = verify_subtree_line(checkpoint, read.lines, name=origin, public=public_post_quantum, suite=suite)
    if time != _UNTIMED:
        raise Untrusted("checkpoint-lines", "A head is signed as a cosignature, with a time.")
    return checkpoint


def subtree_line(checkpoint: Checkpoint, name: str, key: NoteKey, time: int) -> note.NoteLine:
    """Makes a 0x06 line: a time, and the post-quantum signature over `subtree_message`."""
    signature = key.sign_post_quantum(subtree_message(checkpoint, name, time))
    own_key_id = note.key_id(name, note.MLDSA44_COSIGNATURE, key.public_post_quantum)
    return note.NoteLine(name=name, key_id=own_key_id, signature=join_time(time, signature))


def verify_subtree_line(
    checkpoint: Checkpoint, lines: Iterable[note.NoteLine], *, name: str, public: bytes, suite: Suite
) -> int:
    """Verifies the 0x06 line of a key among lines, and gives its time.

    Raises:
        Untrusted: `checkpoint-lines`, if there is no such line or more than one; `note-signature`.
    """
    line = note.find_line(lines, name, note.key_id(name, note.MLDSA44_COSIGNATURE, public))
    if line is None:
        raise Untrusted("checkpoint-lines", "A head lacks a line of a post-quantum key.")
    time, signature = split_time(line.signature, suite.note_post_quantum_signature_size)
    suite.verify_note_post_quantum(public, subtree_message(checkpoint, name, time), signature)
    return time


def join_time(time: int, signature: bytes) -> bytes:
    """Writes a timestamped signature: eight bytes, then the signature."""
    return _TIME.pack(time) + signature


def split_time(timestamped: bytes, signature_size: int) -> tuple[int, bytes]:
    """Reads a timestamped signature.

    Raises:
        Untrusted: `note-signature`, if it is not of this size, or its time is greater than any integer of the formats.
    """
    if len(timestamped) != _TIME.size + signature_size:
        raise Untrusted("note-signature", "A line of a note has not the length of its kind.")
    (time,) = _TIME.unpack(timestamped[: _TIME.size])
    if time > limits.INTEGER:
        raise Untrusted("note-signature", "A line of a note states a time that is out of range.")
    return time, timestamped[_TIME.size :]


def _check(checkpoint: Checkpoint) -> None:
    note.check_name(checkpoint.origin)
    if not 0 <= checkpoint.size <= limits.INTEGER:
        raise Malformed("checkpoint-form", "The size in a checkpoint is out of range.")
    if len(checkpoint.root) != merkle.HASH:
        raise Malformed("checkpoint-form", f"The root in a checkpoint is not {merkle.HASH} bytes.")
    if checkpoint.size == 0 and checkpoint.root != merkle.EMPTY_ROOT:
        raise Malformed("checkpoint-form", "An empty register has a root that is not that of an empty tree.")
