"""Blocks and points: what a text is made of, and what a party can take a position on.

A point's id comes from its words and from how many points with the same words stand before it, not from its number:
the same text has the same points everywhere, and numbering it anew changes none. Its wording is its words without the
number, white space evened: a line that is broken elsewhere is no new wording, and a word or bracket that changes is.
"""

import hashlib
import re
import struct
from dataclasses import dataclass, field

from verbale.formats.talks.provision import POINT, wording_digest
from verbale.practice.texts import marks

__all__ = ["SPEAKING", "Block", "Point", "even", "first_words", "plain", "point_id", "wording_digest"]

SPEAKING = ("provision", "option", "placeholder", "note", "table")
_POINT = b"verbale/point/v1\n"
_TITLE_WORDS = 12
_DRESS = re.compile(r"[#*_`\ufeff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block.

    Attributes:
        place: the number of the block, from 0.
        paragraph: the number of the paragraph that it is in, from 0: what stands between empty lines.
        start, end: where it is in the source, in characters.
        kind: one of `SPEAKING`; or `heading`, `definition` (of a link), `rule`, `matter` (before the text).
        number: as it shows it; empty if it has none.
        level: of a heading, how far down it stands, from 1; else how many numbers it stands under.
        point: the id of its point; empty if it is none.
    """

    place: int
    paragraph: int
    start: int
    end: int
    kind: str
    number: str
    level: int
    point: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a party can take a position on.

    Attributes:
        id: 16 hex digits; the same however it is numbered.
        kind: one of `SPEAKING`.
        number: as it shows it.
        path: the numbers that it stands under, the outermost first, and its own.
        option: the mark of an option that it begins with: `Option 1`; empty if it is none.
        text: its words, without the number, white space evened; of a table, a line a row.
        block: the number of its block.
        under: the headings that it stands under, the outermost first.
        nth: how many points with the same words stand before it.
    """

    id: str
    kind: str
    number: str
    path: tuple[str, ...]
    option: str
    text: str = field(repr=False)
    block: int
    under: tuple[str, ...]
    nth: int

    @property
    def wording(self) -> bytes:
        """The digest that a position is bound to."""
        return wording_digest(self.text)

    @property
    def title(self) -> str:
        """Its first words, for a table."""
        return first_words(plain(self.text))

    @property
    def label(self) -> str:
        """What people call it: the nearest heading that names an article or part, or else any, and its numbers."""
        named = [heading for heading in self.under if marks.name_of(heading)] or list(self.under)
        return ", ".join(part for part in (*named[-1:], " ".join(self.path)) if part)


def point_id(words: str, before: int) -> str:
    """The id of a point: of its words, white space evened, and how many with the same words stand before it."""
    data = _POINT + _prefixed(words.encode()) + _prefixed(str(before).encode())
    return hashlib.sha256(data).hexdigest()[:POINT]


def even(text: str) -> str:
    """The words with one blank between two of them."""
    return " ".join(text.split())


def first_words(text: str) -> str:
    """As many of the first words as a table shows."""
    words = text.split()
    return " ".join(words[:_TITLE_WORDS]) + (" …" if len(words) > _TITLE_WORDS else "")


def plain(text: str) -> str:
    """The words without signs of emphasis and headings."""
    return even(_DRESS.sub("", text))


def _prefixed(data: bytes) -> bytes:
    """Bytes with their length before them."""
    return struct.pack(">I", len(data)) + data
