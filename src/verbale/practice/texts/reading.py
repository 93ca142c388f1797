"""Reads a source into blocks and points.

Lines that hold nothing but white space part paragraphs. Within a paragraph a block begins at a line that begins
something of its own: a heading, a definition, a note, an option, a place kept free, and a number where a list goes on
or may begin. So `1. …` and `2. …` on two lines are two points, and `in the year` / `2026. …` is one.
Source: practice §6 and §7.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from verbale.practice.texts import marks
from verbale.practice.texts.point import SPEAKING, Block, Point, even, plain, point_id

_NOTE = re.compile(r"[ \ufeff]{0,4}\[\^[^\[\]\s]{1,64}\]:")
_MATTER_END = re.compile(r"\n(?:---|\.\.\.)[ \t]*+\r?(?=\n|\Z)")
_MATTER_LONGEST = 20_000
_TITLE_LONGEST = 160
# What takes one line.
_ALONE = ("heading", "rule", "definition")
_NO_NUMBER = marks.read_number("")


class Piece(NamedTuple):
    """A block before it is read."""

    paragraph: int
    start: int
    end: int
    kind: str


class _Line(NamedTuple):
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A number that what follows may stand under: how far it was indented, its style, itself."""

    indent: int
    style: str
    number: str


def read_blocks(source: str, media: str) -> tuple[tuple[Block, ...], tuple[Point, ...]]:
    """The blocks of a text and its points; every character that is not white space is in one block."""
    reading = _Reading(source, media)
    for piece in _pieces(source, markdown=media == "markdown"):
        reading.read(piece)
    return tuple(reading.blocks), tuple(reading.points)


class _Reading:
    """Reads blocks one after another, under the headings and numbers seen so far."""

    def __init__(self, source: str, media: str) -> None:
        self._source = source
        self._markdown = media == "markdown"
        self._read_number = marks.read_number if media != "word" else marks.read_shown_number
        self._headings: list[tuple[int, str]] = []
        self._numbers: list[_Place] = []
        # What the first of some options stood under, by its indent: the others stand under the same.
        self._options: dict[int, tuple[_Place, ...]] = {}
        self._alike: Counter[str] = Counter()
        self.blocks: list[Block] = []
        self.points: list[Point] = []

    def read(self, piece: Piece) -> None:
        text = self._source[piece.start : piece.end]
        number, level, point = "", len(self._numbers), ""
        if piece.kind == "heading":
            level = self._head(text)
        elif piece.kind in SPEAKING:
            found = self._point(text, piece.kind)
            self.points.append(found)
            number, level, point = found.number, len(found.path), found.id
        self.blocks.append(
            Block(
                place=len(self.blocks),
                paragraph=piece.paragraph,
                start=piece.start,
                end=piece.end,
                kind=piece.kind,
                number=number,
                level=level,
                point=point,
            )
        )

    def _head(self, text: str) -> int:
        if self._markdown and marks.is_marked_heading(text):
            level = marks.heading_level(text)
        else:
            title = marks.read_title(text.split("\n", 1)[0])
            assert title is not None
            level = title.level
        self._headings = [each for each in self._headings if each[0] < level]
        self._headings.append((level, plain(text)))
        self._numbers = []
        self._options = {}
        return level

    def _point(self, text: str, kind: str) -> Point:
        mark = self._read_number(text)
        number, words = mark.number, _words(mark.kept + text[mark.length :], kind)
        if not words:
            number, words = "", _words(text, kind)
        canonical, option = even(words), marks.read_option(text[mark.length :])
        nth = self._alike[canonical]
        self._alike[canonical] += 1
        return Point(
            id=point_id(canonical, nth),
            kind=kind,
            number=number,
            path=self._path(text, number, option),
            option=option,
            text=words,
            block=len(self.blocks),
            under=tuple(title for _, title in self._headings),
            nth=nth,
        )

    def _path(self, text: str, number: str, option: str) -> tuple[str, ...]:
        """The numbers that a point stands under, by how far it is indented and by the styles of numbers seen."""
        indent = _indent(text)
        while self._numbers and self._numbers[-1].indent > indent:
            self._numbers.pop()
        if number:
            style = self._style(number)
            same = [n for n, each in enumerate(self._numbers) if (each.indent, each.style) == (indent, style)]
            if same:
                del self._numbers[same[0] :]
            self._numbers.append(_Place(indent=indent, style=style, number=number))
        elif option:
            if marks.is_first_option(option):
                self._options[indent] = tuple(self._numbers)
            self._numbers = list(self._options.setdefault(indent, tuple(self._numbers)))
        return tuple(each.number for each in self._numbers)

    def _style(self, number: str) -> str:
        """What a number looks like: `1`, `(1)`, `(a)`, `(i)`; `(i)` after `(h)` is a letter."""
        signs = marks.without_again(number.strip("()[]"))
        frame = "(" * number.startswith("(") + ")" * number.endswith(")")
        if signs[:1].isdigit():
            return frame + "1" + "." * signs.count(".")
        if not signs or " " in signs:
            return "article"
        roman, letter = ("I", "A") if signs.isupper() else ("i", "a")
        if set(signs.casefold()) <= set("ivxl") and not (len(signs) == 1 and self._goes_on(frame + letter, signs)):
            return frame + roman
        return frame + letter

    def _goes_on(self, style: str, letter: str) -> bool:
        before = chr(ord(letter) - 1)
        return any(
            each.style == style and marks.without_again(each.number.strip("()[]")) == before for each in self._numbers
        )


