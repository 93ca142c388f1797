"""Suggests which points of an older text became which of a newer one; a person confirms.

Likeness only suggests: a chair's text that streamlines is where negotiations are lost. Candidates are points that share
rare words; of these the likest are kept, each point once. What is left over may be a piece of a point that was split,
or hold a point that was merged into another. Source: practice §6 (RapidFuzz).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from verbale.practice.texts.point import Point
from verbale.practice.texts.text import Text

LIKELY = 80.0
POSSIBLE = 60.0
MATCH, SPLIT, MERGE = "match", "split", "merge"
# Of a piece's words, how many must stand in the whole in one order; and how many words tell anything at all.
_WITHIN = 0.8
_FEWEST_WORDS = 5
# How many rare words of a point are looked up, where at most, and how many candidates are compared sign by sign.
_RARE, _PLACES, _CANDIDATES = 24, 64, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A suggestion, for a person to confirm.

    Attributes:
        old, new: ids of an old and a new point.
        score: how alike they are, of 100; of a split or a merger, how much of the piece is in the whole.
        kind: `match`; `split` if the old point has another match and the new one is a piece of it; `merge` if the new
            one has another and holds the old one.
    """

    old: str
    new: str
    score: float
    kind: str = MATCH


def suggest_matches(old: Text, new: Text, *, least: float = POSSIBLE) -> tuple[Match, ...]:
    """Suggests which of the points that are not in both texts became which, the likeliest first, each at most once."""
    return tuple(likest(*unmatched(old, new), least=least))


def likest(
    gone: Sequence[Point],
    come: Sequence[Point],
    *,
    least: float = POSSIBLE,
    but: Collection[tuple[str, str]] = (),
) -> list[Match]:
    """Pairs of points that are alike, the likeliest first, each point at most once.

    Args:
        gone: older points.
        come: newer ones.
        least: how alike they must be, of 100.
        but: ids of an old and a new point that a person has said are not the same.
    """
    known = _Words(come)
    found = []
    for point in gone:
        for other in known.candidates(point):
            if (point.id, other.id) in but:
                continue
            score = fuzz.ratio(point.text, other.text, score_cutoff=least)
            if score >= least:
                found.append(Match(old=point.id, new=other.id, score=score))
    found.sort(key=lambda match: (-match.score, match.old, match.new))
    olds: set[str] = set()
    news: set[str] = set()
    chosen = []
    for match in found:
        if match.old not in olds and match.new not in news:
            olds.add(match.old)
            news.add(match.new)
            chosen.append(match)
    return chosen


def likeliest(old: Text, new: Text, *, least: float = POSSIBLE) -> dict[str, str]:
    """What is suggested, taken as it is: the ids of old points with those of the new ones."""
    return {each.old: each.new for each in suggest_matches(old, new, least=least)}


def suggest_parts(old: Text, new: Text, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Suggests which points that have no match yet are pieces of a point that was split, or went into another one.

    Args:
        old: the older text.
        new: the newer one.
        matches: what is matched, or suggested, one to one.
    """
    pairs = {(each.old, each.new) for each in matches}
    return tuple(likest_parts(*unmatched(old, new), pairs))


def likest_parts(
    gone: Sequence[Point],
    come: Sequence[Point],
    pairs: Collection[tuple[str, str]],
    *,
    but: Collection[tuple[str, str]] = (),
) -> list[Match]:
    """Points that are pieces of one that was split, or went into another one, the likeliest first.

    Args:
        gone: older points.
        come: newer ones.
        pairs: ids of those that are matched, or suggested.
        but: ids of an old and a new point that a person has said have nothing to do with each other.
    """
    olds, news = {old for old, _ in pairs}, {new for _, new in pairs}
    splits = _pieces([each for each in come if each.id not in news], [each for each in gone if each.id in olds])
    mergers = _pieces([each for each in gone if each.id not in olds], [each for each in come if each.id in news])
    found = [Match(old=whole.id, new=piece.id, score=score, kind=SPLIT) for piece, whole, score in splits]
    found += [Match(old=piece.id, new=whole.id, score=score, kind=MERGE) for piece, whole, score in mergers]
    found = [each for each in found if (each.old, each.new) not in but]
    return sorted(found, key=lambda match: (-match.score, match.old, match.new))


def likeness(old: Point, new: Point) -> float:
    """How alike the words of two points are, of 100."""
    return fuzz.ratio(old.text, new.text)


def unmatched(old: Text, new: Text) -> tuple[list[Point], list[Point]]:
    """Points that are in one of two texts only."""
    gone = [point for point in old.points if new.point(point.id) is None]
    come = [point for point in new.points if old.point(point.id) is None]
    return gone, come


def _pieces(pieces: Sequence[Point], wholes: Sequence[Point]) -> Iterator[tuple[Point, Point, float]]:
    """Of each piece the whole that holds most of it, if it is held nearly whole and is the smaller one."""
    known = _Words(wholes)
    for piece in pieces:
        words = piece.text.casefold().split()
        if len(words) < _FEWEST_WORDS:
            continue
        shares = [
            (LCSseq.similarity(words, other) / len(words), whole)
            for whole in known.candidates(piece)
            if len(other := whole.text.casefold().split()) > len(words)
        ]
        share, whole = max(shares, key=lambda each: each[0], default=(0.0, piece))
        if share >= _WITHIN:
            yield piece, whole, 100 * share


class _Words:
    """Where words stand in some points: who shares rare ones is looked at more closely."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._points = points
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, point in enumerate(points):
            for word in set(point.text.casefold().split()):
                self._places[word].append(place)

    def candidates(self, point: Point) -> list[Point]:
        """The points that share most with a point, rare words counting more."""
        words = {word for word in point.text.casefold().split() if word in self._places}
        weights: Counter[int] = Counter()
        for word in nsmallest(_RARE, words, key=lambda word: (len(self._places[word]), word)):
            places = self._places[word]
            for place in places[:_PLACES]:
                weights[place] += 1 + 1000 // len(places)
        best = nlargest(_CANDIDATES, weights.items(), key=lambda each: (each[1], -each[0]))
        return [self._points[place] for place, _ in best]
