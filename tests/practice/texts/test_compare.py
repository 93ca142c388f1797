"""Two versions side by side: what stayed, changed, came, went, moved, was split or merged, as a person confirms it."""

from hypothesis import given
from hypothesis import strategies as st

from tests.practice.texts import realtexts
from verbale.practice.texts.compare import Change, compare, suggest_matches
from verbale.practice.texts.concordance import concordance
from verbale.practice.texts.matches import suggest_parts
from verbale.practice.texts.text import Text, read_source, read_text
from verbale.practice.texts.words import side


def text(*points: str) -> Text:
    return read_text("\n\n".join(points), "markdown")


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(each.op, each.old.text if each.old else "", each.new.text if each.new else "") for each in changes]


def pair(old: Text, new: Text, *places: tuple[int, int]) -> list[tuple[str, str]]:
    return [(old.points[one].id, new.points[other].id) for one, other in places]


def test_the_same_points_in_the_same_order_are_the_same() -> None:
    assert told(compare(text("1. a", "2. b"), text("1. a", "2. b"))) == [("same", "a", "a"), ("same", "b", "b")]


def test_another_number_is_a_change_and_the_words_are_not() -> None:
    (change,) = compare(text("1. a"), text("2. a"))
    assert (change.op, [piece.op for piece in change.words], change.renumbered) == ("changed", ["="], True)
    came, stayed = compare(text("1. a"), text("1. b", "2. a"))
    assert (came.renumbered, stayed.renumbered) == (False, True)


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
    (change,) = compare(old, new, {match.old: match.new})
    assert change.op == "changed"
    assert side(change.words, new=True) == "The Parties may consult at once."


def test_a_match_that_names_nothing_or_something_matched_counts_for_nothing() -> None:
    old, new = text("a", "gone"), text("a", "come")
    same, gone, come = old.points[0].id, old.points[1].id, new.points[1].id
    matches = {"0" * 16: come, gone: same, same: come}
    assert [change.op for change in compare(old, new, matches)] == ["same", "added", "removed"]
    assert [change.op for change in compare(old, new, [(gone, "0" * 16)])] == ["same", "added", "removed"]
    assert [change.op for change in compare(old, new, [(gone, "0" * 16), (gone, come)])] == ["same", "changed"]


def test_a_point_that_was_split_gives_each_piece_its_share() -> None:
    old = text("before", "The Parties consult and they meet once a year.", "after")
    new = text("before", "The Parties consult.", "They meet once a year.", "after")
    changes = compare(old, new, pair(old, new, (1, 1), (1, 2)))
    assert [change.op for change in changes] == ["same", "changed", "changed", "same"]
    one, other = changes[1], changes[2]
    assert one.split
    assert not one.merged
    assert one.old == other.old == old.points[1]
    assert one.targets == other.targets == new.points[1:3]
    assert [side(each.words, new=True) for each in (one, other)] == ["The Parties consult.", "They meet once a year."]
    assert "".join(side(each.words, new=False) for each in (one, other)) == old.points[1].text


def test_a_point_that_was_split_and_written_anew_parts_where_the_pieces_do() -> None:
    old, new = text("quite old"), text("something", "wholly other")
    one, other = compare(old, new, pair(old, new, (0, 0), (0, 1)))
    assert [side(each.words, new=True) for each in (one, other)] == ["something", "wholly other"]
    assert [side(each.words, new=False) for each in (one, other)] == ["quite old", ""]
    old, new = text("a b"), text("a", "b")
    one, other = compare(old, new, pair(old, new, (0, 0), (0, 1)))
    assert [side(each.words, new=False) for each in (one, other)] == ["a ", "b"]


def test_points_that_were_merged_are_told_once() -> None:
    old, new = text("a b", "c d", "e"), text("a b c d", "e")
    changes = compare(old, new, pair(old, new, (1, 0), (0, 0)))
    assert told(changes) == [("changed", "a b", "a b c d"), ("same", "e", "e")]
    assert changes[0].merged
    assert changes[0].sources == old.points[:2]
    assert side(changes[0].words, new=False) == "a b c d"


