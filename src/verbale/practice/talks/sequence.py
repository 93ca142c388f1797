"""The order in which points are shown: that of the text in force, with what is gone and what was added put in.

Every step takes time in proportion to the points: one letter can add two hundred thousand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

Behind: TypeAlias = "dict[int | None, list[int]]"


def put_back(points: Sequence[int], before: Iterable[int], places: Mapping[int, int]) -> list[int]:
    """The points of a text, and those of the table before that it does not have, behind those that they followed.

    Args:
        points: the points of the text.
        before: the table before.
        places: where the text has a point.
    """
    behind: Behind = {}
    last: int | None = None
    for point in before:
        if point in places:
            last = point
        else:
            behind.setdefault(last, []).append(point)
    return list(_followed(points, behind))


def put_in(order: Sequence[int], added: Iterable[tuple[int, int | None]]) -> list[int]:
    """A table and points that were added to it.

    Args:
        order: the table.
        added: each point with the one behind which it is to stand, nothing for the first place; of several behind one,
            in their order. What is to stand behind a point that is not there comes last.
    """
    there = set(order)
    behind: Behind = {}
    new = [(point, after) for point, after in added if point not in there]
    for point, after in new:
        behind.setdefault(after, []).append(point)
    there |= {point for point, _ in new}
    loose = [point for point, after in new if after is not None and after not in there]
    return list(_followed([*order, *loose], behind))


def put_behind(order: list[int], point: int, after: int | None) -> None:
    """Puts a point behind another; first if that is none, last if it is not there."""
    order.insert(order.index(after) + 1 if after in order else 0 if after is None else len(order), point)


def _followed(points: Iterable[int], behind: Mapping[int | None, Sequence[int]]) -> Iterator[int]:
    """Points, each with what stands behind it, and what stands behind that."""
    left = [iter([*behind.get(None, ()), *points])]
    while left:
        point = next(left[-1], None)
        if point is None:
            left.pop()
        else:
            yield point
            left.append(iter(behind.get(point, ())))
