"""Brackets: ranges over a whole text that say what is not agreed; nested, crossing points, perhaps never closed.

A bracket closes the nearest one that is still open under the same heading. One that closes nothing, or is never closed,
is kept as half a range: real texts hold dozens, and one that was forgotten would else seem to enclose whole articles.
A reader that paired them by guess would say who agreed to what. Every square
bracket counts, also one that Markdown takes for a footnote's mark or a link, for `[a][b]` is a link there and two
alternatives here; what a range looks like is said beside it. Source: practice §6 `Reader rules`.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, overload

from verbale.practice.texts import marks

BRACKET, NOTE, LINK, BLANK = KINDS = ("bracket", "note", "link", "blank")
_MARK = re.compile(r"[\[\]]")
_ADJACENT = re.compile(r"\](?=[ \t\r\n]*+\[)")
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,64}\]")
_BLANK = re.compile(r"\[(?:[xX]{1,4}|[ \t_.…–-]{0,40})\]")
_ADDRESS = re.compile(r"\(([^()\s]{1,2000})\)")
_DEFINITION = re.compile(r"^[ \ufeff]{0,3}\[[^\[\]\n]{1,200}\]:[^\n]*+", re.MULTILINE)
_LONGEST_LABEL = 1000


_Columns: TypeAlias = "tuple[array[int], array[int], array[int], array[int]]"


class Bracket(NamedTuple):
    """A bracket.

    Attributes:
        start: where it opens, in characters from the beginning of the text; `None` if it closes nothing.
        end: where it closes (the bracket itself, so the words are between the two); `None` if it is never closed.
        depth: how many are open there under the same heading, itself included; 0 for one that closes nothing.
        kind: `bracket`; `blank` for `[X]` and the like; `note` or `link` as Markdown would take it.
    """

    start: int | None
    end: int | None
    depth: int
    kind: str = BRACKET

    @property
    def place(self) -> int:
        """Where it is first seen."""
        return (self.end or 0) if self.start is None else self.start

    @property
    def matched(self) -> bool:
        """Whether it has both its sides."""
        return self.start is not None and self.end is not None


class Spans(Sequence[Bracket]):
    """Brackets in the order in which they are first seen, kept as columns of numbers: a hostile text has millions."""

    __slots__ = ("_columns",)

    def __init__(self, columns: tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[int]]) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns[0])

    @overload
    def __getitem__(self, index: int) -> Bracket: ...

    @overload
    def __getitem__(self, index: slice) -> "Spans": ...

    def __getitem__(self, index: int | slice) -> "Bracket | Spans":
        starts, ends, depths, kinds = self._columns
        if isinstance(index, slice):
            return Spans((starts[index], ends[index], depths[index], kinds[index]))
        return _bracket(starts[index], ends[index], depths[index], kinds[index])

    def __iter__(self) -> Iterator[Bracket]:
        return map(_bracket, *self._columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brackets:
    """All brackets of a text.

    Attributes:
        spans: each one.
        opened, closed: how many `[` and how many `]`.
        unmatched: how many have one side only.
        max_depth: how many are open at once, at most, as one counts through the text, headings or not.
        adjacent: how many `]` are followed by a `[` with nothing but white space between: alternatives.
    """

    spans: Spans
    opened: int
    closed: int
    unmatched: int
    max_depth: int
    adjacent: int

    def halves(self) -> Iterator[Bracket]:
        """Those that have one side only."""
        return (each for each in self.spans if not each.matched) if self.unmatched else iter(())


def read_brackets(text: str, headings: Sequence[int] = ()) -> Brackets:
    """Reads the brackets of any text; nothing is refused, nothing repaired.

    Args:
        text: the text.
        headings: where headings begin, in rising order: what is open there is never closed.
    """
    columns = starts, ends, _, kinds = array("i"), array("i"), array("i"), array("b")
    labels, barriers = _labels(text), iter((*headings, len(text)))
    barrier = next(barriers)
    waiting: list[int] = []
    opened = matched = running = deepest = 0
    for mark in _MARK.finditer(text):
        place = mark.start()
        while place >= barrier:
            waiting.clear()
            barrier = next(barriers)
        if text[place] == "[":
            opened, running = opened + 1, running + 1
            deepest = max(deepest, running)
            waiting.append(len(starts))
            _append(columns, place, -1, len(waiting))
            continue
        running = max(running - 1, 0)
        if waiting:
            at = waiting.pop()
            matched += 1
            ends[at] = place
            kinds[at] = _kind(text, starts[at], place, labels)
        else:
            _append(columns, -1, place, 0)
    unmatched = len(starts) - matched
    return Brackets(
        spans=Spans(columns),
        opened=opened,
        closed=unmatched - (opened - matched) + matched,
        unmatched=unmatched,
        max_depth=deepest,
        adjacent=sum(1 for _ in _ADJACENT.finditer(text)),
    )


def _append(columns: _Columns, *values: int) -> None:
    for column, value in zip(columns, (*values, 0), strict=True):
        column.append(value)


def _bracket(start: int, end: int, depth: int, kind: int) -> Bracket:
    return Bracket(None if start < 0 else start, None if end < 0 else end, depth, KINDS[kind])


def _labels(text: str) -> frozenset[str]:
    """The labels that Markdown's definitions give to addresses."""
    labels = (marks.read_definition(found.group()) for found in _DEFINITION.finditer(text))
    return frozenset(label for label in labels if label and not label.startswith("^"))


def _kind(text: str, start: int, end: int, labels: frozenset[str]) -> int:
    length = end - start
    if length > _LONGEST_LABEL:
        return 0
    if text[start + 1] == "^" and _NOTE.fullmatch(text, start, end + 1):
        return KINDS.index(NOTE)
    behind = text[end + 1 : end + 2]
    if (behind == "(" and _is_address(text, end + 1)) or (labels and _is_labelled(text, start, end, labels)):
        return KINDS.index(LINK)
    return KINDS.index(BLANK) if length <= 41 and _BLANK.fullmatch(text, start, end + 1) else 0


def _is_labelled(text: str, start: int, end: int, labels: frozenset[str]) -> bool:
    """Whether it is, or is followed by, a label that the text gives to an address."""
    if text[end + 1 : end + 2] == "[":
        close = text.find("]", end + 1, end + 203)
        return close > 0 and text[end + 2 : close] in labels
    return end - start <= 201 and text[start + 1 : end] in labels


def _is_address(text: str, place: int) -> bool:
    found = _ADDRESS.match(text, place)
    return found is not None and marks.is_address(found[1])
