"""Points of talks and of texts as people name them: by the beginning of the id, or by the number that the text shows.

03ae        the beginning of an id, as long as no other begins so
2.3, (a)    the number, where one point alone has it
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias, TypeVar

from verbale.formats.errors import Refused
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View

_ID = re.compile(r"[0-9a-f]{1,16}")


class Numbered(Protocol):
    """What is named so: a point of a text, or of the table."""

    @property
    def id(self) -> str:
        """Sixteen hex digits."""

    @property
    def number(self) -> str:
        """As the text shows it."""


Named = TypeVar("Named", bound=Numbered)
Pair: TypeAlias = tuple[str, str]
Matches: TypeAlias = Mapping[str, str] | Iterable[Pair]
"""Older points with those that they became, as people name them; a point may stand in several pairs."""


def find_point(view: View, named: str) -> PointState:
    """A point of the table.

    Raises:
        Refused: `point-unknown`, or `ambiguous-id` if more than one is named so.
    """
    return pick_point(view.points, named, where="in these talks; `verbale talks table` shows them")


def pick_point(points: Sequence[Named], named: str, *, where: str) -> Named:
    """One of some points.

    Args:
        points: the points.
        named: as a person names it.
        where: where they are, for the reason: "in the text".

    Raises:
        Refused: `point-unknown`, or `ambiguous-id` if more than one is named so.
    """
    wanted = named.strip()
    numbered = [each for each in points if each.number and each.number == wanted.removesuffix(".")]
    begins = [each for each in points if _ID.fullmatch(wanted.lower()) and each.id.startswith(wanted.lower())]
    exact = [each for each in begins if each.id == wanted.lower()]
    # A full id is never taken for a number, nor a number for the beginning of an id.
    found = exact or numbered or begins
    if not found:
        raise Refused("point-unknown", f"There is no such point {where}.")
    if len(found) > 1:
        raise Refused("ambiguous-id", "More than one point is named so; give more of its id.")
    return found[0]


def pick_between(old: Sequence[Named], new: Sequence[Named], matches: Matches) -> list[Pair]:
    """The ids of what is matched between the points of two texts.

    Raises:
        Refused: `point-unknown` or `ambiguous-id`.
    """
    return [
        (pick_point(old, was, where="in the older text").id, pick_point(new, became, where="in the newer text").id)
        for was, became in pairs_of(matches)
    ]


def pairs_of(matches: Matches) -> Iterable[Pair]:
    """Matches as pairs."""
    return matches.items() if isinstance(matches, Mapping) else matches


def check_read(view: View, read: Mapping[str, bytes]) -> None:
    """Refuses to speak of points whose wording changed since somebody read it.

    Args:
        view: the state that is spoken to.
        read: the wordings that were read, by point.

    Raises:
        Refused: `points-stale`.
    """
    stands = {each.id: each for each in view.points}
    stale = [stands[name] for name, wording in read.items() if name in stands and stands[name].wording != wording]
    if stale:
        raise Refused("points-stale", f"The wording changed since it was read on: {', '.join(map(call, stale))}.")


def call(point: PointState) -> str:
    """A point for people: its number, or the beginning of its id."""
    return point.number or point.id[:8]
