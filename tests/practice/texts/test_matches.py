"""Suggestions of which point became which: the likeliest, each once, and pieces of points that were split or merged."""

import pytest

from verbale.practice.texts.compare import LIKELY
from verbale.practice.texts.matches import (
    Match,
    likeliest,
    likeness,
    likest,
    likest_parts,
    suggest_matches,
    suggest_parts,
    unmatched,
)
from verbale.practice.texts.text import Text, read_text

FIRST = "The Parties shall consult each other on every matter of common concern"
SECOND = "and they shall meet at the seat of the depositary in spring and in autumn."


def text(*points: str) -> Text:
    return read_text("\n\n".join(points), "markdown")


def test_each_point_is_suggested_once_and_the_likeliest_first() -> None:
    old = text("The Parties shall consult each other.", "The Parties shall consult each other twice.", "They part.")
    new = text("The Parties shall consult each other soon.", "They part, too.", "Quite new")
    suggested = suggest_matches(old, new)
    assert [match.new for match in suggested] == [new.points[0].id, new.points[1].id]
    assert suggested[0].score > LIKELY
    assert isinstance(suggested[0], Match)
    assert suggest_matches(old, text("Quite another thing."), least=95) == ()
    assert suggest_matches(old, old) == ()
    assert likeliest(old, new) == {each.old: each.new for each in suggested}
    assert likeliest(old, new, least=101) == {}
    assert suggest_matches(text("The ships of the Parties and their ports"), text("The end")) == ()
    assert suggest_matches(text("alpha"), text("omega"), least=0) == ()


def test_a_piece_of_a_point_that_was_split_is_suggested() -> None:
    old, new = text(f"{FIRST} {SECOND}"), text(f"{FIRST}.", f"And so {SECOND[4:]}", "Not this one, which is new.")
    matches = suggest_matches(old, new)
    (part,) = suggest_parts(old, new, matches)
    assert (part.kind, part.old) == ("split", old.points[0].id)
    assert {matches[0].new, part.new} == {new.points[0].id, new.points[1].id}
    assert part.score >= 80


def test_a_point_that_went_into_another_is_suggested() -> None:
    old, new = text(f"{FIRST}.", f"And so {SECOND[4:]}", "Short one."), text(f"{FIRST} {SECOND}")
    (part,) = suggest_parts(old, new, suggest_matches(old, new))
    assert (part.kind, part.old, part.new) == ("merge", old.points[0].id, new.points[0].id)


def test_a_match_may_be_just_as_alike_as_is_asked() -> None:
    old, new = text("The Parties shall consult each other."), text("The Parties shall consult each other soon.")
    (found,) = suggest_matches(old, new)
    assert suggest_matches(old, new, least=found.score) == (found,)
    assert suggest_matches(old, new, least=found.score + 0.1) == ()


def test_points_that_both_texts_have_are_matched_with_none() -> None:
    one, other = "The Parties shall consult each other.", "The Parties shall consult each other soon."
    assert suggest_matches(text(one), text(one, other)) == ()
    assert suggest_matches(text(one, other), text(one)) == ()


@pytest.mark.parametrize(
    ("piece", "score"),
    [
        ("one two three four five", 100.0),
        ("one two three four xylophone", 80.0),
        # Fewer words tell nothing, and what is held by half is no piece.
        ("one two three four", None),
        ("one two three xylophone yacht", None),
    ],
)
def test_a_piece_has_five_words_of_which_four_of_five_stand_in_the_whole(piece: str, score: float | None) -> None:
    whole = "one two three four five six seven"
    old, new = text(whole), text(f"{whole} eight", piece)
    matches = (Match(old=old.points[0].id, new=new.points[0].id, score=90.0),)
    expected = [] if score is None else [Match(old=old.points[0].id, new=new.points[1].id, score=score, kind="split")]
    assert list(suggest_parts(old, new, matches)) == expected


def test_a_piece_is_shorter_than_its_whole_and_the_surest_comes_first() -> None:
    first, second = "one two three four five six seven", "alpha beta gamma delta epsilon zeta eta"
    old = text(first, second)
    new = text(f"{first} eight", f"{second} theta", "one two three four xylophone", "alpha beta gamma delta epsilon")
    matches = [
        Match(old=gone.id, new=come.id, score=90.0) for gone, come in zip(old.points, new.points[:2], strict=True)
    ]
    found = suggest_parts(old, new, matches)
    assert [(each.score, each.old, each.new) for each in found] == [
        (100.0, old.points[1].id, new.points[3].id),
        (80.0, old.points[0].id, new.points[2].id),
    ]
    as_long = text(f"{first} eight", "one two three four five six xylophone")
    matches = [Match(old=old.points[0].id, new=as_long.points[0].id, score=90.0)]
    assert suggest_parts(old, as_long, matches) == ()


def test_the_rarest_words_of_a_point_say_what_it_is_compared_with() -> None:
    common, rare = " ".join(f"a{number:02}" for number in range(24)), "z" * 300
    old = text(f"{common} {rare}")
    new = text(f"{common} one", f"{common} two", f"b {rare}")
    assert [match.new for match in suggest_matches(old, new)] == [new.points[2].id]


def test_of_many_points_that_share_as_much_the_first_are_compared() -> None:
    old, likest = text("Party shall meet"), "Parties shall meets"
    others = [f"Ships number{number} of the house shall sail." for number in range(12)]
    assert suggest_matches(old, text(likest, *others))
    assert not suggest_matches(old, text(*others, likest))


def test_without_matches_nothing_is_a_piece_of_anything() -> None:
    assert suggest_parts(text(f"{FIRST} {SECOND}"), text(SECOND), ()) == ()
    assert suggest_parts(text(SECOND), text(SECOND), ()) == ()


def test_what_a_person_said_is_not_the_same_is_not_suggested_again() -> None:
    old = text("The Parties shall consult each other.")
    new = text("The Parties shall consult each other soon.", "The Parties shall consult each other twice.")
    gone, come = unmatched(old, new)
    (first,) = likest(gone, come)
    (second,) = likest(gone, come, but={(first.old, first.new)})
    assert {first.new, second.new} == {point.id for point in come}
    assert likest(gone, come, but={(each.old, each.new) for each in (first, second)}) == []


def test_a_piece_that_a_person_put_aside_is_not_suggested_again() -> None:
    old, new = text(f"{FIRST} {SECOND}"), text(f"{FIRST}.", f"And so {SECOND[4:]}")
    matches = suggest_matches(old, new)
    (part,) = suggest_parts(old, new, matches)
    pairs = {(each.old, each.new) for each in matches}
    assert likest_parts(*unmatched(old, new), pairs) == [part]
    assert likest_parts(*unmatched(old, new), pairs, but={(part.old, part.new)}) == []


def test_the_same_words_are_as_alike_as_words_can_be() -> None:
    one, other = text(FIRST).points[0], text(SECOND).points[0]
    assert likeness(one, one) == 100
    assert 0 < likeness(one, other) < 60
