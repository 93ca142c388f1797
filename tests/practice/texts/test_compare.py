"""Two versions side by side: what stayed, changed, came, went, moved; likeness suggests and never decides."""

from hypothesis import given
from hypothesis import strategies as st

from tests.practice.texts import realtexts
from verbale.practice.texts.compare import Change, Match, compare, suggest_matches
from verbale.practice.texts.text import Text, read_source, read_text
from verbale.practice.texts.words import side


def text(*points: str) -> Text:
    return read_text("\n\n".join(points), "markdown")


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(each.op, each.old.text if each.old else "", each.new.text if each.new else "") for each in changes]


def test_the_same_points_in_the_same_order_are_the_same() -> None:
    assert told(compare(text("1. a", "2. b"), text("1. a", "2. b"))) == [("same", "a", "a"), ("same", "b", "b")]


def test_another_number_is_a_change_and_the_words_are_not() -> None:
    (change,) = compare(text("1. a"), text("2. a"))
    assert (change.op, [piece.op for piece in change.words]) == ("changed", ["="])


def test_what_came_and_went_stands_where_it_stands() -> None:
    assert told(compare(text("a", "gone", "b", "last"), text("new", "a", "b"))) == [
        ("added", "", "new"),
        ("same", "a", "a"),
        ("removed", "gone", ""),
        ("same", "b", "b"),
        ("removed", "last", ""),
    ]


def test_the_fewest_points_that_explain_the_order_have_moved() -> None:
    changes = compare(text("a", "b", "c", "d"), text("d", "a", "b", "c"))
    assert told(changes) == [("moved", "d", "d"), ("same", "a", "a"), ("same", "b", "b"), ("same", "c", "c")]


def test_which_became_which_is_for_a_person_to_confirm() -> None:
    old, new = text("The Parties shall consult."), text("The Parties may consult at once.")
    assert [change.op for change in compare(old, new)] == ["added", "removed"]
    (match,) = suggest_matches(old, new)
    assert match.score > 60
    (change,) = compare(old, new, {match.old: match.new})
    assert change.op == "changed"
    assert side(change.words, new=True) == "The Parties may consult at once."


def test_a_match_that_names_nothing_or_something_matched_counts_for_nothing() -> None:
    old, new = text("a", "gone"), text("a", "come")
    same, gone, come = old.points[0].id, old.points[1].id, new.points[1].id
    matches = {"0" * 16: come, gone: same, same: come}
    assert [change.op for change in compare(old, new, matches)] == ["same", "added", "removed"]
    twice = text("a", "gone", "went")
    both = {twice.points[1].id: come, twice.points[2].id: come}
    assert [change.op for change in compare(twice, new, both)] == ["same", "changed", "removed"]


def test_each_point_is_suggested_once_and_the_likeliest_first() -> None:
    old = text("The Parties shall consult each other.", "The Parties shall consult each other twice.")
    new = text("The Parties shall consult each other soon.")
    suggested = suggest_matches(old, new)
    assert [match.new for match in suggested] == [new.points[0].id]
    assert isinstance(suggested[0], Match)
    assert suggest_matches(old, text("Quite another thing."), least=95) == ()


@given(st.lists(st.sampled_from("abcdef"), max_size=7), st.lists(st.sampled_from("abcdef"), max_size=7))
def test_every_point_of_both_texts_is_told_once(old_words: list[str], new_words: list[str]) -> None:
    old, new = text(*old_words), text(*new_words)
    changes = compare(old, new)
    assert sorted(each.old.id for each in changes if each.old) == sorted(point.id for point in old.points)
    assert [each.new.id for each in changes if each.new] == [point.id for point in new.points]
    kept = [each.old.block for each in changes if each.old and each.op in ("same", "changed")]
    assert kept == sorted(kept)


def test_two_real_drafts_are_compared_word_for_word() -> None:
    old, new = (read_source(realtexts.read(f"paris-draft-2015-12-0{day}.md"), "markdown") for day in (4, 9))
    matches = {match.old: match.new for match in suggest_matches(old, new)}
    changes = compare(old, new, matches)
    assert {each.op for each in changes} == {"same", "changed", "added", "removed", "moved"}
    for each in changes:
        assert side(each.words, new=False) == (each.old.text if each.old else "")
        assert side(each.words, new=True) == (each.new.text if each.new else "")
