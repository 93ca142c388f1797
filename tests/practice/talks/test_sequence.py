"""The order of points: what is gone stays where it was, and what was added stands where it was put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.practice.talks.sequence import put_back, put_behind, put_in

GONE = 3


@pytest.mark.parametrize(
    ("points", "before", "order"),
    [
        ([1, 2], [], [1, 2]),
        ([], [1, 2], [1, 2]),
        ([2, 1], [1, 9, 2, 8], [2, 8, 1, 9]),
        ([1], [9, 8, 1, 7], [9, 8, 1, 7]),
        ([5, 6], [1, 2], [1, 2, 5, 6]),
    ],
)
def test_what_a_text_does_not_have_stays_behind_what_it_followed(
    points: list[int], before: list[int], order: list[int]
) -> None:
    assert put_back(points, before, {point: place for place, point in enumerate(points)}) == order


@pytest.mark.parametrize(
    ("added", "order"),
    [
        ([(10, 1), (11, 1)], [1, 10, 11, 2]),
        ([(10, None), (11, None)], [10, 11, 1, 2]),
        ([(10, 1), (11, 10), (12, 1)], [1, 10, 11, 12, 2]),
        ([(10, 99), (11, 2), (12, 98), (13, 10)], [1, 2, 11, 10, 13, 12]),
        ([(1, 2), (10, 1)], [1, 10, 2]),
        ([(11, 10), (10, 1)], [1, 10, 11, 2]),
    ],
)
def test_what_was_added_stands_behind_what_it_was_put_behind(
    added: list[tuple[int, int | None]], order: list[int]
) -> None:
    assert put_in([1, 2], added) == order


@pytest.mark.parametrize(("after", "order"), [(None, [3, 1, 2]), (1, [1, 3, 2]), (9, [1, 2, 3])])
def test_a_point_is_put_behind_another_first_or_last(after: int | None, order: list[int]) -> None:
    found = [1, 2]
    put_behind(found, GONE, after)
    assert found == order


@given(st.lists(st.tuples(st.none() | st.integers(0, 40), st.booleans()), max_size=40))
def test_every_point_comes_once(behind: list[tuple[int | None, bool]]) -> None:
    added = [
        (100 + place, 100 + after if near and after is not None and after < place else after)
        for place, (after, near) in enumerate(behind)
    ]
    order = put_in(list(range(20)), added)
    assert sorted(order) == [*range(20), *(point for point, _ in added)]
