"""A negotiating text: its source as it came, and the blocks, points and brackets that are read out of it.

The source is the text; all else follows from it by rule, the same at every chancery (docs/spec/texts.md), and nothing
is ever written back into it. Source: practice §6 and §7.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from verbale.formats import limits
from verbale.formats.errors import Malformed
from verbale.formats.talks.text import MEDIA, text_digest
from verbale.practice.texts import marks
from verbale.practice.texts.brackets import Brackets, read_brackets
from verbale.practice.texts.point import SPEAKING, Block, Point, even, plain, wording_digest
from verbale.practice.texts.reading import read_blocks

__all__ = ["MEDIA", "Block", "Flag", "Point", "Text", "even", "read_source", "read_text", "wording_digest"]

FLAGS = 1000
_TITLE_LONGEST = 240
_TITLE = re.compile(r"^title:(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something that a person should look at: its code, the line on which it is, and what it is.

    Codes: `bracket-never-closed`, `bracket-closes-nothing`, `points-alike`; `brackets-and-more` and
    `points-and-more` if there are more than `FLAGS` of either.
    """

    code: str
    line: int
    said: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text as it was read.

    Attributes:
        media: one of `MEDIA`.
        source: every character of it.
        blocks, points: in order.
        brackets: all of the source's.
    """

    media: str
    source: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    points: tuple[Point, ...] = field(repr=False)
    brackets: Brackets = field(repr=False)

    @cached_property
    def digest(self) -> bytes:
        """What names the text, laid on a table or not."""
        return text_digest(self.media, self.source)

    @property
    def paragraphs(self) -> int:
        """How many pieces there are between empty lines: what people count as blocks."""
        return self.blocks[-1].paragraph + 1 if self.blocks else 0

    @cached_property
    def title(self) -> str:
        """What it calls itself: the title before it, its first line if that is a title, its first heading or words."""
        said = [block for block in self.blocks if block.kind in ("matter", "heading", *SPEAKING)]
        if said and said[0].kind == "matter" and (found := _TITLE.search(self.words_of(said[0]))):
            return found[1].strip().strip("\"'")
        first = next((self.words_of(block) for block in said if block.kind != "matter"), "")
        if self.media != "markdown" and _is_title(first):
            return plain(first)
        heading = next((self.words_of(block) for block in said if block.kind == "heading"), "")
        return plain(heading) or (self.points[0].title if self.points else "")

    @cached_property
    def options(self) -> int:
        """How many marks of an option it holds."""
        return marks.count_options(self.source)

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """What a person should look at, in order of lines."""
        return tuple(sorted([*self._half_brackets(), *self._alike()], key=lambda flag: flag.line))

    def point(self, point: str) -> Point | None:
        """A point by its id."""
        return self._by_id.get(point)

    def words_of(self, block: Block) -> str:
        """A block's part of the source."""
        return self.source[block.start : block.end]

    @cached_property
    def _by_id(self) -> dict[str, Point]:
        return {point.id: point for point in self.points}

    def _half_brackets(self) -> Iterator[Flag]:
        half = list(islice(self.brackets.halves(), FLAGS + 1))
        lines = _lines(self.source, [each.place for each in half])
        for each, line in zip(half[:FLAGS], lines, strict=False):
            if each.end is None:
                yield Flag(
                    code="bracket-never-closed",
                    line=line,
                    said="A bracket opens and does not close before the next heading.",
                )
            else:
                yield Flag(
                    code="bracket-closes-nothing",
                    line=line,
                    said="A bracket closes that did not open under this heading.",
                )
        if len(half) > FLAGS:
            more = self.brackets.unmatched - FLAGS
            yield Flag(code="brackets-and-more", line=lines[-1], said=f"{more} more brackets have one side only.")

    def _alike(self) -> Iterator[Flag]:
        counted = Counter(point.wording for point in self.points)
        again = [self.blocks[point.block].start for point in self.points if counted[point.wording] > 1]
        lines = _lines(self.source, again[: FLAGS + 1])
        for line in lines[:FLAGS]:
            yield Flag(code="points-alike", line=line, said="Another point has the same words.")
        if len(again) > FLAGS:
            more = len(again) - FLAGS
            yield Flag(code="points-and-more", line=lines[-1], said=f"{more} more points have the words of another.")


def read_source(data: bytes, media: str) -> Text:
    """Reads the bytes of a Markdown or plain text; a byte order mark stays, as every other byte does.

    Raises:
        Malformed: `text-size` or `text-encoding`.
    """
    if len(data) > limits.BODY:
        raise Malformed("text-size", f"The text has more than {limits.BODY} bytes.")
    try:
        source = data.decode("utf-8", "strict")
    except UnicodeDecodeError as wrong:
        raise Malformed("text-encoding", f"The text is not UTF-8, from byte {wrong.start} on.") from None
    return read_text(source, media)


def read_text(source: str, media: str) -> Text:
    """Reads a text; whatever it holds, nothing of it is refused or lost.

    Args:
        source: the text.
        media: one of `MEDIA`; of `word` each paragraph is one of a Word file, and Markdown's marks mean nothing.

    Raises:
        Malformed: `text-media`, or `text-encoding` for half a surrogate pair, which no file holds.
    """
    if media not in MEDIA:
        raise Malformed("text-media", "A text is Markdown, plain text or the paragraphs of a Word file.")
    try:
        source.encode()
    except UnicodeEncodeError as wrong:
        raise Malformed("text-encoding", f"The text cannot be UTF-8, from character {wrong.start} on.") from None
    blocks, points = read_blocks(source, media)
    brackets = read_brackets(source, [block.start for block in blocks if block.kind == "heading"])
    return Text(media=media, source=source, blocks=blocks, points=points, brackets=brackets)


def _is_title(line: str) -> bool:
    words = line.strip()
    return len(words) <= _TITLE_LONGEST and "\n" not in words and not words.endswith((".", ",", ";", ":"))


def _lines(source: str, places: Sequence[int]) -> list[int]:
    """The lines of some places in rising order, found in one pass."""
    found, line, seen = [], 1, 0
    for place in places:
        line += source.count("\n", seen, place)
        seen = place
        found.append(line)
    return found
