"""The clean text: nothing reads as agreed that some member has not agreed to."""

import re

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import Play
from tests.chancery.pages.talks.saying import agree, lines_of, parts_of, wish
from verbale.chancery.talks.proposing import Wish

CROSSING = """1. The Parties meet [each year.

2. They part in peace.

3. They meet] again.

4. Nobody [comes late.
"""


def accept(play: Play, *numbers: str) -> None:
    """All members accept some points."""
    for code in play.codes:
        for number in numbers:
            play.respond(code, number, "accept", carried=False)
        play.exchange()


def test_where_nothing_is_agreed_nothing_is_shown(play: Play) -> None:
    play.open()
    said = text_of(play.page.get(play.url("clean")))
    assert "No point is agreed yet." in said
    assert "The Parties" not in said
    assert parts_of(play, "clean") == []


def test_what_is_agreed_is_shown_without_what_is_in_brackets_and_the_rest_is_named(play: Play) -> None:
    play.open(agreement="whole")
    accept(play, "1.2")
    parts = parts_of(play, "clean")
    assert parts == [
        ("", "One point is not agreed: 1.1"),
        ("1.2", "Each Party notifies the others of […] works on the shore. Agreed ."),
        ("", "Two points are not agreed: 2.1 2.2"),
    ]
    said = text_of(play.page.get(play.url("clean")))
    assert "1 of 4 points are agreed. Nothing is agreed until everything is agreed." in said
    assert "consult" not in said


def test_who_asks_is_shown_the_other_points_too_each_with_a_mark(play: Play) -> None:
    play.open()
    accept(play, "1.2")
    lines = lines_of(play, "clean?open=yes")
    assert lines["1.1"] == "The Parties […] consult each year. Not agreed"
    assert lines["1.2"].endswith("Agreed .")


def test_the_wordings_that_stand_are_shown_and_what_was_added_and_agreed(play: Play) -> None:
    play.open()
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties consult [each] year."))
    agree(play, Wish(verb="ADD", text="They meet in spring.", after="1.1", number="1.1bis"))
    wish(play, Wish(verb="ADD", text="They meet in autumn.", after="1.2", number="1.3"))
    agree(play, Wish(verb="SUP", point="2.1"))
    assert parts_of(play, "clean") == [
        ("1.1", "The Parties consult […] year. Agreed ."),
        ("1.1bis", "They meet in spring. Agreed ."),
        ("", "One point is not agreed: 1.2"),
        ("2.1", "Agreed to be deleted"),
        ("", "One point is not agreed: 2.2"),
    ]
    assert "3 of 5 points" in text_of(play.page.get(play.url("clean")))


def test_a_number_that_does_not_go_on_shows_nothing_else_as_agreed(play: Play) -> None:
    play.open(source="1. They meet.\n2. They part.\n3. They meet again.\n")
    agree(play, Wish(verb="RENUMBER", point="2", number="9"))
    accept(play, "1")
    assert parts_of(play, "clean") == [("1", "They meet. Agreed ."), ("", "Two points are not agreed: 9 3")]


def test_a_bracket_that_crosses_points_takes_from_each_what_is_in_it(play: Play) -> None:
    play.open(source=CROSSING)
    accept(play, "1", "2", "3", "4")
    lines = lines_of(play, "clean")
    assert lines["1"] == "The Parties meet […] Agreed ."
    assert lines["2"] == "[…] Agreed ."
    assert lines["3"] == "[…] again. Agreed ."
    assert lines["4"] == "Nobody bracket with one side only: [ comes late. Agreed ."


def test_who_accepted_for_the_capital_only_is_named(play: Play) -> None:
    play.open()
    for code in play.codes:
        play.respond(code, "1.1", "accept", ad_referendum=code == "CAL")
    assert "Agreed ad ref. . accept MFA-AL , BOR ; accept ad ref. CAL ." in lines_of(play, "clean")["1.1"]


def test_many_points_that_are_not_agreed_take_one_line(play: Play) -> None:
    source = "".join(f"{number}. Point {number}.\n\n" for number in range(1, 33))
    play.open(source=source)
    accept(play, "32")
    [(_, line), (number, _)] = parts_of(play, "clean")
    assert line.startswith("31 points are not agreed: 1 2 3")
    assert line.endswith("24 and 7 more")
    assert number == "32"


def test_headings_are_shown_without_the_signs_that_make_them(play: Play) -> None:
    play.open(source="# Agreement [on the lake]\n\n1. They meet.\n")
    accept(play, "1")
    body = play.page.get(play.url("clean")).content.decode()
    assert re.search(r'<h2 id="b-0" dir="auto">Agreement <span class="left-out">\[…\]</span></h2>', body)
