"""Brackets as they are in real texts: nested, crossing, never closed; all kept, none repaired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.practice.texts.brackets import Bracket, read_brackets


def test_a_bracket_is_a_range_and_what_is_within_is_deeper() -> None:
    found = read_brackets("a [b [c] d] e")
    assert found.spans == (Bracket(2, 10, 1), Bracket(5, 7, 2))
    assert (found.opened, found.closed, found.unmatched, found.max_depth) == (2, 2, 0, 2)
    assert [(each.place, each.matched) for each in found.spans] == [(2, True), (5, True)]


def test_a_bracket_that_closes_nothing_or_never_closes_is_kept_as_it_is() -> None:
    found = read_brackets("a] [b [c]")
    assert found.spans == (Bracket(None, 1, 0), Bracket(3, None, 1), Bracket(6, 8, 2))
    assert (found.unmatched, found.max_depth) == (2, 2)
    assert found.spans[0].place == 1
    assert not found.spans[1].matched


def test_brackets_reach_over_points() -> None:
    text = "1. One [shall\n\n2. Two] may"
    assert read_brackets(text).spans == (Bracket(7, text.index("]"), 1),)


def test_alternatives_stand_side_by_side_whatever_white_space_is_between() -> None:
    assert read_brackets("[shall][should] [may]\n[can], [will]").adjacent == 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[^1]", "note"),
        ("[^never closed", "bracket"),
        ("[words](https://example.org/x)", "link"),
        ("[words](#place)", "link"),
        ("[source]: http://example.org", "link"),
        ("[x](a)", "bracket"),
        ("[a][b]", "bracket"),
        (f"[{'a' * 1001}]: http://example.org", "bracket"),
    ],
)
def test_what_a_bracket_looks_like_is_said_and_it_counts_all_the_same(text: str, kind: str) -> None:
    found = read_brackets(text)
    assert found.spans[0].kind == kind
    assert found.opened == text.count("[")


def test_a_text_without_brackets_has_none() -> None:
    found = read_brackets("nothing here")
    assert (found.spans, found.max_depth, found.adjacent) == ((), 0, 0)


@given(st.text("[]a \n(^/:", max_size=60))
def test_no_bracket_of_any_text_is_lost_or_counted_twice(text: str) -> None:
    found = read_brackets(text)
    seen = [place for each in found.spans for place in (each.start, each.end) if place is not None]
    assert sorted(seen) == [place for place, sign in enumerate(text) if sign in "[]"]
    assert [each.place for each in found.spans] == sorted(each.place for each in found.spans)
    assert (found.opened, found.closed) == (text.count("["), text.count("]"))
    for each in found.spans:
        if each.start is not None and each.end is not None:
            inside = text[each.start + 1 : each.end]
            assert inside.count("[") == inside.count("]")
