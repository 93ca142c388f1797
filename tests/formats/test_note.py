"""Signed notes: one form, exact lines, nothing judged."""

import base64
import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import limits, note
from verbale.formats.errors import Malformed
from verbale.formats.note import Note, NoteLine, read_note, verifier_key, write_note

SPACES = [" ", "\u00a0", "\u2003", "\u3000", "\u2028", "\u0085"]


def line(name: str = "example.org/log", key_id: bytes = b"abcd", signature: bytes = b"sig") -> NoteLine:
    return NoteLine(name=name, key_id=key_id, signature=signature)


def refuse(data: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_note(data)
    assert refusal.value.code == code


def refuse_to_write(made: Note, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        write_note(made)
    assert refusal.value.code == code


TEXTS = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]) | st.just("\n"), max_size=60).map(
    lambda text: text.encode() + b"\n"
)
NAMES = st.text(
    st.characters(min_codepoint=0x21, exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=40
).filter(lambda name: "+" not in name and not any(each.isspace() for each in name))
LINES = st.builds(
    NoteLine, name=NAMES, key_id=st.binary(min_size=4, max_size=4), signature=st.binary(min_size=1, max_size=80)
)
NOTES = st.builds(
    Note,
    text=TEXTS,
    lines=st.lists(LINES, min_size=1, max_size=5, unique_by=lambda each: (each.name, each.key_id)).map(tuple),
)


@given(NOTES)
def test_what_is_written_is_read_again(made: Note) -> None:
    data = write_note(made)
    assert read_note(data) == made
    assert write_note(read_note(data)) == data


@given(NOTES, st.data())
def test_a_note_cut_or_with_one_bit_changed_never_reads_as_the_same(made: Note, data: st.DataObject) -> None:
    changed = bytearray(write_note(made))
    if data.draw(st.booleans()):
        del changed[data.draw(st.integers(0, len(changed) - 1)) :]
    else:
        bit = data.draw(st.integers(0, len(changed) * 8 - 1))
        changed[bit // 8] ^= 1 << bit % 8
    with contextlib.suppress(Malformed):
        assert read_note(bytes(changed)) != made


def test_a_note_is_its_text_an_empty_line_and_its_signatures() -> None:
    written = write_note(Note(text=b"one\n\ntwo\n", lines=(line(), line("b", b"\x00\x00\x00\x01", b"\xff"))))
    assert written == "one\n\ntwo\n\n— example.org/log YWJjZHNpZw==\n— b AAAAAf8=\n".encode()


def test_the_text_ends_at_the_last_empty_line() -> None:
    assert read_note("a\n\n\n\n— n YWJjZHNpZw==\n".encode()).text == b"a\n\n\n"
    assert read_note("\n\n— n YWJjZHNpZw==\n".encode()).text == b"\n"


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n— n YWJjZHNpZw==\n",
        "text\n\n— n YWJjZHNpZw==",
        "text\n\n— n YWJjZHNpZw==\n\n",
        "text\n\n— n YWJjZHNpZw== \n",
        "text\n\n— n YWJjZHNpZw== x\n",
        "text\n\n—  n YWJjZHNpZw==\n",
        "text\n\n— n  YWJjZHNpZw==\n",
        "text\n\n—n YWJjZHNpZw==\n",
        "text\n\n- n YWJjZHNpZw==\n",
        "text\n\n— n\n",
        "text\n\n—\n",
        "text\n\nx\n",
        "text\n\n— n YWJj\n",
        "text\n\n— n YWJjZA==\n",
        "text\r\n\n— n YWJjZHNpZw==\n",
        "te\txt\n\n— n YWJjZHNpZw==\n",
        "te\x00xt\n\n— n YWJjZHNpZw==\n",
        "text\x1f\n\n— n YWJjZHNpZw==\n",
    ],
)
def test_a_note_of_another_shape_is_refused(data: str) -> None:
    refuse(data.encode(), "note-form")


@pytest.mark.parametrize(
    "data", [b"te\xffxt\n\n\xe2\x80\x94 n YWJjZHNpZw==\n", b"text\n\n\xe2\x80\x94 \xff YWJjZHNpZw==\n"]
)
def test_a_note_that_is_not_utf_8_is_refused(data: bytes) -> None:
    refuse(data, "note-form")


@pytest.mark.parametrize("text", ["YWJjZHNpZw", "YWJjZHNpZx==", "YWJjZHNpZw==\u00e9", "YWJj_HNpZw==", ""])
def test_base64_in_another_than_its_one_form_is_refused(text: str) -> None:
    refuse(f"text\n\n— n {text}\n".encode(), "base64" if text else "note-form")


