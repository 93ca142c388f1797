"""Signed notes: a text and the signature lines below it (C2SP signed-note 1.0.0).

    text, ending in a newline
                                                                   (an empty line)
    — <name> <base64 of a 4-byte key id and the signature>         (one or more)

This reads and writes the form and judges no signature: that is `checkpoint`'s and `cosignature`'s business. Narrower
than the specification in three points: base64 must be in its one form; a name has at most 255 bytes, as cosigned
messages ask for; no two lines stand under one name and key id, so that a key has one line or none. Lines of unknown
keys are kept, since other readers know them.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from verbale.formats import limits
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.errors import Malformed

KEY_ID = 4

ED25519 = 0x01
ED25519_COSIGNATURE = 0x04
MLDSA44_COSIGNATURE = 0x06

_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_DASH = "— "


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """One signature line, not verified by being here.

    Attributes:
        name: the signer's name.
        key_id: four bytes that tell the signer's keys apart; a hint.
        signature: what follows the key id, its form by the key's type.
    """

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text and its signature lines, well formed and not verified."""

    text: bytes
    lines: tuple[NoteLine, ...]

    def lines_of(self, name: str) -> tuple[NoteLine, ...]:
        """The lines under a name."""
        return tuple(line for line in self.lines if line.name == name)

    def with_lines(self, lines: Iterable[NoteLine]) -> "Note":
        """The note with these lines too; a line takes the place of an older one of its name and key id."""
        merged = {(line.name, line.key_id): line for line in self.lines}
        merged.update({(line.name, line.key_id): line for line in lines})
        return Note(text=self.text, lines=tuple(merged.values()))


def find_line(lines: Iterable[NoteLine], name: str, own_key_id: bytes) -> NoteLine | None:
    """The one line of a key, or nothing if there is none or more than one."""
    found = [line for line in lines if line.name == name and line.key_id == own_key_id]
    return found[0] if len(found) == 1 else None


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The id of a key of a kind (0x01, 0x04 or 0x06) under a name.

    Raises:
        Malformed: `note-name`.
    """
    check_name(name)
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public).digest()[:KEY_ID]


def verifier_key(name: str, kind: int, public: bytes) -> str:
    """A key as the text that stock tools are configured with (a vkey)."""
    return f"{name}+{key_id(name, kind, public).hex()}+{write_base64(bytes([kind]) + public)}"


def check_name(name: str) -> None:
    """Checks that a signer's name can stand in a line and in a cosigned message.

    Raises:
        Malformed: `note-name`.
    """
    encoded = _encode(name)
    if not 1 <= len(encoded) <= 255 or _CONTROL.search(encoded):
        raise Malformed("note-name", "A signer's name is empty, too long or holds a control character.")
    if "+" in name or name.split() != [name]:
        raise Malformed("note-name", "A signer's name holds a space or a plus sign.")


def write_note(note: Note) -> bytes:
    """Writes a note.

    Raises:
        Malformed: `note-form`, `note-name`, `note-lines` or `note-size`.
    """
    _check(note)
    lines = "".join(f"{_DASH}{line.name} {write_base64(line.key_id + line.signature)}\n" for line in note.lines)
    data = note.text + b"\n" + lines.encode("utf-8")
    _check_size(data)
    return data


def read_note(data: bytes) -> Note:
    """Reads a note; no signature is checked.

    Raises:
        Malformed: `note-size`, `note-form`, `note-name`, `note-lines` or `base64`.
    """
    _check_size(data)
    end = data.rfind(b"\n\n")
    if end < 0 or not data.endswith(b"\n"):
        raise Malformed("note-form", "A note has no empty line above its signatures, or does not end in a newline.")
    text, lines = data[: end + 1], data[end + 2 : -1].split(b"\n")
    if len(lines) > limits.NOTE_LINES:
        raise Malformed("note-lines", f"A note has more than {limits.NOTE_LINES} signatures.")
    note = Note(text=text, lines=tuple(_read_line(each) for each in lines))
    _check(note)
    return note


def _read_line(line: bytes) -> NoteLine:
    dash, name, signature = (*_decode(line).split(" "), "", "")[:3]
    if f"{dash} {name} {signature}".encode() != line or f"{dash} " != _DASH:
        raise Malformed("note-form", "A line below a note is not a signature.")
    signed = read_base64(signature)
    return NoteLine(name=name, key_id=signed[:KEY_ID], signature=signed[KEY_ID:])


def _check(note: Note) -> None:
    _decode(note.text)
    if not note.text.endswith(b"\n") or _CONTROL.search(note.text):
        raise Malformed("note-form", "The text of a note does not end in a newline, or holds a control character.")
    if not 1 <= len(note.lines) <= limits.NOTE_LINES:
        raise Malformed("note-lines", f"A note has no signature, or more than {limits.NOTE_LINES}.")
    if len({(line.name, line.key_id) for line in note.lines}) != len(note.lines):
        raise Malformed("note-lines", "A note has two lines of one key.")
    for line in note.lines:
        check_name(line.name)
        if len(line.key_id) != KEY_ID or not line.signature:
            raise Malformed("note-form", "A line below a note has no key id or no signature.")


def _check_size(data: bytes) -> None:
    if len(data) > limits.NOTE:
        raise Malformed("note-size", f"A note has {len(data)} bytes; at most {limits.NOTE} are allowed.")


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Malformed("note-form", "A note is not UTF-8.") from None


def _encode(name: str) -> bytes:
    try:
        return name.encode("utf-8", "strict")
    except UnicodeEncodeError:
        raise Malformed("note-name", "A signer's name is not Unicode text.") from None
