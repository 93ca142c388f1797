"""Two versions of a text, point by point: what stayed, changed, came, went, moved, was split or merged.

A point with the same words is the same point (its id says so). Of the others a person says which became which. Matched
points that stand in another order than before have moved: the fewest that explain the order. Of a point that was split
each piece shows its share of the old words; of points that were merged the new one shows them all. Source: practice
§4 and §6.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from verbale.practice.texts.matches import LIKELY, POSSIBLE, Match, suggest_matches
from verbale.practice.texts.point import Point
from verbale.practice.texts.sequences import longest_rising
from verbale.practice.texts.text import Text
from verbale.practice.texts.words import GONE, SAME, Piece, diff_words, join_pieces

__all__ = ["LIKELY", "OPS", "POSSIBLE", "Change", "Match", "compare", "suggest_matches"]

SAME_POINT, CHANGED, ADDED, REMOVED, MOVED = OPS = ("same", "changed", "added", "removed", "moved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of a point.

    Attributes:
        op: one of `OPS`; one that moved may have other words and another number too.
        old, new: the points; `None` where it is not there.
        words: how their words differ.
        sources: the old points that it comes from, in their order; more than one if they were merged.
        targets: the new points that its sources became; more than one if they were split.
    """

    op: str
    old: Point | None
    new: Point | None
    words: tuple[Piece, ...] = field(repr=False)
    sources: tuple[Point, ...] = field(default=(), repr=False)
    targets: tuple[Point, ...] = field(default=(), repr=False)

    @property
    def renumbered(self) -> bool:
        """Whether it shows another number than before."""
        return self.old is not None and self.new is not None and self.old.path != self.new.path

    @property
    def split(self) -> bool:
        """Whether it is one of several that an old point became."""
        return len(self.targets) > 1

    @property
    def merged(self) -> bool:
        """Whether several old points became it."""
        return len(self.sources) > 1


@dataclass(slots=True)
class _Group:
    """Old points and what they became."""

    sources: list[Point]
    targets: list[Point]


def compare(
    old: Text, new: Text, matches: Mapping[str, str] | Iterable[tuple[str, str]] | None = None
) -> tuple[Change, ...]:
    """Compares two texts.

    Args:
        old: the older text.
        new: the newer one.
        matches: ids of old points with the ids of the new ones that they became, as somebody confirmed them. An old id
            that stands more than once was split, a new one merged; what names no point, or one whose words are in both
            texts, counts for nothing.

    Returns:
        A change for each new point, in the order of the new text, and for each old one that went, where it stood.
    """
    pairs = matches.items() if isinstance(matches, Mapping) else matches or ()
    places = {point.id: place for place, point in enumerate(old.points)}
    groups = _groups(old, new, pairs)
    kept = _kept_in_order(new, groups, places)
    words = {group.targets[0].id: _words(group) for group in groups.values()}
    became = {source.id for group in groups.values() for source in group.sources}
    gone = _Gone(old, became)
    changes: list[Change] = []
    for point in new.points:
        group = groups.get(point.id)
        if group is None:
            changes.append(Change(op=ADDED, old=None, new=point, words=diff_words("", point.text)))
            continue
        if point.id in kept:
            changes += gone.before(places[group.sources[0].id])
        mine = words[group.targets[0].id][group.targets.index(point)]
        changes.append(_change(group, point, mine, moved=point.id not in kept))
    return (*changes, *gone.before(len(old.points)))


def _change(group: _Group, point: Point, words: tuple[Piece, ...], *, moved: bool) -> Change:
    was = group.sources[0]
    alone = len(group.sources) == len(group.targets) == 1
    same = alone and was.wording == point.wording and was.path == point.path
    return Change(
        op=MOVED if moved else SAME_POINT if same else CHANGED,
        old=was,
        new=point,
        words=words,
        sources=tuple(group.sources),
        targets=tuple(group.targets),
    )


def _groups(old: Text, new: Text, pairs: Iterable[tuple[str, str]]) -> dict[str, _Group]:
    """By the ids of new points: what became what. Pairs that share a point make one group."""
    groups = {}
    for point in new.points:
        if was := old.point(point.id):
            groups[point.id] = _Group([was], [point])
    both = set(groups)
    by_old: dict[str, _Group] = {}
    for old_id, new_id in pairs:
        was, became = old.point(old_id), new.point(new_id)
        if was is None or became is None or old_id in both or new_id in both:
            continue
        one, other = by_old.get(old_id), groups.get(new_id)
        group = _joined(one, other) if one and other and one is not other else one or other or _Group([], [])
        group.sources += [] if was in group.sources else [was]
        group.targets += [] if became in group.targets else [became]
        by_old.update((source.id, group) for source in group.sources)
        groups.update((target.id, group) for target in group.targets)
    for group in by_old.values():
        group.sources.sort(key=lambda point: point.block)
        group.targets.sort(key=lambda point: point.block)
    return groups


def _joined(one: _Group, other: _Group) -> _Group:
    return _Group([*one.sources, *other.sources], [*one.targets, *other.targets])


def _kept_in_order(new: Text, groups: Mapping[str, _Group], places: Mapping[str, int]) -> set[str]:
    """The new points that stand in the order of the old text: the longest run of such; the others moved."""
    matched = [point.id for point in new.points if point.id in groups]
    width = len(new.points) + 1
    # What one old point was split into stands in one place of the old text, and in its own order.
    order = [
        places[groups[target].sources[0].id] * width + [each.id for each in groups[target].targets].index(target)
        for target in matched
    ]
    return {matched[place] for place in longest_rising(order)}


def _words(group: _Group) -> list[tuple[Piece, ...]]:
    """How the words of the sources, one after another, became those of the targets: for each target its share."""
    old, new = (" ".join(point.text for point in points) for points in (group.sources, group.targets))
    return list(_parted(diff_words(old, new), [len(point.text) for point in group.targets]))


def _parted(pieces: Sequence[Piece], lengths: Sequence[int]) -> Iterator[tuple[Piece, ...]]:
    """Parts a difference where one target ends and the next begins; the blank between two is in neither."""
    part: list[Piece] = []
    rest = iter(lengths)
    room = next(rest)
    for piece in pieces:
        if piece.op == GONE:
            part.append(piece)
            continue
        text = piece.text
        while len(text) > room:
            part.append(Piece(piece.op, text[:room]))
            if piece.op == SAME:
                part.append(Piece(GONE, text[room]))
            yield join_pieces(part)
            part, text, room = [], text[room + 1 :], next(rest)
        part.append(Piece(piece.op, text))
        room -= len(text)
    yield join_pieces(part)


class _Gone:
    """The old points that went, told each once, before the next of those that stayed."""

    def __init__(self, old: Text, became: set[str]) -> None:
        self._points = old.points
        self._became = became
        self._next = 0

    def before(self, place: int) -> Iterator[Change]:
        """Those that stood before a place."""
        while self._next < place:
            point = self._points[self._next]
            self._next += 1
            if point.id not in self._became:
                yield Change(op=REMOVED, old=point, new=None, words=diff_words(point.text, ""))
