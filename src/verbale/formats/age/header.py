"""The header of a sealed file: a version line, stanzas, and a MAC under the file key.

Implements "Header" of C2SP `age.md` with the grammar to the letter: one form of base64 without padding, bodies wrapped
at 64 columns with a short last line, arguments of visible ASCII parted by one space, LF and nothing else. A stanza
named `scrypt` stands alone, whoever reads. Size and number of stanzas are bounded before anything is parsed.

Reading proves nothing: a `Header` is a claim until `verify` has seen its file key. How a stanza holds the file key is
left to `hybrid` and `scrypt`.
"""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from verbale.formats import limits
from verbale.formats.base64text import read_base64_unpadded, write_base64_unpadded
from verbale.formats.errors import Malformed, Untrusted

INTRO = b"age-encryption.org/v1\n"
FILE_KEY = 16
SCRYPT = "scrypt"

_MAC_MARK = b"---"
_MAC_SIZE = 32
_COLUMNS = 64
_END_LINE = len("\n--- ") + 43 + len("\n")
# The end of one stanza is certain without looking back: full lines have 64 characters, the last line has fewer.
_STANZA = re.compile(
    rb"-> (?P<arguments>[!-~]+(?: [!-~]+)*+)\n(?P<body>(?:[A-Za-z0-9+/]{64}\n)*+[A-Za-z0-9+/]{0,63}\n)"
)
_END = re.compile(rb"--- (?P<mac>[A-Za-z0-9+/]{43})\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stanza:
    """One holder of the file key: a name, arguments, and a body."""

    name: str
    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header that was read and not yet verified.

    Attributes:
        stanzas: in the order of the file; at least one.
        covered: the bytes that the MAC covers.
        mac: the MAC that the header states.
    """

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes


def write(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """Writes a header and its MAC."""
    covered = INTRO + b"".join(map(_write_stanza, stanzas)) + _MAC_MARK
    return covered + f" {write_base64_unpadded(_mac(covered, file_key))}\n".encode("ascii")


def _write_stanza(stanza: Stanza) -> bytes:
    body = write_base64_unpadded(stanza.body)
    # A body that fills its last line is followed by an empty one: the short line is what ends a stanza.
    lines = [body[start : start + _COLUMNS] for start in range(0, len(body) + 1, _COLUMNS)]
    return "\n".join([" ".join(("->", stanza.name, *stanza.arguments)), *lines, ""]).encode("ascii")


def read(data: bytes, *, stanzas: int = limits.AGE_STANZAS) -> Header:
    """Reads the bytes of one whole header.

    Args:
        data: from the first byte of the file to the line feed after the MAC (`Reader` finds it).
        stanzas: the greatest number of stanzas that the caller takes.

    Raises:
        Malformed: `age-header`, `age-header-size` or `age-stanzas`.
    """
    _check_size(data)
    if data.count(b"\n->") > stanzas:
        raise Malformed("age-stanzas", f"A sealed file has more stanzas than the {stanzas} allowed here.")
    if not data.startswith(INTRO):
        raise Malformed("age-header", "A file does not begin as an age v1 file does.")
    found, at = [], len(INTRO)
    while match := _STANZA.match(data, at):
        found.append(_read_stanza(match))
        at = match.end()
    end = _END.fullmatch(data, at)
    if not found or end is None:
        raise Malformed("age-header", "The header of a sealed file breaks the grammar of age.")
    if len(found) > 1 and any(stanza.name == SCRYPT for stanza in found):
        raise Malformed("age-header", "A stanza for a passphrase does not stand alone.")
    return Header(
        stanzas=tuple(found),
        covered=data[: at + len(_MAC_MARK)],
        mac=read_binary(end["mac"].decode("ascii"), length=_MAC_SIZE),
    )


def _check_size(data: bytes | bytearray) -> None:
    if len(data) > limits.AGE_HEADER:
        raise Malformed("age-header-size", f"The header of a sealed file is longer than {limits.AGE_HEADER} bytes.")


def _read_stanza(match: re.Match[bytes]) -> Stanza:
    name, *arguments = match["arguments"].decode("ascii").split(" ")
    body = read_binary(match["body"].replace(b"\n", b"").decode("ascii"))
    return Stanza(name=name, arguments=tuple(arguments), body=body)


def read_binary(text: str, *, length: int | None = None) -> bytes:
    """Reads the base64 of a header, in its one form.

    Raises:
        Malformed: `age-header`.
    """
    try:
        return read_base64_unpadded(text, length=length)
    except Malformed:
        raise Malformed("age-header", "A value in the header of a sealed file is not the base64 it must be.") from None


def verify(header: Header, file_key: bytes) -> bytes:
    """Verifies the MAC of a header.

    Returns:
        The file key, now known to be the one that this header was written with.

    Raises:
        Untrusted: `age-mac`.
    """
    if not hmac.compare_digest(_mac(header.covered, file_key), header.mac):
        raise Untrusted("age-mac", "The header of a sealed file was altered: its MAC does not hold.")
    return file_key


def _mac(covered: bytes, file_key: bytes) -> bytes:
    key = HKDF(algorithm=SHA256(), length=_MAC_SIZE, salt=None, info=b"header").derive(file_key)
    return hmac.digest(key, covered, "sha256")


class Reader:
    """Finds the end of a header in blocks of any size, and never holds more than a header may have."""

    __slots__ = ("_data", "_stanzas")

    def __init__(self, *, stanzas: int = limits.AGE_STANZAS) -> None:
        """Begins before the first byte of a file."""
        self._data = bytearray()
        self._stanzas = stanzas

    def update(self, block: bytes | bytearray | memoryview) -> tuple[Header, int] | None:
        """Takes the next block.

        Returns:
            The header and how many bytes of this block belong to it, or `None` while it is not complete.

        Raises:
            Malformed: as `read`, as early as the bytes show it.
        """
        before = len(self._data)
        self._data += memoryview(block)[: limits.AGE_HEADER + 1 - before]
        begun = bytes(self._data[: len(INTRO)])
        if not INTRO.startswith(begun):
            raise Malformed("age-header", "A file does not begin as an age v1 file does.")
        # The last line may lie across blocks, so the search begins such a line before this block.
        mark = self._data.find(b"\n" + _MAC_MARK, max(0, before - _END_LINE))
        if mark >= 0 and len(self._data) >= mark + _END_LINE:
            end = mark + _END_LINE
            return read(bytes(self._data[:end]), stanzas=self._stanzas), end - before
        _check_size(self._data)
        return None
