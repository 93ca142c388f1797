"""What two sequences have in common: true runs, in order, and the most there is where it is small."""

import itertools
from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from verbale.practice.texts.sequences import Run, common_runs, longest_rising

SIGNS = st.lists(st.sampled_from("abc"), max_size=12)


def check(old: Sequence[str], new: Sequence[str]) -> int:
    """The runs are what they claim to be; how much they cover."""
    at_old = at_new = 0
    runs = common_runs(old, new)
    for run in runs:
        assert run.length > 0
        assert run.old >= at_old
        assert run.new >= at_new
        at_old, at_new = run.old + run.length, run.new + run.length
        assert list(old[run.old : at_old]) == list(new[run.new : at_new])
    touching = [
        (one.old + one.length, one.new + one.length) == (other.old, other.new)
        for one, other in itertools.pairwise(runs)
    ]
    assert not any(touching)
    return sum(run.length for run in runs)


def longest_common(old: Sequence[str], new: Sequence[str]) -> int:
    """How much two sequences have in common, found by trying everything."""
    row = [0] * (len(new) + 1)
    for one in old:
        above = row[:]
        for place, other in enumerate(new):
            row[place + 1] = above[place] + 1 if one == other else max(row[place], above[place + 1])
    return row[-1]


@given(SIGNS, SIGNS)
def test_runs_are_true_and_in_order(old: list[str], new: list[str]) -> None:
    assert check(old, new) <= longest_common(old, new)


def middle(old: Sequence[str], new: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Two sequences without what begins and ends both."""
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


@given(st.lists(st.sampled_from("abcd"), max_size=7), st.lists(st.sampled_from("abcd"), max_size=7))
def test_without_anchors_the_most_there_is_is_found(old: list[str], new: list[str]) -> None:
    one, other = middle(old, new)
    assume(not any(one.count(sign) == other.count(sign) == 1 for sign in "abcd"))
    assert check(old, new) == longest_common(old, new)


@given(st.lists(st.integers(0, 20), max_size=12))
def test_a_longest_rising_run_is_one(values: list[int]) -> None:
    found = longest_rising(values)
    assert all(values[one] < values[other] for one, other in itertools.pairwise(found))
    most = max(
        (
            size
            for size in range(len(values) + 1)
            for chosen in itertools.combinations(values, size)
            if all(one < other for one, other in itertools.pairwise(chosen))
        ),
        default=0,
    )
    assert len(found) == most


def test_what_begins_and_ends_both_is_found_first() -> None:
    assert common_runs("abXcd", "abYcd") == [Run(0, 0, 2), Run(3, 3, 2)]
    assert common_runs("", "abc") == []
    assert common_runs("abc", "abc") == [Run(0, 0, 3)]


def test_long_pieces_are_anchors_before_single_signs() -> None:
    moved, stays = ["x"], [f"word{number}" for number in range(30)]
    assert common_runs([*moved, "a", *stays, "b"], ["c", *stays, *moved, "d"]) == [Run(2, 1, 30)]


def test_a_gap_in_which_too_much_differs_counts_as_written_anew() -> None:
    old, new = ["a", "b"] * 400, ["c", "b", "b"] * 400
    # Only what ends both.
    assert check(old, new) == 1
    # One side is far longer: that alone is too much.
    assert check(["a", "b", "c"] * 2, ["c", "a"] * 400) < 6


def test_all_gaps_together_are_looked_at_for_so_long_only() -> None:
    # Between anchors, gaps without any, each dear: the first are looked at, and then no more.
    gap_old, gap_new = ["a", "b"] * 110, ["b", "c", "c", "a"] * 55
    old = [sign for number in range(300) for sign in (f"anchor{number}", *gap_old)]
    new = [sign for number in range(300) for sign in (f"anchor{number}", *gap_new)]
    covered = check(old, new)
    assert 300 < covered < 300 * (1 + longest_common(gap_old, gap_new))


def test_gaps_within_gaps_have_an_end() -> None:
    # Each level has one anchor at its middle, and what is left of it has the next one: deeper than is looked.
    old: list[str] = []
    new: list[str] = []
    for level in range(60):
        old = ["x", *old, f"a{level}", *old[:2]]
        new = ["y", *new, f"a{level}", *new[:1]]
    check(old, new)
