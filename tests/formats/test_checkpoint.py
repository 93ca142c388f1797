"""Heads: three lines of text, two lines of signature, both needed (attacks R01, R02, R05)."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import limits, note
from verbale.formats.checkpoint import (
    Checkpoint,
    join_time,
    read_text,
    sign_checkpoint,
    split_time,
    subtree_line,
    subtree_message,
    verify_checkpoint,
    verify_subtree_line,
    write_text,
)
from verbale.formats.cosignature import cosign, verify_cosignature
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.hybrid import HYBRID, HybridSuite
from verbale.formats.merkle import EMPTY_ROOT
from verbale.formats.suite import NoteKey
from verbale.testing.sham import SHAM

KEY = HYBRID.note_key(bytes(range(64)))
OTHER = HYBRID.note_key(bytes(range(1, 65)))
HEAD = Checkpoint(origin="example.org/log", size=20852163, root=bytes(range(32)))
NOTE = sign_checkpoint(HEAD, KEY)
SIZES = st.integers(1, limits.INTEGER)


def verify(data: bytes, origin: str = "example.org/log", key: NoteKey = KEY) -> Checkpoint:
    return verify_checkpoint(
        data,
        origin=origin,
        public_classical=key.public_classical,
        public_post_quantum=key.public_post_quantum,
        suite=HYBRID,
    )


def refuse(data: bytes, code: str, origin: str = "example.org/log", key: NoteKey = KEY) -> None:
    with pytest.raises(Untrusted) as refusal:
        verify(data, origin, key)
    assert refusal.value.code == code


def with_lines(*lines: note.NoteLine, text: bytes | None = None) -> bytes:
    return note.write_note(note.Note(text=write_text(HEAD) if text is None else text, lines=lines))


def classical_line(text: bytes, name: str = "example.org/log", key: NoteKey = KEY) -> note.NoteLine:
    return note.NoteLine(
        name=name,
        key_id=note.key_id(name, note.ED25519, key.public_classical),
        signature=key.sign_classical(text),
    )


CLASSICAL, POST_QUANTUM = note.read_note(NOTE).lines


def test_the_text_is_origin_size_and_root() -> None:
    assert write_text(HEAD) == b"example.org/log\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert write_text(Checkpoint(origin="a", size=0, root=EMPTY_ROOT)) == (
        b"a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    )


@given(st.from_regex(r"[!-*,-~é]{1,60}", fullmatch=True), SIZES, st.binary(min_size=32, max_size=32))
def test_a_text_that_was_written_is_read_again(origin: str, size: int, root: bytes) -> None:
    head = Checkpoint(origin=origin, size=size, root=root)
    assert read_text(write_text(head)) == head


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        f"a\n1\n{ROOT}",
        f"a\n1\n{ROOT}\n\n",
        f"a\n1\n{ROOT}\nextension\n",
        f"a\n01\n{ROOT}\n",
        f"a\n+1\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n1 \n{ROOT}\n",
        f"a\n\n{ROOT}\n",
        f"a\n１\n{ROOT}\n",
        f"a\n{limits.INTEGER + 1}\n{ROOT}\n",
        f"a\n{'9' * 5000}\n{ROOT}\n",
        f"a\n0\n{ROOT}\n",
    ],
)
def test_a_text_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"^\[checkpoint-form\]"):
        read_text(text.encode())


def test_a_text_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(Malformed, match=r"^\[checkpoint-form\]"):
        read_text(b"\xff\n1\n" + ROOT.encode() + b"\n")


@pytest.mark.parametrize("root", [ROOT[:-1], ROOT[:-4], ROOT + "AAAA", ROOT.replace("A=", "B=")])
def test_a_root_that_is_not_32_bytes_of_strict_base64_is_refused(root: str) -> None:
    with pytest.raises(Malformed, match=r"^\[base64\]"):
        read_text(f"a\n1\n{root}\n".encode())


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "x" * 256])
def test_an_origin_that_cannot_be_a_name_is_refused(origin: str) -> None:
    with pytest.raises(Malformed, match=r"^\[note-name\]"):
        read_text(f"{origin}\n1\n{ROOT}\n".encode())
    with pytest.raises(Malformed, match=r"^\[note-name\]"):
        sign_checkpoint(Checkpoint(origin=origin, size=1, root=bytes(32)), KEY)


@pytest.mark.parametrize(("size", "root"), [(-1, bytes(32)), (limits.INTEGER + 1, bytes(32)), (1, bytes(31))])
def test_a_head_out_of_range_is_not_signed(size: int, root: bytes) -> None:
    with pytest.raises(Malformed, match=r"^\[checkpoint-form\]"):
        sign_checkpoint(Checkpoint(origin="a", size=size, root=root), KEY)


def test_a_signed_head_verifies_and_says_the_same() -> None:
    assert verify(NOTE) == HEAD
    assert [line.name for line in note.read_note(NOTE).lines] == ["example.org/log"] * 2
    assert [len(line.signature) for line in note.read_note(NOTE).lines] == [64, 8 + 2420]


def test_the_post_quantum_line_signs_the_structure_of_the_specification() -> None:
    message = (
        b"subtree/v1\n\x00"
        + b"\x0fexample.org/log"
        + bytes(8)
        + b"\x0fexample.org/log"
        + bytes(8)
        + (20852163).to_bytes(8, "big")
        + bytes(range(32))
    )
    assert subtree_message(HEAD, "example.org/log", 0) == message
    HYBRID.verify_note_post_quantum(KEY.public_post_quantum, message, POST_QUANTUM.signature[8:])
    assert subtree_message(HEAD, "é", 1_700_000_000)[12:23] == b"\x02\xc3\xa9" + (1_700_000_000).to_bytes(8, "big")


@given(st.data())
def test_a_head_with_one_bit_changed_is_refused(data: st.DataObject) -> None:
    changed = bytearray(NOTE)
    bit = data.draw(st.integers(0, len(changed) * 8 - 1))
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((Malformed, Untrusted)):
        verify(bytes(changed))


@given(st.integers(0, len(NOTE) - 1))
def test_a_head_cut_anywhere_is_refused(length: int) -> None:
    with pytest.raises((Malformed, Untrusted)):
        verify(NOTE[:length])


def test_one_line_of_two_is_not_enough() -> None:
    refuse(with_lines(CLASSICAL), "checkpoint-lines")
    refuse(with_lines(POST_QUANTUM), "checkpoint-lines")


def test_a_head_of_another_register_or_key_is_refused() -> None:
    refuse(NOTE, "checkpoint-lines", origin="example.org/other")
    refuse(NOTE, "checkpoint-lines", key=OTHER)


def test_a_head_that_names_another_register_than_it_is_signed_by_is_refused() -> None:
    foreign = Checkpoint(origin="example.org/other", size=1, root=bytes(32))
    text = write_text(foreign)
    lines = (classical_line(text), subtree_line(foreign, "example.org/log", KEY, 0))
    refuse(with_lines(*lines, text=text), "checkpoint-origin")


def test_lines_of_two_heads_do_not_make_one() -> None:
    later = Checkpoint(origin="example.org/log", size=HEAD.size + 1, root=bytes(32))
    of_later = note.read_note(sign_checkpoint(later, KEY)).lines
    refuse(with_lines(CLASSICAL, of_later[1]), "note-signature")
    refuse(with_lines(of_later[0], POST_QUANTUM), "note-signature")


def test_a_cosignature_by_the_register_is_not_its_signature() -> None:
    timed = subtree_line(HEAD, "example.org/log", KEY, 1_700_000_000)
    refuse(with_lines(CLASSICAL, timed), "checkpoint-lines")
    refuse(with_lines(*cosign(HEAD, "example.org/log", KEY, 1_700_000_000)), "checkpoint-lines")


def test_lines_of_others_are_left_to_others() -> None:
    stranger = note.NoteLine(name="example.org/witness", key_id=b"abcd", signature=b"anything")
    same_name = note.NoteLine(name="example.org/log", key_id=b"abcd", signature=b"anything")
    assert verify(with_lines(stranger, CLASSICAL, same_name, POST_QUANTUM)) == HEAD


def test_signed_text_that_is_no_checkpoint_is_refused() -> None:
    text = write_text(HEAD) + b"extension\n"
    with pytest.raises(Malformed, match=r"^\[checkpoint-form\]"):
        verify(with_lines(classical_line(text), POST_QUANTUM, text=text))


def test_a_line_of_another_length_than_its_kind_is_refused() -> None:
    for signature in (b"x", POST_QUANTUM.signature[:-1], POST_QUANTUM.signature + b"\x00", POST_QUANTUM.signature[8:]):
        cut = note.NoteLine(name=POST_QUANTUM.name, key_id=POST_QUANTUM.key_id, signature=signature)
        refuse(with_lines(CLASSICAL, cut), "note-signature")
    short = note.NoteLine(name=CLASSICAL.name, key_id=CLASSICAL.key_id, signature=CLASSICAL.signature[:-1])
    refuse(with_lines(short, POST_QUANTUM), "note-signature")


def test_a_time_beyond_every_integer_of_the_formats_is_refused() -> None:
    assert split_time(join_time(limits.INTEGER, b"sig"), 3) == (limits.INTEGER, b"sig")
    with pytest.raises(Untrusted, match=r"^\[note-signature\]"):
        split_time(join_time(limits.INTEGER + 1, b"sig"), 3)


def test_a_subtree_line_gives_its_time() -> None:
    line = subtree_line(HEAD, "example.org/w", OTHER, 1_700_000_000)
    time = verify_subtree_line(HEAD, [line], name="example.org/w", public=OTHER.public_post_quantum, suite=HYBRID)
    assert time == 1_700_000_000


class ShortKey:
    """A note key of a suite whose keys and signatures have lengths of their own."""

    public_classical = b"short"
    public_post_quantum = b"not so short"

    def sign_classical(self, message: bytes) -> bytes:
        return hashlib.sha256(self.public_classical + message).digest()[:9]

    def sign_post_quantum(self, message: bytes) -> bytes:
        return hashlib.sha256(self.public_post_quantum + message).digest()[:11]


class ShortSuite(HybridSuite):
    note_classical_signature_size = 9
    note_post_quantum_signature_size = 11

    def verify_note_classical(self, public: bytes, message: bytes, signature: bytes) -> None:
        if public != ShortKey.public_classical or signature != ShortKey().sign_classical(message):
            raise Untrusted("note-signature", "no")

    def verify_note_post_quantum(self, public: bytes, message: bytes, signature: bytes) -> None:
        if public != ShortKey.public_post_quantum or signature != ShortKey().sign_post_quantum(message):
            raise Untrusted("note-signature", "no")


def test_every_length_comes_from_the_suite() -> None:
    publics = {"public_classical": b"short", "public_post_quantum": b"not so short"}
    data = sign_checkpoint(HEAD, ShortKey())
    assert verify_checkpoint(data, origin="example.org/log", suite=ShortSuite(), **publics) == HEAD
    pair = cosign(HEAD, "example.org/w", ShortKey(), 7)
    assert verify_cosignature(HEAD, pair, name="example.org/w", suite=ShortSuite(), **publics) == 7
    with pytest.raises(Untrusted, match=r"^\[cosignature\]"):
        verify_cosignature(HEAD, pair, name="example.org/w", suite=HYBRID, **publics)


def test_the_sham_suite_signs_and_cosigns_heads() -> None:
    key = SHAM.note_key(bytes(64))
    publics = {"public_classical": key.public_classical, "public_post_quantum": key.public_post_quantum}
    data = sign_checkpoint(HEAD, key)
    assert verify_checkpoint(data, origin="example.org/log", suite=SHAM, **publics) == HEAD
    assert verify_cosignature(HEAD, cosign(HEAD, "w", key, 7), name="w", suite=SHAM, **publics) == 7
    with pytest.raises(Untrusted, match=r"^\[note-signature\]"):
        verify_checkpoint(data, origin="example.org/log", suite=HYBRID, **publics)