def test_points_that_share_sources_and_targets_are_one_group() -> None:
    old, new = text("a b", "c d"), text("a x", "c x")
    changes = compare(old, new, pair(old, new, (0, 0), (1, 1), (0, 1), (0, 0)))
    assert [(each.op, len(each.sources), len(each.targets)) for each in changes] == [("changed", 2, 2)] * 2
    assert [side(each.words, new=True) for each in changes] == ["a x", "c x"]
    assert "".join(side(each.words, new=False) for each in changes) == "a b c d"


POINTS = st.lists(st.sampled_from(["a", "b", "c d", "e f", "[g", "h]", "2. a"]), max_size=7)
PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8)


@given(POINTS, POINTS, PAIRS)
def test_every_point_of_both_texts_is_told_and_every_word(
    old_words: list[str], new_words: list[str], places: list[tuple[int, int]]
) -> None:
    old, new = text(*old_words), text(*new_words)
    there = [(one, other) for one, other in places if one < len(old.points) and other < len(new.points)]
    changes = compare(old, new, pair(old, new, *there))
    assert [each.new.id for each in changes if each.new] == [point.id for point in new.points]
    sources = {point.id: each for each in changes for point in (*each.sources, *([each.old] if each.old else []))}
    assert sources.keys() == {point.id for point in old.points}
    removed = [each.old.id for each in changes if each.old and each.new is None]
    assert len(removed) == len(set(removed))
    kept = [each.old.block for each in changes if each.old and each.op in ("same", "changed")]
    assert kept == sorted(kept)
    for each in changes:
        assert side(each.words, new=True) == (each.new.text if each.new else "")
    for group in {each.targets: None for each in changes if each.targets}:
        mine = [each for each in changes if each.targets == group]
        in_order = sorted(mine, key=lambda each: group.index(each.new) if each.new else 0)
        old_side = "".join(side(each.words, new=False) for each in in_order)
        assert old_side == " ".join(point.text for point in mine[0].sources)


def test_a_concordance_says_where_each_point_comes_from() -> None:
    old, new = text("1. a b", "2. c d", "3. e"), text("1. a b c d", "2. new")
    changes = compare(old, new, pair(old, new, (0, 0), (1, 0)))
    sources = {old.points[0].id: ["ARV 3"], new.points[0].id: ["BOR 7", "ARV 3"], new.points[1].id: ["BOR 8"]}
    rows = concordance(changes, sources, {old.points[2].id: ["superseded"]})
    assert [(row.op, row.new.number if row.new else "", [point.number for point in row.old]) for row in rows] == [
        ("changed", "1", ["1", "2"]),
        ("added", "2", []),
        ("removed", "", ["3"]),
    ]
    assert [row.sources for row in rows] == [("ARV 3", "BOR 7"), ("BOR 8",), ()]
    assert [row.reasons for row in rows] == [(), (), ("superseded",)]
    assert concordance(compare(old, old))[0].sources == ()


def test_two_real_drafts_are_compared_word_for_word() -> None:
    old, new = (read_source(realtexts.read(f"paris-draft-2015-12-0{day}.md"), "markdown") for day in (4, 9))
    matches = suggest_matches(old, new)
    parts = suggest_parts(old, new, matches)
    assert len(matches) > 100
    changes = compare(old, new, [(each.old, each.new) for each in (*matches, *parts)])
    assert {each.op for each in changes} == {"same", "changed", "added", "removed", "moved"}
    assert any(each.split for each in changes)
    assert any(each.merged for each in changes)
    for each in changes:
        assert side(each.words, new=True) == (each.new.text if each.new else "")
        if not each.split:
            old_words = " ".join(point.text for point in each.sources or (each.old,) if point)
            assert side(each.words, new=False) == old_words
