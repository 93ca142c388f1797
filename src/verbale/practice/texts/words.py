"""Words, and how two wordings differ.

A wording is parted into words, runs of white space, and single signs; a bracket is always a sign of its own, so that
`[in` is a bracket and a word and what was put in brackets shows as two inserted signs. Differences are found by the
longest common pieces (Ratcliff and Obershelp, as in Python's difflib), never inside a word. Source: practice §6.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

_TOKEN = re.compile(r"\w+(?:[’'\u2011-]\w+)*|\s+|.", re.DOTALL)
# Beyond this a common word tells nothing of where texts agree, and looking at each pair of it takes the square.
_LONG = 2_000


class Piece(NamedTuple):
    """A piece of a difference: `=` is in both, `-` only in the old wording, `+` only in the new one."""

    op: str
    text: str


def split_words(text: str) -> list[str]:
    """The words, white space and signs of a text; joined they are the text."""
    return _TOKEN.findall(text)


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """How two wordings differ: pieces whose `=` and `-` are the old one, and whose `=` and `+` are the new one."""
    if old == new:
        return (Piece("=", old),) if old else ()
    one, other = split_words(old), split_words(new)
    matcher = SequenceMatcher(None, one, other, autojunk=max(len(one), len(other)) > _LONG)
    return _merged(_pieces(matcher.get_opcodes(), one, other))


def side(pieces: Iterable[Piece], *, new: bool) -> str:
    """One of the two wordings, out of their difference."""
    left_out = "-" if new else "+"
    return "".join(piece.text for piece in pieces if piece.op != left_out)


def _pieces(
    opcodes: Iterable[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]
) -> Iterable[Piece]:
    for tag, start, end, starts, ends in opcodes:
        if tag == "equal":
            yield Piece("=", "".join(old[start:end]))
            continue
        # What goes stands before what comes in its place.
        if end > start:
            yield Piece("-", "".join(old[start:end]))
        if ends > starts:
            yield Piece("+", "".join(new[starts:ends]))


def _merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(Piece(op, "".join(each.text for each in run)) for op, run in groupby(pieces, key=lambda each: each.op))
