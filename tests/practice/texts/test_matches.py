"""Suggestions of which point became which: the likeliest, each once, and pieces of points that were split or merged."""

from verbale.practice.texts.compare import LIKELY
from verbale.practice.texts.matches import Match, likest, suggest_matches, suggest_parts, unmatched
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
    assert (part.kind, part.new) == ("merge", new.points[0].id)


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
    assert suggest_parts(old, new, matches, but={(part.old, part.new)}) == ()
