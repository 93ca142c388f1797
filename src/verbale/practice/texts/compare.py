"""Two versions of a text, point by point: what stayed, changed, came, went or moved.

A point with the same words is the same point (its id says so). Of the others a person says which became which; likeness
only suggests it, for a chair's text that streamlines is where negotiations are lost. Matched points that stand in
another order than before have moved: the fewest that explain the order. Source: practice §4 and §6.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from verbale.practice.texts.text import Point, Text
from verbale.practice.texts.words import Piece, diff_words

LIKELY = 80.0
POSSIBLE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of a point.

    Attributes:
        op: `same`, `changed`, `added`, `removed` or `moved`; one that moved may have other words too.
        old, new: the points; `None` where it is not there.
        words: how their words differ.
    """

    op: str
    old: Point | None
    new: Point | None
    words: tuple[Piece, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A suggestion, for a person to confirm: ids of an old and a new point, and how alike they are, of 100."""

    old: str
    new: str
    score: float


def suggest_matches(old: Text, new: Text, *, least: float = POSSIBLE) -> tuple[Match, ...]:
    """Suggests which of the points that are not in both texts became which, the likeliest first, each at most once."""
    gone, come = _unmatched(old, new)
    words = [point.text for point in come]
    found = [
        Match(old=point.id, new=come[place].id, score=score)
        for point in gone
        for _, score, place in process.extract(point.text, words, scorer=fuzz.ratio, score_cutoff=least, limit=3)
    ]
    found.sort(key=lambda match: (-match.score, match.old, match.new))
    taken: set[str] = set()
    chosen = []
    for match in found:
        if not {f"-{match.old}", f"+{match.new}"} & taken:
            taken |= {f"-{match.old}", f"+{match.new}"}
            chosen.append(match)
    return tuple(chosen)


def _unmatched(old: Text, new: Text) -> tuple[list[Point], list[Point]]:
    gone = [point for point in old.points if new.point(point.id) is None]
    come = [point for point in new.points if old.point(point.id) is None]
    return gone, come


def compare(old: Text, new: Text, matches: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """Compares two texts.

    Args:
        old: the older text.
        new: the newer one.
        matches: ids of old points to the ids of the new ones that they became, as somebody confirmed them; what names
            no point, or one that is matched already, counts for nothing.

    Returns:
        A change for each point, in the order of the new text; what went stands where it stood.
    """
    became = _became(old, new, matches or {})
    came_from = {new_id: old_id for old_id, new_id in became.items()}
    kept = _kept_in_order(old, new, came_from)
    changes = []
    gone = _Gone(old, became)
    for point in new.points:
        before = came_from.get(point.id)
        if before is None:
            changes.append(Change(op="added", old=None, new=point, words=diff_words("", point.text)))
            continue
        if point.id in kept:
            changes += gone.before(before)
        changes.append(_change(old, before, point, moved=point.id not in kept))
    return (*changes, *gone.rest())


def _became(old: Text, new: Text, matches: Mapping[str, str]) -> dict[str, str]:
    became = {point.id: point.id for point in old.points if new.point(point.id) is not None}
    taken = set(became.values())
    for old_id, new_id in matches.items():
        if old.point(old_id) and new.point(new_id) and old_id not in became and new_id not in taken:
            became[old_id] = new_id
            taken.add(new_id)
    return became


def _change(old: Text, before: str, point: Point, *, moved: bool) -> Change:
    was = old.point(before)
    assert was is not None
    op = "moved" if moved else "same" if was.text == point.text and was.number == point.number else "changed"
    return Change(op=op, old=was, new=point, words=diff_words(was.text, point.text))


def _kept_in_order(old: Text, new: Text, came_from: Mapping[str, str]) -> set[str]:
    """The new points that stand in the order of the old text: the longest run of such; the others moved."""
    places = {point.id: place for place, point in enumerate(old.points)}
    matched = [(point.id, places[came_from[point.id]]) for point in new.points if point.id in came_from]
    return {matched[place][0] for place in _longest_rising([place for _, place in matched])}


def _longest_rising(values: Sequence[int]) -> list[int]:
    """The places of a longest strictly rising run."""
    tails: list[int] = []
    tail_places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(tail_places[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        tail_places[at : at + 1] = [place]
    found, place = [], tail_places[-1] if tail_places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


class _Gone:
    """The old points that went, told each once, before the next of those that stayed."""

    def __init__(self, old: Text, became: Mapping[str, str]) -> None:
        self._points = old.points
        self._became = became
        self._next = 0

    def before(self, stayed: str) -> Iterator[Change]:
        """Those that stood before a point that stayed."""
        while self._points[self._next].id != stayed:
            yield from self._tell(self._points[self._next])
            self._next += 1

    def rest(self) -> Iterator[Change]:
        """Those that are left."""
        for point in self._points[self._next :]:
            yield from self._tell(point)

    def _tell(self, point: Point) -> Iterator[Change]:
        if point.id not in self._became:
            yield Change(op="removed", old=point, new=None, words=diff_words(point.text, ""))
