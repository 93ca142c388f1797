"""The text in force as passages to read, each with the point of the talks that it is: what its pages are drawn from.

A passage has its words without the number, which hangs in the margin, and knows what each bracket in them is: one that
crosses points is told from half a bracket, and how deep it stands is told by the whole text, not by the passage.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from verbale.chancery.pages.drawing import Sign, draw, signs_of
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.practice.talks.shown import PointState
from verbale.practice.texts.marks import read_number
from verbale.practice.texts.point import Block, plain
from verbale.practice.texts.text import Text

_FIRST, _LAST = 2, 6
_DEEPEST = 4
_MANY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading, for the contents of a page: its words, how far down it stands from 0, and where it is."""

    words: str
    depth: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A block of a text.

    Attributes:
        block: where it stands.
        words: its words, without the number.
        begins: where they begin in the source.
        signs: what each square bracket in them is; nothing for one that is a word.
        number: as it shows it, with the brackets that enclose it alone.
        level: of a heading its level on the page, else how far the block is set in.
    """

    block: Block
    words: str = field(repr=False)
    begins: int
    signs: tuple[Sign | None, ...]
    number: str
    level: int


@lru_cache(maxsize=_MANY)
def passages_of(text: Text) -> tuple[Passage, ...]:
    """The passages of a text, in order."""
    signs, levels = signs_of(text.brackets.spans), _Levels()
    return tuple(_passage(text, block, signs, levels) for block in text.blocks)


class _Levels:
    """Headings on a page: each at most one below the one before it, however the text counts."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def next(self, level: int) -> int:
        while self._open and self._open[-1] >= level:
            self._open.pop()
        self._open.append(level)
        return min(_FIRST + len(self._open) - 1, _LAST)


def _passage(text: Text, block: Block, signs: Mapping[int, Sign], levels: _Levels) -> Passage:
    source = text.source
    words, skipped = source[block.start : block.end], 0
    number, kept = block.number, ""
    if block.number:
        mark = read_number(words)
        skipped, kept = mark.length, mark.kept
    elif block.kind == "heading" and text.media == "markdown":
        skipped = len(words) - len(words.lstrip("#\ufeff "))
    before = [signs.get(place) for place in _marks(source, block.start, block.start + skipped)]
    opened, closed = kept.count("["), kept.count("]")
    if len(before) > opened + closed:
        number = f"[{number}]"
    mine = [*before[:opened], *before[len(before) - closed :]]
    mine += [signs.get(place) for place in _marks(source, block.start + skipped, block.end)]
    heading = block.kind == "heading"
    return Passage(
        block=block,
        words=(kept + words[skipped:]).strip(" \ufeff\n\r\t"),
        begins=block.start + skipped,
        signs=tuple(mine),
        number=number,
        level=levels.next(block.level) if heading else min(max(block.level - 1, 0), _DEEPEST),
    )


def _marks(source: str, start: int, end: int) -> Iterator[int]:
    return (place for place in range(start, end) if source[place] in "[]")


def contents_of(text: Text, passages: Sequence[Passage], url: Callable[[Block], str]) -> list[Heading]:
    """The headings of some passages.

    Args:
        text: the text.
        passages: of it.
        url: where a block stands.
    """
    return [
        Heading(words=plain(text.words_of(each.block)), depth=each.level - _FIRST, url=url(each.block))
        for each in passages
        if each.block.kind == "heading"
    ]


class Pen:
    """Draws passages: headings, words that are no point, and points with their number in the margin."""

    def __init__(self, dossier: Dossier, text: Text) -> None:
        self._dossier = dossier
        self.emphasis = text.media == "markdown"

    def url(self, state: PointState) -> str:
        """The address of a point."""
        return self._dossier.point_url(state.id)

    def words(self, passage: Passage, who: Mapping[int, str] | None = None) -> SafeString:
        """The words of a passage as they stand in the text."""
        if who is None:
            return draw(passage.words, iter(passage.signs), emphasis=self.emphasis)
        return draw(passage.words, iter(passage.signs), emphasis=self.emphasis, who=who)

    def beside(self, passage: Passage, words: SafeString) -> SafeString:
        """A heading, or words that are no point."""
        block = passage.block
        if block.kind == "heading":
            level = passage.level
            return mark_safe(f'<h{level} id="b-{block.place}" dir="auto">{words}</h{level}>')  # noqa: S308 (escaped)
        if block.kind in {"rule", "matter"}:
            return SafeString("")
        kind = ' class="note"' if block.kind == "definition" else ""
        return mark_safe(f'<p{kind} id="b-{block.place}" dir="auto">{words}</p>')  # noqa: S308 (escaped)

    def point(
        self, state: PointState, words: SafeString, *, passage: Passage | None = None, note: str = ""
    ) -> SafeString:
        """A point.

        Args:
            state: of the point.
            words: drawn; empty for a point of which only the note is shown.
            passage: the block that it is, if the text has it.
            note: what is to be said beneath, drawn.
        """
        kind = passage.block.kind if passage else "provision"
        level = f" in{passage.level}" if passage and passage.level else ""
        anchor = f' id="b-{passage.block.place}"' if passage else ""
        shown = passage.number if passage and passage.block.number == state.number else state.number
        body = _TABLE.format(escape(gettext("Table")), words) if kind == "table" else f"<p>{words}</p>" if words else ""
        classes = f"part{level}{_KINDS.get(kind, '')}"
        number = self.number(state, shown)
        return mark_safe(f'<div class="{classes}"{anchor} dir="auto">{number}{body}{note}</div>')  # noqa: S308 (escaped)

    def number(self, state: PointState, shown: str) -> str:
        """The number of a point, which leads to its page; a sign where it has none."""
        what = ' class="num"' if state.settled else ' class="num what"'
        name = shown or state.title
        drawn = draw(shown, iter(_NUMBER_SIGNS)) if shown else "¶"
        return (
            f'<a{what} id="p-{state.id}" href="{escape(self.url(state))}" dir="auto" '
            f'aria-label="{escape(gettext("Point %(name)s") % {"name": name})}">{drawn}</a>'
        )


_TABLE = '<div class="scroll" role="region" aria-label="{}" tabindex="0"><pre>{}</pre></div>'
_KINDS = {"placeholder": " free", "option": " opt"}
_NUMBER_SIGNS = (Sign("open", 1, -1), Sign("close", 1, -1))
