"""What does not count or does not agree: named with its letter, and what to do; and nothing where all is well."""

import re

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import Play
from verbale.chancery.talks.responding import Answer, respond
from verbale.chancery.talks.saying import Statement
from verbale.formats.talks.agreement import Close
from verbale.formats.talks.package import PackageAnswer
from verbale.formats.talks.positions import Position, join_positions
from verbale.formats.talks.provision import Reference
from verbale.practice.talks.view import View


def test_where_all_is_well_no_page_speaks_of_doubts(play: Play) -> None:
    play.open("BOR")
    for where in ("", "table"):
        assert "does not" not in text_of(play.page.get(play.url(where)))
    assert "None. Every letter of this dossier counts" in text_of(play.page.get(play.url("doubts")))


def test_a_letter_that_waits_for_another_is_named_with_what_is_missing_and_whom_to_ask(play: Play) -> None:
    play.open("BOR")
    missing = play.respond("BOR", "1.1", "accept", carried=False)
    play.carry("BOR", "CAL")
    play.respond("CAL", "1.1", "accept", carried=False)
    play.carry("CAL", "MFA-AL")
    for where in ("", "table"):
        said = text_of(play.page.get(play.url(where)))
        assert "One thing in the letters of this dossier does not count or does not agree." in said
        assert "Doubts, 1" in said
    said = text_of(play.page.get(play.url("doubts")))
    assert "It was written upon a letter that is not open here" in said
    assert missing.id.hex()[:16] in said
    assert "Ask CAL for what is missing" in said
    play.exchange()
    assert "does not" not in text_of(play.page.get(play.url("")))


def test_an_earlier_moment_shows_no_doubts_of_today(play: Play) -> None:
    opening = play.open("BOR")
    play.respond("BOR", "1.1", "accept", carried=False)
    play.carry("BOR", "CAL")
    play.respond("CAL", "1.1", "accept", carried=False)
    play.carry("CAL", "MFA-AL")
    assert "does not count" not in text_of(play.page.get(play.url(f"table?at={opening.id.hex()}")))


def test_a_state_that_another_house_computed_otherwise_is_named_with_both_digests(play: Play) -> None:
    play.open("BOR")
    play.respond("CAL", "1.1", "reject", reason="No.")
    play.say_falsely("BOR", respond([Answer(point="1.1", word="accept")]))
    said = text_of(play.page.get(play.url("doubts")))
    assert re.search(r"BOR computed another state of play from the same letters, on [12]\.[12]\.", said)
    assert "Compare the table with theirs" in said


def test_what_a_letter_says_of_nothing_that_is_there_is_named_with_its_code(play: Play) -> None:
    play.open("BOR")

    def compose(_: View) -> Statement:
        answer = PackageAnswer(package=Reference(letter=bytes(32), place=0), answer="accept")
        return Statement(acts=(answer,), subject="An answer", lines=("An answer to nothing.",))

    play.say("CAL", compose)
    said = text_of(play.page.get(play.url("doubts")))
    assert "It answers something that nobody had said when it was written" in said
    assert "Ask CAL to say it anew" in said
    assert "act-unknown" in said


def test_a_position_on_a_point_that_nothing_here_has_is_told(play: Play) -> None:
    play.open("BOR")

    def compose(view: View) -> Statement:
        strange = Position(point="0" * 16, wording=view.points[0].wording, word="accept")
        return Statement(acts=(join_positions([strange]),), subject="A position", lines=("A position.",))

    play.say("CAL", compose)
    said = text_of(play.page.get(play.url("doubts")))
    assert "A position is on a point that no text and no proposal here has." in said
    assert "Ask CAL which text they answer." in said


def test_a_statement_that_did_not_go_to_all_is_told(play: Play) -> None:
    play.open("BOR")
    letter = play.say_to("BOR", ["MFA-AL"], close_first)
    said = text_of(play.page.get(play.url("doubts")))
    assert "It did not go to every member" in said
    assert f"BOR/{letter.number}/" in said


def test_a_second_opening_is_told_before_all_else(play: Play) -> None:
    play.open("BOR")
    play.open_again("CAL")
    said = text_of(play.page.get(play.url("doubts")))
    assert "Another letter opens talks in the same dossier." in said
    assert "Another letter opens talks in the same dossier" in text_of(play.page.get(play.url("table")))


def close_first(view: View) -> Statement:
    """Closes the first point."""
    from verbale.formats.talks.provision import Provision

    first = view.points[0]
    act = Close(provisions=(Provision(point=first.id, wording=first.wording),))
    return Statement(acts=(act,), subject="Closing", lines=("A closing.",))
