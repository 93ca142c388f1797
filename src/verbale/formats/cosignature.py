"""Cosignatures: a counterpart's word that, as of a time, a head was consistent with all it had seen of that register.

A cosignature is a pair of lines (tlog-cosignature 1.1.0-rc.1), made at one time, and counts only as a pair:

    0x04  a time, and Ed25519 over "cosignature/v1", the time and the text of the checkpoint
    0x06  a time, and ML-DSA-44 over `checkpoint.subtree_message`

The 0x06 line binds the cosigner's name; the 0x04 line does so only by its key id, hence one note key serves one name.
Whether a head may be cosigned (known origin, consistent, not behind) is decided and stored before calling `cosign`.
"""

from collections.abc import Sequence

from verbale.formats import limits, note
from verbale.formats.checkpoint import (
    Checkpoint,
    join_time,
    split_time,
    subtree_line,
    verify_subtree_line,
    write_text,
)
from verbale.formats.errors import Malformed, Untrusted, VerbaleError
from verbale.formats.suite import NoteKey, Suite


def cosign(checkpoint: Checkpoint, name: str, key: NoteKey, time: int) -> tuple[note.NoteLine, note.NoteLine]:
    """Cosigns a head under the cosigner's name, as of a time in seconds since 1970.

    Raises:
        Malformed: `cosignature-time`, `note-name` or `checkpoint-form`.
    """
    note.check_name(name)
    if not 1 <= time <= limits.INTEGER:
        raise Malformed("cosignature-time", "The time of a cosignature is out of range.")
    signature = key.sign_classical(_classical_message(checkpoint, time))
    own_key_id = note.key_id(name, note.ED25519_COSIGNATURE, key.public_classical)
    classical = note.NoteLine(name=name, key_id=own_key_id, signature=join_time(time, signature))
    return classical, subtree_line(checkpoint, name, key, time)


def verify_cosignature(
    checkpoint: Checkpoint,
    lines: Sequence[note.NoteLine],
    *,
    name: str,
    public_classical: bytes,
    public_post_quantum: bytes,
    suite: Suite,
) -> int:
    """Verifies a party's pair of lines on a head that was itself verified.

    One line of two, a line under another's name, two times or a line that fails: none of it counts.

    Returns:
        The time of the cosignature, as the cosigner states it.

    Raises:
        Untrusted: `cosignature`, one error whatever failed.
    """
    try:
        line = note.find_line(lines, name, note.key_id(name, note.ED25519_COSIGNATURE, public_classical))
        if line is None:
            raise _does_not_count()
        time, signature = split_time(line.signature, suite.note_classical_signature_size)
        suite.verify_note_classical(public_classical, _classical_message(checkpoint, time), signature)
        other_time = verify_subtree_line(checkpoint, lines, name=name, public=public_post_quantum, suite=suite)
    except VerbaleError:
        raise _does_not_count() from None
    if time != other_time or time == 0:
        raise _does_not_count()
    return time


def _classical_message(checkpoint: Checkpoint, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + write_text(checkpoint)


def _does_not_count() -> Untrusted:
    return Untrusted("cosignature", "A head does not carry both lines of this cosigner, made at one time.")
