"""Brackets of the text in force with who stands for and against them: positions laid over ranges of the text.

A bracket belongs to the points that it touches. Who accepts such a point as it stands, or insists on it, stands for
what is in it; who rejects it or wants other words stands against. Brackets may cross points, so a bracket has the
parties of all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verbale.chancery.letters.finding import code_of
from verbale.chancery.talks.texts import own_points
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View
from verbale.practice.texts.attribution import Attribution
from verbale.practice.texts.brackets import BRACKET, Bracket
from verbale.practice.texts.text import Text

_FOR = ("accept", "maintain", "editorial", "package")
_AGAINST = ("reject", "amend", "counter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracketed:
    """A bracket of a text, with the points that it touches.

    Attributes:
        bracket: where it stands.
        points: ids of points of the talks, in order.
        proposers, opposers: codes of parties, sorted.
        words: what is in it; empty if it has one side only.
    """

    bracket: Bracket
    points: tuple[str, ...]
    proposers: tuple[str, ...]
    opposers: tuple[str, ...]
    words: str


def show_brackets(text: Text, view: View, codes: Mapping[bytes, str], *, crossing: bool = False) -> list[Bracketed]:
    """The brackets of a text with the parties that stand for and against them; those of closed points are left out.

    Args:
        text: the text.
        view: the state of play.
        codes: of all parties.
        crossing: whether only those are meant that touch more than one point.
    """
    states = own_points(text, view)
    spans = [(text.blocks[point.block], states.get(point.id)) for point in text.points]
    touched = [(block.start, block.end, state) for block, state in spans if state is not None]
    found = []
    at = 0
    for bracket in text.brackets.spans:
        if bracket.kind != BRACKET:
            continue
        start = bracket.place
        end = bracket.end if bracket.end is not None else start
        # Brackets rise by where they are first seen, so a point that ends before this one is behind all that follow.
        while at < len(touched) and touched[at][1] <= start:
            at += 1
        points = _touched(touched, at, end)
        if len(points) > crossing and not all(each.settled for each in points):
            found.append(_bracketed(text, bracket, points, codes))
    return found


def attribute(text: Text, view: View, codes: Mapping[bytes, str]) -> list[Attribution]:
    """The same as attributions, for the attributed view of a text."""
    return [
        Attribution(place=each.bracket.place, proposers=each.proposers, opposers=each.opposers)
        for each in show_brackets(text, view, codes)
        if each.proposers or each.opposers
    ]


def _touched(touched: Sequence[tuple[int, int, PointState]], at: int, end: int) -> list[PointState]:
    found = []
    for start, _, state in touched[at:]:
        if start > end:
            break
        found.append(state)
    return found


def _bracketed(text: Text, bracket: Bracket, points: Sequence[PointState], codes: Mapping[bytes, str]) -> Bracketed:
    said = [(party, each.position) for point in points for party, each in point.positions.items()]
    against = {code_of(codes, party) for party, word in said if word in _AGAINST}
    stands = {code_of(codes, party) for party, word in said if word in _FOR} - against
    words = (
        text.source[bracket.start + 1 : bracket.end] if bracket.start is not None and bracket.end is not None else ""
    )
    return Bracketed(
        bracket=bracket,
        points=tuple(each.id for each in points),
        proposers=tuple(sorted(stands)),
        opposers=tuple(sorted(against)),
        words=words,
    )