def _pieces(source: str, *, markdown: bool) -> Iterator[Piece]:
    paragraph, start = 0, 0
    if markdown and (end := _matter(source)):
        yield Piece(0, 0, end, "matter")
        paragraph, start = 1, end
    for lines in _paragraphs(source, start):
        yield from _cut(lines, paragraph, markdown=markdown)
        paragraph += 1


def _matter(source: str) -> int:
    """Where the matter before a Markdown text ends; 0 if there is none."""
    first, _, _ = source[:100].partition("\n")
    if first.strip("\ufeff \t\r") != "---":
        return 0
    # One sign more, so that no line is taken for shorter than it is.
    found = _MATTER_END.search(source, 0, _MATTER_LONGEST + 1)
    return found.end() if found and found.end() <= _MATTER_LONGEST else 0


def _paragraphs(source: str, start: int) -> Iterator[list[_Line]]:
    lines: list[_Line] = []
    while start < len(source):
        end = source.find("\n", start)
        end = len(source) if end < 0 else end
        text = source[start:end]
        if text.strip():
            lines.append(_Line(start, text))
        elif lines:
            yield lines
            lines = []
        start = end + 1
    if lines:
        yield lines


def _cut(lines: list[_Line], paragraph: int, *, markdown: bool) -> Iterator[Piece]:
    """The blocks of a paragraph."""
    first, kind, numbered = 0, "", False
    for place, line in enumerate(lines):
        new = _kind(line.text, markdown=markdown)
        mark = marks.read_number(line.text) if place == 0 or not new else _NO_NUMBER
        listed = bool(mark.length) and (numbered or marks.is_first(mark.number))
        if place and not new and not listed and _is_rest_of_title(lines, place, markdown=markdown):
            continue
        if place == 0 or kind in _ALONE or (kind != "table" and listed) or (new and not new == kind == "table"):
            if place:
                yield _piece(lines[first:place], paragraph, kind)
            first, kind, numbered = place, new or "provision", bool(mark.length)
    yield _piece(lines[first:], paragraph, kind)


def _piece(lines: list[_Line], paragraph: int, kind: str) -> Piece:
    end = lines[-1].start + len(lines[-1].text.rstrip("\r"))
    return Piece(paragraph, lines[0].start, end, kind)


def _kind(line: str, *, markdown: bool) -> str:
    """What a line begins; empty if it may as well go on what stands before it."""
    if markdown and (kind := _markdown_kind(line)):
        return kind
    if marks.read_title(line) is not None:
        return "heading"
    if marks.read_option(line):
        return "option"
    return "placeholder" if marks.is_placeholder(line) else ""


def _markdown_kind(line: str) -> str:
    sign = line.lstrip(" \t\ufeff")[:1]
    if sign == "#" and marks.is_marked_heading(line):
        return "heading"
    if sign == "[" and _NOTE.match(line):
        return "note"
    if sign == "[" and marks.read_definition(line):
        return "definition"
    if sign in ("*", "-", "_", "{") and _is_rule(line):
        return "rule"
    return "table" if sign == "|" else ""


def _is_rule(line: str) -> bool:
    signs = "".join(line.split())
    if signs.startswith("{:toc") or signs == "*TOC":
        return True
    return len(signs) >= 3 and signs[0] in "*-_" and signs.count(signs[0]) == len(signs)


def _is_rest_of_title(lines: list[_Line], place: int, *, markdown: bool) -> bool:
    """Whether the line below `Article 8` is its title: one line, the last of its paragraph, and no sentence."""
    line = lines[place].text.strip()
    if place != 1 or len(lines) != 2 or len(line) > _TITLE_LONGEST or line.endswith((".", ";", ":", ",")):
        return False
    return not (markdown and marks.is_marked_heading(lines[0].text)) and marks.read_title(lines[0].text) is not None


def _words(text: str, kind: str) -> str:
    if kind != "table":
        return even(text)
    return "\n".join(even(line) for line in text.split("\n"))


def _indent(text: str) -> int:
    line = text.expandtabs(4) if "\t" in text[:40] else text
    return len(line) - len(line.lstrip(" "))
