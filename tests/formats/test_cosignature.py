"""A cosignature counts as a pair, under its own name and for its own head (attack R05)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import limits, note
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint, subtree_line, verify_checkpoint, write_text
from verbale.formats.cosignature import cosign, verify_cosignature
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.hybrid import HYBRID
from verbale.formats.suite import NoteKey

LOG = HYBRID.note_key(bytes(64))
X = HYBRID.note_key(bytes(range(64)))
Y = HYBRID.note_key(bytes(range(1, 65)))
NOW = 1_795_000_000
HEAD = Checkpoint(origin="example.org/log", size=64, root=bytes(range(32)))
PAIR = cosign(HEAD, "example.org/x", X, NOW)
CLASSICAL, POST_QUANTUM = PAIR


def verify(
    lines: tuple[note.NoteLine, ...], head: Checkpoint = HEAD, name: str = "example.org/x", key: NoteKey = X
) -> int:
    return verify_cosignature(
        head,
        lines,
        name=name,
        public_classical=key.public_classical,
        public_post_quantum=key.public_post_quantum,
        suite=HYBRID,
    )


def refuse(
    lines: tuple[note.NoteLine, ...], head: Checkpoint = HEAD, name: str = "example.org/x", key: NoteKey = X
) -> None:
    with pytest.raises(Untrusted) as refusal:
        verify(lines, head, name, key)
    assert refusal.value.args == (
        "cosignature",
        "A head does not carry both lines of this cosigner, made at one time.",
    )


@given(st.integers(1, limits.INTEGER), st.integers(1, limits.INTEGER), st.binary(min_size=32, max_size=32))
def test_a_pair_verifies_and_gives_its_time(time: int, size: int, root: bytes) -> None:
    head = Checkpoint(origin="example.org/log", size=size, root=root)
    assert verify(cosign(head, "example.org/x", X, time), head) == time


def test_the_classical_line_signs_the_text_of_the_specification() -> None:
    message = b"cosignature/v1\ntime 1795000000\n" + write_text(HEAD)
    assert CLASSICAL.signature[:8] == NOW.to_bytes(8, "big")
    HYBRID.verify_note_classical(X.public_classical, message, CLASSICAL.signature[8:])
    assert CLASSICAL.key_id == note.key_id("example.org/x", 0x04, X.public_classical)
    assert POST_QUANTUM.key_id == note.key_id("example.org/x", 0x06, X.public_post_quantum)


def test_a_head_carries_its_own_lines_and_those_of_many_cosigners() -> None:
    signed = note.read_note(sign_checkpoint(HEAD, LOG))
    cosigned = note.write_note(signed.with_lines(PAIR).with_lines(cosign(HEAD, "example.org/y", Y, NOW + 1)))
    head = verify_checkpoint(
        cosigned,
        origin="example.org/log",
        public_classical=LOG.public_classical,
        public_post_quantum=LOG.public_post_quantum,
        suite=HYBRID,
    )
    lines = note.read_note(cosigned).lines
    assert verify(lines, head) == NOW
    assert verify(lines, head, "example.org/y", Y) == NOW + 1


def test_one_line_of_two_does_not_count() -> None:
    refuse(())
    refuse((CLASSICAL,))
    refuse((POST_QUANTUM,))


def test_a_cosignature_of_x_under_ys_name_does_not_count() -> None:
    refuse(PAIR, name="example.org/y")
    renamed = tuple(
        note.NoteLine(name="example.org/y", key_id=note.key_id("example.org/y", kind, public), signature=line.signature)
        for kind, public, line in (
            (note.ED25519_COSIGNATURE, X.public_classical, CLASSICAL),
            (note.MLDSA44_COSIGNATURE, X.public_post_quantum, POST_QUANTUM),
        )
    )
    # The classical line would hold under any name; the post-quantum one binds it.
    refuse(renamed, name="example.org/y")
    refuse(PAIR, key=Y)


def test_a_cosignature_of_another_head_does_not_count() -> None:
    for head in (
        Checkpoint(origin="example.org/log", size=65, root=HEAD.root),
        Checkpoint(origin="example.org/log", size=64, root=bytes(32)),
        Checkpoint(origin="example.org/other", size=64, root=HEAD.root),
    ):
        refuse(PAIR, head)
        other = cosign(head, "example.org/x", X, NOW)
        refuse((CLASSICAL, other[1]))
        refuse((other[0], POST_QUANTUM))


def test_two_lines_made_at_two_times_do_not_count() -> None:
    later = cosign(HEAD, "example.org/x", X, NOW + 1)
    refuse((CLASSICAL, later[1]))
    refuse((later[0], POST_QUANTUM))


def test_a_pair_without_a_time_does_not_count() -> None:
    signature = bytes(8) + X.sign_classical(b"cosignature/v1\ntime 0\n" + write_text(HEAD))
    classical = note.NoteLine(name="example.org/x", key_id=CLASSICAL.key_id, signature=signature)
    refuse((classical, subtree_line(HEAD, "example.org/x", X, 0)))


def test_a_line_given_twice_does_not_count() -> None:
    refuse((CLASSICAL, CLASSICAL, POST_QUANTUM))
    refuse((CLASSICAL, POST_QUANTUM, POST_QUANTUM))


def test_the_registers_own_lines_are_no_cosignature() -> None:
    refuse(note.read_note(sign_checkpoint(HEAD, X)).lines, name="example.org/log")


@given(st.sampled_from([0, 1]), st.data())
def test_one_bit_changed_in_a_line_does_not_count(which: int, data: st.DataObject) -> None:
    changed = bytearray(PAIR[which].signature)
    bit = data.draw(st.integers(0, len(changed) * 8 - 1))
    changed[bit // 8] ^= 1 << bit % 8
    lines = list(PAIR)
    lines[which] = note.NoteLine(name=PAIR[which].name, key_id=PAIR[which].key_id, signature=bytes(changed))
    refuse((lines[0], lines[1]))


@given(st.sampled_from([0, 1]), st.integers(0, 8 + 63))
def test_a_line_cut_short_does_not_count(which: int, length: int) -> None:
    lines = list(PAIR)
    cut = PAIR[which].signature[:length]
    lines[which] = note.NoteLine(name=PAIR[which].name, key_id=PAIR[which].key_id, signature=cut)
    refuse((lines[0], lines[1]))


@pytest.mark.parametrize("name", ["", "a b", "x" * 256, "\ud800"])
def test_a_name_that_cannot_stand_in_a_line_neither_signs_nor_counts(name: str) -> None:
    with pytest.raises(Malformed, match=r"^\[note-name\]"):
        cosign(HEAD, name, X, NOW)
    refuse(PAIR, name=name)


@pytest.mark.parametrize("time", [1, limits.INTEGER])
def test_the_first_and_the_last_second_are_signed(time: int) -> None:
    assert verify(cosign(HEAD, "example.org/x", X, time), HEAD) == time


@pytest.mark.parametrize("time", [0, -1, limits.INTEGER + 1])
def test_a_time_out_of_range_is_not_signed(time: int) -> None:
    with pytest.raises(Malformed, match=r"^\[cosignature-time\]"):
        cosign(HEAD, "example.org/x", X, time)
