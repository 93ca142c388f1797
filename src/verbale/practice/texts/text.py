"""A negotiating text: its source as it came, and the blocks, points and brackets that are read out of it.

Blocks are parted by lines that hold nothing. A block that says something (a provision, an option, a table, a place kept
free) is a **point**: what parties take positions on. A point's id comes from its words and from how many points with
the same words stand before it, not from its number: the same text has the same points everywhere, and numbering it
anew changes none. Its **wording** is its words without the number, white space evened: a line that is broken elsewhere
is no new wording, and a word that changes is. Source: practice §6 and §7.
"""

import hashlib
import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from verbale.formats import limits
from verbale.formats.errors import Malformed
from verbale.practice.texts import marks
from verbale.practice.texts.brackets import Brackets, read_brackets

MEDIA = ("markdown", "plain", "word")
SPEAKING = ("provision", "option", "placeholder", "table")
_TEXT, _WORDING, _POINT = b"verbale/text/v1\n", b"verbale/wording/v1\n", b"verbale/point/v1\n"
_ID = 16
_TITLE_WORDS = 12
_BREAK = re.compile(r"(?:^|(?<=\n))[ \t\r\f\v]*(?:\n|$)")
_DEFINITION = re.compile(r"[ ]{0,3}\[[^\[\]\n]{1,999}\]:")
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|\* TOC\s*\{:toc\})\s*")
_MATTER = re.compile(r"---[ \t]*\r?\n(?s:.*)\n---[ \t]*\s*")
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_DRESS = re.compile(r"[#*_`]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block.

    Attributes:
        place: the number of the block, from 0.
        start, end: where it is in the source, in characters.
        kind: one of `SPEAKING`; or `heading`, `definition` (of a link or a note), `rule` or `matter` (before the text).
        number: as it shows it; empty if it has none.
        level: of a heading, 1 to 6; else how many headings it stands under.
        point: the id of its point; empty if it is none.
    """

    place: int
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
        text: its words, white space evened, without the number.
        block: the number of its block.
        under: the headings that it stands under, the outermost first.
    """

    id: str
    kind: str
    number: str
    text: str = field(repr=False)
    block: int
    under: tuple[str, ...]

    @property
    def wording(self) -> bytes:
        """The digest that a position is bound to."""
        return wording_digest(self.text)

    @property
    def title(self) -> str:
        """Its first words, for a table."""
        words = _DRESS.sub("", self.text).split()
        return " ".join(words[:_TITLE_WORDS]) + (" …" if len(words) > _TITLE_WORDS else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something that a person should look at: its code, the line on which it is, and what it is.

    Codes: `bracket-never-closed`, `bracket-closes-nothing`, `points-alike`.
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
        """What names the text: the same source, read as the same media, is the same text everywhere."""
        media, source = self.media.encode(), self.source.encode()
        return hashlib.sha256(_TEXT + _prefixed(media) + _prefixed(source)).digest()

    @cached_property
    def title(self) -> str:
        """What it calls itself: the title before the text, else its first heading, else its first words."""
        for block in self.blocks:
            if block.kind == "matter" and (found := _TITLE.search(self.source, block.start, block.end)):
                return found.group(1)
            if block.kind == "heading":
                return _plain(self.source[block.start : block.end])
        return self.points[0].title if self.points else ""

    @property
    def options(self) -> int:
        """How many marks of an option it holds."""
        return marks.count_options(self.source)

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """What a person should look at, in order of lines."""
        return tuple(sorted(self._find_flags(), key=lambda flag: flag.line))

    def point(self, point: str) -> Point | None:
        """A point by its id."""
        return self._by_id.get(point)

    @cached_property
    def _by_id(self) -> dict[str, Point]:
        return {point.id: point for point in self.points}

    def _find_flags(self) -> Iterator[Flag]:
        half = [each for each in self.brackets.spans if not each.matched]
        lines = _Lines(self.source, [each.place for each in half])
        for each in half:
            if each.end is None:
                yield Flag(
                    code="bracket-never-closed", line=lines[each.place], said="A bracket opens and never closes."
                )
            else:
                yield Flag(
                    code="bracket-closes-nothing", line=lines[each.place], said="A bracket closes that never opened."
                )
        alike = Counter(point.text for point in self.points)
        again = [self.blocks[point.block].start for point in self.points if alike[point.text] > 1]
        places = _Lines(self.source, again)
        for start in again:
            yield Flag(code="points-alike", line=places[start], said="Another point has the same words.")


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
        media: one of `MEDIA`; of `word` each block is a paragraph, and no sign in it means anything.

    Raises:
        Malformed: `text-media`.
    """
    if media not in MEDIA:
        raise Malformed("text-media", "A text is Markdown, plain text or the paragraphs of a Word file.")
    blocks, points = _Reading(source, media).run()
    return Text(media=media, source=source, blocks=blocks, points=points, brackets=read_brackets(source))


def wording_digest(text: str) -> bytes:
    """The digest of a wording: of its words with white space evened."""
    return hashlib.sha256(_WORDING + even(text).encode()).digest()


def even(text: str) -> str:
    """The words with one blank between two of them."""
    return " ".join(text.split())


class _Reading:
    """Reads blocks one after another, under the headings seen so far."""

    def __init__(self, source: str, media: str) -> None:
        self._source = source
        self._markdown = media == "markdown"
        self._headings: list[tuple[int, str]] = []
        self._alike: Counter[str] = Counter()
        self._blocks: list[Block] = []
        self._points: list[Point] = []

    def run(self) -> tuple[tuple[Block, ...], tuple[Point, ...]]:
        for start, end in _spans(self._source):
            self._read(start, end)
        return tuple(self._blocks), tuple(self._points)

    def _read(self, start: int, end: int) -> None:
        text = self._source[start:end]
        place, kind = len(self._blocks), self._kind(text)
        level, number, point = len(self._headings), "", ""
        if kind == "heading":
            level = marks.heading_level(text) if self._markdown else 1
            self._headings = [each for each in self._headings if each[0] < level]
            self._headings.append((level, _plain(text)))
        elif kind in SPEAKING:
            mark = marks.read_number(text)
            number, words = mark.number, even(text[mark.length :])
            if not words:
                number, words = "", even(text)
            point = _point_id(words, self._alike[words])
            self._alike[words] += 1
            under = tuple(title for _, title in self._headings)
            self._points.append(Point(id=point, kind=kind, number=number, text=words, block=place, under=under))
        self._blocks.append(
            Block(place=place, start=start, end=end, kind=kind, number=number, level=level, point=point)
        )

    def _kind(self, text: str) -> str:
        kind = _markdown_kind(text, first=not self._blocks) if self._markdown else ""
        if kind:
            return kind
        if marks.is_heading(text, markdown=self._markdown):
            return "heading"
        if marks.is_option(text):
            return "option"
        return "placeholder" if marks.is_placeholder(text) else "provision"


def _markdown_kind(text: str, *, first: bool) -> str:
    """What Markdown alone makes of a block; empty if nothing."""
    if first and _MATTER.fullmatch(text):
        return "matter"
    if _RULE.fullmatch(text):
        return "rule"
    if _DEFINITION.match(text):
        return "definition"
    return "table" if text.lstrip().startswith("|") else ""


def _spans(source: str) -> Iterator[tuple[int, int]]:
    """The blocks: what stands between lines that hold nothing, without the line's end behind it."""
    start = 0
    for gap in _BREAK.finditer(source):
        if source[start : gap.start()].strip():
            yield start, _trimmed(source, start, gap.start())
        start = gap.end()
    if source[start:].strip():
        yield start, _trimmed(source, start, len(source))


def _trimmed(source: str, start: int, end: int) -> int:
    while end > start and source[end - 1] in "\r\n":
        end -= 1
    return end


def _point_id(words: str, before: int) -> str:
    data = _POINT + _prefixed(words.encode()) + _prefixed(str(before).encode())
    return hashlib.sha256(data).hexdigest()[:_ID]


def _plain(text: str) -> str:
    return even(_DRESS.sub("", text))


def _prefixed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


class _Lines:
    """The lines of some places, found in one pass."""

    def __init__(self, source: str, places: Sequence[int]) -> None:
        self._found: dict[int, int] = {}
        line, seen = 1, 0
        for place in sorted(places):
            line += source.count("\n", seen, place)
            seen = place
            self._found[place] = line

    def __getitem__(self, place: int) -> int:
        return self._found[place]
