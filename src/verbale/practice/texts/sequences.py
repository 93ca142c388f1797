"""What two sequences have in common, in time that grows as they do.

First what begins and ends both. Between, what occurs once in each is an anchor: the longest run of anchors in one
order parts the rest into gaps, and each gap is looked at in the same way. A gap without anchors is walked through
exactly (Myers 1986, O(ND)), up to a bound on how much may differ; beyond it the gap counts as written anew. So a
hostile pair costs little more than an honest one, and what comes out is always a true difference, perhaps not the
shortest. How it is found is no part of any format.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

# Of a gap: how many insertions and deletions are looked for; steps are half its square. Of all gaps: how many steps.
_DIFFERENCES = 240
_STEPS = 4_000_000
_DEPTH = 24
# How many in a row make an anchor: long pieces first, for a single word may stand elsewhere by chance.
_WIDTHS = (8, 1)


class Run(NamedTuple):
    """A run that both sequences have: where it begins in each, and how long it is."""

    old: int
    new: int
    length: int


class _Gap(NamedTuple):
    old: int
    old_end: int
    new: int
    new_end: int
    depth: int


def common_runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Run]:
    """Runs that both have, in order in both, none overlapping and no two that touch in both."""
    numbers: dict[Hashable, int] = {}
    one = [numbers.setdefault(each, len(numbers)) for each in old]
    other = [numbers.setdefault(each, len(numbers)) for each in new]
    return _joined(sorted(_find(one, other)))


def longest_rising(values: Sequence[int]) -> list[int]:
    """The places of a longest strictly rising run of numbers."""
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


def _find(one: list[int], other: list[int]) -> Iterator[Run]:
    gaps = [_Gap(0, len(one), 0, len(other), 0)]
    steps = _STEPS
    while gaps:
        runs, gap = _trim(gaps.pop(), one, other)
        yield from runs
        if gap.old == gap.old_end or gap.new == gap.new_end:
            continue
        anchors = _anchors(gap, one, other) if gap.depth < _DEPTH else []
        if not anchors:
            trace = _trace(one[gap.old : gap.old_end], other[gap.new : gap.new_end], steps)
            steps -= len(trace) ** 2 // 2
            yield from _walk_back(trace, gap)
            continue
        yield from (Run(old, new, 1) for old, new in anchors)
        gaps += _between(gap, anchors)


def _trim(gap: _Gap, one: list[int], other: list[int]) -> tuple[list[Run], _Gap]:
    """What begins and ends both sides of a gap, and what is left of it."""
    old, old_end, new, new_end, depth = gap
    room = min(old_end - old, new_end - new)
    head = 0
    while head < room and one[old + head] == other[new + head]:
        head += 1
    tail = 0
    while tail < room - head and one[old_end - tail - 1] == other[new_end - tail - 1]:
        tail += 1
    runs = [Run(old, new, head), Run(old_end - tail, new_end - tail, tail)]
    return [run for run in runs if run.length], _Gap(old + head, old_end - tail, new + head, new_end - tail, depth)


def _anchors(gap: _Gap, one: list[int], other: list[int]) -> list[tuple[int, int]]:
    """What occurs once on either side, as far as it stands in one order; the longest pieces for which there is any."""
    for width in _WIDTHS:
        once_old = _once(one, gap.old, gap.old_end, width)
        once_new = _once(other, gap.new, gap.new_end, width)
        pairs = [(place, once_new[each]) for each, place in once_old.items() if each in once_new]
        if pairs:
            return [pairs[place] for place in longest_rising([new for _, new in pairs])]
    return []


def _once(values: list[int], start: int, end: int, width: int) -> dict[tuple[int, ...], int]:
    """Where each piece of a width begins that occurs once."""
    pieces = list(zip(*(values[start + shift : end] for shift in range(width)), strict=False))
    counted = Counter(pieces)
    return {piece: start + place for place, piece in enumerate(pieces) if counted[piece] == 1}


def _between(gap: _Gap, anchors: list[tuple[int, int]]) -> Iterator[_Gap]:
    old, new = gap.old, gap.new
    for next_old, next_new in [*anchors, (gap.old_end, gap.new_end)]:
        if next_old > old and next_new > new:
            yield _Gap(old, next_old, new, next_new, gap.depth + 1)
        old, new = next_old + 1, next_new + 1


def _trace(old: list[int], new: list[int], steps: int) -> list[dict[int, int]]:
    """How far each diagonal is reached with 0, 1, 2 … differences, to the end or as far as the steps go."""
    length, width = len(old), len(new)
    most = min(_DIFFERENCES, math.isqrt(2 * max(steps, 0)))
    if abs(length - width) > most:
        return []
    trace = [{0: 0}]
    while trace[-1].get(length - width) != length and len(trace) <= most:
        last, now = trace[-1], {}
        for k in range(-len(trace), len(trace) + 1, 2):
            x, _ = _step(last, k, length, width)
            if x < 0:
                continue
            while x < length and x - k < width and old[x] == new[x - k]:
                x += 1
            now[k] = x
        trace.append(now)
    return trace


def _walk_back(trace: list[dict[int, int]], gap: _Gap) -> Iterator[Run]:
    """A shortest way through a gap, if its end was reached."""
    length, width = gap.old_end - gap.old, gap.new_end - gap.new
    x, k = length, length - width
    if not trace or trace[-1].get(k) != length:
        return
    # Back from the end, a difference at a time. No run begins both sides (that was trimmed), so none is left at last.
    for reached in reversed(trace[:-1]):
        start, before = _step(reached, k, length, width)
        if x > start:
            yield Run(gap.old + start, gap.new + start - k, x - start)
        x, k = reached[before], before


def _step(reached: dict[int, int], k: int, length: int, width: int) -> tuple[int, int]:
    """Where diagonal `k` is entered with one difference more, and from which diagonal; -1 if it cannot be."""
    inserted = reached.get(k + 1, -1)
    if inserted - k > width:
        inserted = -1
    deleted = reached.get(k - 1, -1)
    if 0 <= deleted < length and deleted >= inserted:
        return deleted + 1, k - 1
    return inserted, k + 1


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and last.old + last.length == run.old and last.new + last.length == run.new:
            joined[-1] = Run(last.old, last.new, last.length + run.length)
        else:
            joined.append(run)
    return joined
