"""Words, and how two wordings differ.

A wording is parted into words, runs of white space, and single signs; a bracket is always a sign of its own, so that
`[in` is a bracket and a word and what was put in brackets shows as two inserted signs. Never is a word cut. Blanks
between two changes belong to the changes: what was written anew reads as one piece. Source: practice §6.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from verbale.practice.texts.sequences import common_runs

SAME, GONE, COME = "=", "-", "+"
_TOKEN = re.compile(r"\w+(?:[’'\u2011-]\w+)*+|\s+|.", re.DOTALL)


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
        return (Piece(SAME, old),) if old else ()
    one, other = split_words(old), split_words(new)
    return join_pieces(_without_islands(_pieces(one, other)))


def side(pieces: Iterable[Piece], *, new: bool) -> str:
    """One of the two wordings, out of their difference."""
    left_out = GONE if new else COME
    return "".join(piece.text for piece in pieces if piece.op != left_out)


def join_pieces(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The same difference in the fewest pieces: what goes stands before what comes in its place."""
    return tuple(_ordered(groupby(pieces, key=lambda piece: piece.op == SAME)))


def _ordered(runs: Iterable[tuple[bool, Iterable[Piece]]]) -> Iterator[Piece]:
    for same, run in runs:
        pieces = list(run)
        for op in (SAME,) if same else (GONE, COME):
            if text := "".join(piece.text for piece in pieces if piece.op == op):
                yield Piece(op, text)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    at_old = at_new = 0
    for run in common_runs(old, new):
        yield from _changed(old[at_old : run.old], new[at_new : run.new])
        at_old, at_new = run.old + run.length, run.new + run.length
        yield Piece(SAME, "".join(old[run.old : at_old]))
    yield from _changed(old[at_old:], new[at_new:])


def _changed(gone: list[str], come: list[str]) -> Iterator[Piece]:
    if gone:
        yield Piece(GONE, "".join(gone))
    if come:
        yield Piece(COME, "".join(come))


def _without_islands(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Blanks that both have, between words gone or come on both sides of them, go and come with the words."""
    held = list(pieces)
    for place, piece in enumerate(held):
        if piece.op == SAME and piece.text.isspace() and _replaced(held, place - 1) and _replaced(held, place + 1):
            yield Piece(GONE, piece.text)
            yield Piece(COME, piece.text)
        else:
            yield piece


def _replaced(pieces: list[Piece], place: int) -> bool:
    """Whether a word was changed there; brackets and signs that came beside a blank leave it alone."""
    return 0 <= place < len(pieces) and pieces[place].op != SAME and any(map(str.isalnum, pieces[place].text))