@pytest.mark.parametrize("name", ["a+b", *(f"a{space}b" for space in SPACES[1:]), "x" * 256, "é" * 128, "a\x07b"])
def test_a_name_that_could_be_misread_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match=r"^\[note-"):
        read_note(f"text\n\n— {name} YWJjZHNpZw==\n".encode())
    refuse_to_write(Note(text=b"text\n", lines=(line(name),)), "note-name")


@pytest.mark.parametrize("name", ["", "\ud800", "a b", "a\nb"])
def test_a_name_that_has_no_line_is_not_written(name: str) -> None:
    refuse_to_write(Note(text=b"text\n", lines=(line(name),)), "note-name")
    with pytest.raises(Malformed, match=r"^\[note-name\]"):
        note.key_id(name, note.ED25519, bytes(32))


def test_a_name_of_255_bytes_is_taken() -> None:
    made = Note(text=b"text\n", lines=(line("x" * 255),))
    assert read_note(write_note(made)) == made


@pytest.mark.parametrize("text", [b"", b"text", b"te\x01xt\n"])
def test_a_text_that_a_note_cannot_hold_is_not_written(text: bytes) -> None:
    refuse_to_write(Note(text=text, lines=(line(),)), "note-form")


def test_a_text_that_is_not_utf_8_is_not_written() -> None:
    refuse_to_write(Note(text=b"\xff\n", lines=(line(),)), "note-form")


def test_a_line_without_key_id_or_signature_is_not_written() -> None:
    refuse_to_write(Note(text=b"text\n", lines=(line(key_id=b"abc"),)), "note-form")
    refuse_to_write(Note(text=b"text\n", lines=(line(key_id=b"abcde"),)), "note-form")
    refuse_to_write(Note(text=b"text\n", lines=(line(signature=b""),)), "note-form")


def test_two_lines_of_one_key_are_refused() -> None:
    twice = "text\n\n" + "— n YWJjZHNpZw==\n" + "— n YWJjZHNpZzI=\n"
    refuse(twice.encode(), "note-lines")
    refuse_to_write(Note(text=b"text\n", lines=(line(), line(signature=b"other"))), "note-lines")


def test_limits_are_held() -> None:
    most = Note(text=b"text\n", lines=tuple(line(f"n{number}") for number in range(limits.NOTE_LINES)))
    data = write_note(most)
    assert read_note(data) == most
    refuse(data + "— more YWJjZHNpZw==\n".encode(), "note-lines")
    refuse_to_write(Note(text=b"text\n", lines=(*most.lines, line("more"))), "note-lines")
    refuse_to_write(Note(text=b"text\n", lines=()), "note-lines")
    refuse(b"x" * (limits.NOTE + 1), "note-size")
    refuse_to_write(Note(text=b"x" * limits.NOTE + b"\n", lines=(line(),)), "note-size")


def test_lines_are_found_by_name_and_key_id() -> None:
    first, second, other = line(), line(key_id=b"efgh"), line("other")
    made = Note(text=b"text\n", lines=(first, other, second))
    assert made.lines_of("example.org/log") == (first, second)
    assert made.lines_of("nobody") == ()
    assert note.find_line(made.lines, "example.org/log", b"efgh") == second
    assert note.find_line(made.lines, "other", b"efgh") is None
    assert note.find_line((first, first), "example.org/log", b"abcd") is None


def test_a_newer_line_of_a_key_takes_the_place_of_the_older() -> None:
    older, newer, other = line(), line(signature=b"newer"), line("other")
    made = Note(text=b"text\n", lines=(older,)).with_lines([other, newer])
    assert made == Note(text=b"text\n", lines=(newer, other))


def test_key_ids_differ_by_name_kind_and_key() -> None:
    public = bytes(32)
    expected = hashlib.sha256(b"example.org/log\n\x01" + public).digest()[:4]
    assert note.key_id("example.org/log", note.ED25519, public) == expected
    others = {
        note.key_id("example.org/other", note.ED25519, public),
        note.key_id("example.org/log", note.ED25519_COSIGNATURE, public),
        note.key_id("example.org/log", note.ED25519, b"\x01" + public[1:]),
    }
    assert expected not in others
    assert len(others) == 3


def test_a_verifier_key_is_name_key_id_and_typed_key() -> None:
    public = bytes(range(32))
    name, own_id, key = verifier_key("example.org/log", note.ED25519, public).split("+", 2)
    assert (name, own_id) == ("example.org/log", note.key_id(name, 1, public).hex())
    assert base64.b64decode(key) == b"\x01" + public
