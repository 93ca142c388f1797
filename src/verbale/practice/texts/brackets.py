"""Brackets: ranges over a whole text that say what is not agreed; nested, crossing points, perhaps never closed.

A bracket closes the nearest one that is still open. One that closes nothing, or is never closed, is kept as half a
range: real texts hold dozens, and a reader that paired them by guess would say who agreed to what. Every square
bracket counts, also one that Markdown takes for a footnote's mark or a link, for `[a][b]` is a link there and two
alternatives here; what a mark looks like is said beside it (`kind`). Source: practice §6 `Reader rules`.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

_BRACKET = re.compile(r"[\[\]]")
_ADJACENT = re.compile(r"\][ \t\r\n]*(?=\[)")
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,64}\]")
_ADDRESS = re.compile(r"\(<?[^()\s]*[:/#.][^()\s]*>?\)|:[ \t]*<?\S")
_LONGEST_LABEL = 1000


class Bracket(NamedTuple):
    """A bracket; a tuple, for a hostile text holds millions.

    Attributes:
        start: where it opens, in characters from the beginning of the text; `None` if it closes nothing.
        end: where it closes (the bracket itself, so the words are between the two); `None` if it is never closed.
        depth: how many are open within it and around it, itself included; 1 for the outermost.
        kind: `bracket`; or what Markdown would take it for: `note` or `link`.
    """

    start: int | None
    end: int | None
    depth: int
    kind: str = "bracket"

    @property
    def place(self) -> int:
        """Where it is first seen."""
        return (self.end or 0) if self.start is None else self.start

    @property
    def matched(self) -> bool:
        """Whether it has both its sides."""
        return self.start is not None and self.end is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brackets:
    """All brackets of a text, in the order in which they are first seen.

    Attributes:
        spans: each one.
        opened, closed: how many `[` and how many `]`.
        adjacent: how many `]` are followed by a `[` with nothing but white space between: alternatives.
    """

    spans: tuple[Bracket, ...]
    opened: int
    closed: int
    adjacent: int

    @property
    def unmatched(self) -> int:
        """How many have one side only."""
        return sum(not each.matched for each in self.spans)

    @property
    def max_depth(self) -> int:
        """How many are open at once, at most."""
        return max((each.depth for each in self.spans if each.start is not None), default=0)


def read_brackets(text: str) -> Brackets:
    """Reads the brackets of any text; nothing is refused, nothing repaired."""
    open_ones: list[tuple[int, int]] = []
    found: list[Bracket] = []
    opened = closed = 0
    for mark in _BRACKET.finditer(text):
        place = mark.start()
        if mark.group() == "[":
            opened += 1
            open_ones.append((place, len(open_ones) + 1))
            continue
        closed += 1
        if open_ones:
            start, depth = open_ones.pop()
            found.append(Bracket(start, place, depth, _kind(text, start, place)))
        else:
            found.append(Bracket(None, place, 0))
    found += [Bracket(start, None, depth) for start, depth in open_ones]
    found.sort(key=lambda bracket: bracket.place)
    return Brackets(spans=tuple(found), opened=opened, closed=closed, adjacent=sum(1 for _ in _ADJACENT.finditer(text)))


def _kind(text: str, start: int, end: int) -> str:
    if _NOTE.fullmatch(text, start, end + 1):
        return "note"
    if end - start <= _LONGEST_LABEL and _ADDRESS.match(text, end + 1):
        return "link"
    return "bracket"
