"""Brackets as they are in real texts: nested, crossing, never closed; all kept, none repaired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.texts import realtexts
from verbale.practice.texts.brackets import Bracket, read_brackets
from verbale.practice.texts.text import read_source

HOSTILE = st.text("[]a^ \n(:/.xX_", max_size=60)


def test_a_bracket_is_a_range_and_what_is_within_is_deeper() -> None:
    found = read_brackets("a [b [c] d] e")
    assert tuple(found.spans) == (Bracket(2, 10, 1), Bracket(5, 7, 2))
    assert (found.opened, found.closed, found.unmatched, found.max_depth) == (2, 2, 0, 2)
    assert [(each.place, each.matched) for each in found.spans] == [(2, True), (5, True)]


def test_a_bracket_that_closes_nothing_or_never_closes_is_kept_as_it_is() -> None:
    found = read_brackets("a] [b [c]")
    assert tuple(found.spans) == (Bracket(None, 1, 0), Bracket(3, None, 1), Bracket(6, 8, 2))
    assert (found.unmatched, found.max_depth) == (2, 2)
    assert found.spans[0].place == 1
    assert not found.spans[1].matched
    assert [each.place for each in found.halves()] == [1, 3]
    assert list(read_brackets("[a]").halves()) == []


def test_spans_are_a_sequence() -> None:
    spans = read_brackets("[a][b]]").spans
    assert len(spans) == 3
    assert spans[-1] == Bracket(None, 6, 0)
    assert tuple(spans[1:]) == (spans[1], spans[2])


def test_brackets_reach_over_points() -> None:
    text = "1. One [shall\n\n2. Two] may"
    assert tuple(read_brackets(text).spans) == (Bracket(7, text.index("]"), 1),)


def test_a_bracket_that_was_forgotten_does_not_enclose_the_articles_that_follow() -> None:
    text = read_source(b"## One\n\n[forgotten\n\n## [Two\n\n[a] b]\n\n## Three\n\nc]", "markdown")
    found = text.brackets
    assert [text.source[each.place] for each in found.halves()] == ["[", "]"]
    assert [each.depth for each in found.spans] == [1, 1, 2, 0]
    # As one counts through the text, three are open at once.
    assert (found.opened, found.closed, found.unmatched, found.max_depth) == (3, 3, 2, 3)


def test_alternatives_stand_side_by_side_whatever_white_space_is_between() -> None:
    assert read_brackets("[shall][should] [may]\n[can], [will]").adjacent == 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[shall]", "bracket"),
        ("[^1]", "note"),
        ("[^1]: words", "note"),
        ("[^never closed", "bracket"),
        ("[^ no note]", "bracket"),
        ("[words](https://example.org/x)", "link"),
        ("[words](#place)", "link"),
        ("[words](two words.)", "bracket"),
        ("[words](paragraph)", "bracket"),
        ("[source]: http://example.org", "link"),
        ("[source]: <http://example.org> 'title'", "link"),
        ("[words][source]\n\n[source]: http://example.org", "link"),
        ("[Parties]: shall", "bracket"),
        ("[words] and\n\n[source]: http://example.org", "bracket"),
        (f"[{'a' * 200}]: http://example.org", "link"),
        (f"[words][{'a' * 200}]\n\n[{'a' * 200}]: http://example.org", "link"),
        ("[Parties]: and/or others, as they wish", "bracket"),
        ("[words][other]\n\n[source]: http://example.org", "bracket"),
        ("[words][never closed\n\n[source]: http://example.org", "bracket"),
        ("[a]: see the [source]: http://example.org", "bracket"),
        ("[a][b]", "bracket"),
        ("[x]", "blank"),
        ("[XX]", "blank"),
        ("[ ]", "blank"),
        ("[]", "blank"),
        ("[…]", "blank"),
        ("[___]", "blank"),
        (f"[{'_' * 41}]", "bracket"),
        (f"[{'_' * 40}]", "blank"),
        ("[^ no note]: http://example.org", "bracket"),
        (f"[{'a' * 999}](http://example.org)", "link"),
        (f"[{'a' * 1001}](http://example.org)", "bracket"),
    ],
)
def test_what_a_bracket_looks_like_is_said_and_it_counts_all_the_same(text: str, kind: str) -> None:
    found = read_brackets(text)
    assert found.spans[0].kind == kind
    assert found.opened == text.count("[")


def test_a_heading_that_begins_with_a_bracket_is_under_itself() -> None:
    assert tuple(read_brackets("[a\n[b]", [3]).spans) == (Bracket(0, None, 1), Bracket(3, 5, 1))


def test_a_label_is_known_far_down_in_a_text() -> None:
    (found,) = read_brackets("words\n" * 200 + "[source](http://example.org)").spans
    assert found.kind == "link"
    (found,) = read_brackets("words\n" * 100 + "[source]: http://example.org").spans
    assert found.kind == "link"


def test_a_text_without_brackets_has_none() -> None:
    found = read_brackets("nothing here")
    assert (tuple(found.spans), found.max_depth, found.adjacent) == ((), 0, 0)


@given(HOSTILE, st.sets(st.integers(0, 60), max_size=3))
def test_no_bracket_of_any_text_is_lost_or_counted_twice(text: str, headings: set[int]) -> None:
    found = read_brackets(text, sorted(place for place in headings if place < len(text)))
    seen = [place for each in found.spans for place in (each.start, each.end) if place is not None]
    assert sorted(seen) == [place for place, sign in enumerate(text) if sign in "[]"]
    assert [each.place for each in found.spans] == sorted(each.place for each in found.spans)
    assert (found.opened, found.closed) == (text.count("["), text.count("]"))
    assert found.unmatched == sum(1 for each in found.spans if not each.matched) == len(list(found.halves()))
    for each in found.spans:
        if each.start is not None and each.end is not None:
            inside = text[each.start + 1 : each.end]
            assert inside.count("[") == inside.count("]")
            assert not any(each.start < place <= each.end for place in headings)


def test_a_text_of_nothing_but_brackets_is_read() -> None:
    text = "[" * 100_000 + "]" * 100_001
    found = read_brackets(text)
    assert (found.unmatched, found.max_depth, found.adjacent) == (1, 100_000, 0)


def test_the_draft_of_9_december_has_the_counts_that_people_count() -> None:
    text = read_source(realtexts.read("paris-draft-2015-12-09.md"), "markdown")
    brackets = text.brackets
    assert (brackets.opened, brackets.closed, brackets.max_depth, brackets.adjacent) == (222, 223, 5, 80)
    assert (text.options, text.paragraphs, brackets.unmatched) == (28, 247, 5)


def test_the_draft_of_4_december_has_the_counts_of_our_rule() -> None:
    # Every bracket counts, footnotes' and links' too; an option needs a number, a letter or a numeral behind it.
    text = read_source(realtexts.read("paris-draft-2015-12-04.md"), "markdown")
    brackets = text.brackets
    assert (brackets.opened, brackets.closed, brackets.max_depth, brackets.adjacent) == (1055, 1058, 10, 427)
    assert (text.options, text.paragraphs, brackets.unmatched) == (120, 380, 21)
    starts = [block.start for block in text.blocks if block.kind == "heading"]
    for each in brackets.spans:
        assert each.start is None or each.end is None or not any(each.start < place < each.end for place in starts)
