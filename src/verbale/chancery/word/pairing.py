"""Which paragraph of a newer text stands for which of an older one, for the sake of a readable redline.

Equal paragraphs are anchors; between them like ones are paired in their order, so that the most words stay. Nothing is
decided by it: what is not paired shows as taken out and put in, and both texts are exact either way.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from rapidfuzz.distance import Indel

_ALIKE = 0.5
_CELLS = 150_000
_LEAST_BAND = 12


class Pair(NamedTuple):
    """The places of an old and a new paragraph; `None` where there is none. `alike` tells whether words stay."""

    old: int | None
    new: int | None
    alike: bool = True


class _Chain(NamedTuple):
    """The last pair of a chain, and what stands before it."""

    old: int
    new: int
    before: "_Chain | None"


def pair(old: Sequence[str], new: Sequence[str]) -> tuple[Pair, ...]:
    """Pairs two texts' paragraphs, in the order of both; what went stands before what came in its place.

    The last of both is always a pair, since a Word file cannot lose its last paragraph.
    """
    pairs = list(_pairs(old, new))
    return tuple(_joined_at_the_end(pairs) if old and new else pairs)


def _joined_at_the_end(pairs: list[Pair]) -> list[Pair]:
    """Makes a pair of the last old and the last new one where neither has another."""
    tail = len(pairs)
    while tail and (pairs[tail - 1].old is None or pairs[tail - 1].new is None):
        tail -= 1
    gone = [each for each in pairs[tail:] if each.new is None]
    come = [each for each in pairs[tail:] if each.old is None]
    if not gone or not come:
        return pairs
    return [*pairs[:tail], *gone[:-1], *come[:-1], Pair(gone[-1].old, come[-1].new, alike=False)]


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    for tag, start, end, starts, ends in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield from (Pair(start + step, starts + step) for step in range(end - start))
            continue
        at, to = start, starts
        for one, other in _likest(old[start:end], new[starts:ends]):
            yield from _apart(range(at, start + one), range(to, starts + other))
            yield Pair(start + one, starts + other)
            at, to = start + one + 1, starts + other + 1
        yield from _apart(range(at, end), range(to, ends))


def _apart(gone: range, come: range) -> Iterator[Pair]:
    yield from (Pair(place, None) for place in gone)
    yield from (Pair(None, place) for place in come)


def _likest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs, both rising, that keep the most letters; far from the diagonal of a long piece nothing is tried."""
    if not old or not new:
        return []
    band = max(_LEAST_BAND, _CELLS // len(old) // 2)
    kept: list[dict[int, float]] = []
    for place, words in enumerate(old):
        middle = place * len(new) // len(old)
        reach = range(max(0, middle - band), min(len(new), middle + band + 1))
        kept.append({at: score for at in reach if (score := _kept(words, new[at]))})
    return _best_chain(kept, len(new))


def _kept(one: str, other: str) -> float:
    """How many letters two paragraphs share; nothing if they are not alike."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter * 3 < longer:  # they cannot be alike enough
        return 0.0
    return Indel.normalized_similarity(one, other, score_cutoff=_ALIKE) * (shorter + longer)


def _best_chain(kept: list[dict[int, float]], width: int) -> list[tuple[int, int]]:
    """The rising chain of the greatest sum; `best[j]` is the best of those that end before the new one `j`."""
    best: list[tuple[float, _Chain | None]] = [(0.0, None)] * (width + 1)
    for place, row in enumerate(kept):
        longer = [(best[at][0] + score, _Chain(place, at, best[at][1]), at) for at, score in row.items()]
        for total, chain, at in longer:
            end = at + 1
            while end <= width and best[end][0] < total:
                best[end] = total, chain
                end += 1
    found, link = [], best[width][1]
    while link is not None:
        found.append((link.old, link.new))
        link = link.before
    return found[::-1]
