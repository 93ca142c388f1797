"""The list of dossiers: what is negotiated, what waits for the house, what is amiss; and correspondence."""

import re

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import Play
from tests.trialhouse import House
from verbale.chancery.letters.models import Letter


def test_talks_stand_with_who_opened_them_members_and_what_awaits_the_house(play: Play) -> None:
    play.open("BOR")
    said = text_of(play.page.get("/dossiers"))
    assert "One negotiation waits for this house." in said
    assert "opened by BOR Talks on the lake" in said
    assert "Between MFA-AL , BOR , CAL . 4 of 4 points are open." in said
    assert "4 points await us" in said
    assert "does not" not in said


def test_talks_that_await_the_house_stand_before_those_that_do_not(play: Play) -> None:
    play.open("MFA-AL")
    answered = play.dossier
    for number in ("1.1", "1.2", "2.1", "2.2"):
        play.respond("MFA-AL", number, "accept")
    assert "No negotiation waits for this house." in text_of(play.page.get("/dossiers"))
    play.open("CAL")
    body = play.page.get("/dossiers").content.decode()
    order = re.findall(r'class="what" href="/dossiers/([0-9a-f]{64})/"', body)
    assert order == [play.dossier.hex(), answered.hex()]
    assert "Awaiting us, 1" in text_of(play.page.get("/dossiers"))


def test_what_does_not_count_is_said_in_the_list(play: Play) -> None:
    play.open("BOR")
    play.respond("BOR", "1.1", "accept", carried=False)
    play.carry("BOR", "CAL")
    play.respond("CAL", "1.1", "accept", carried=False)
    play.carry("CAL", "MFA-AL")
    assert "One thing does not agree or does not count." in text_of(play.page.get("/dossiers"))


def test_without_talks_the_list_says_how_they_begin(house: House, play: Play) -> None:
    said = text_of(play.page.get("/dossiers"))
    assert "Nothing is negotiated." in said
    assert "Talks begin with a text" in said
    assert "Correspondence" not in said


def test_letters_that_answer_one_another_are_listed_as_correspondence(play: Play) -> None:
    play.write("BOR", subject="On the ferry")
    assert "On the ferry" not in text_of(play.page.get("/dossiers"))
    play.write("MFA-AL", subject="The ferry again", answers="On the ferry")
    said = text_of(play.page.get("/dossiers"))
    assert "Correspondence, 1" in said
    assert "On the ferry 2 letters" in said


def test_talks_of_which_a_letter_does_not_open_any_more_hide_no_others(play: Play) -> None:
    play.open("BOR")
    assert "4 points await us" in text_of(play.page.get("/dossiers"))
    play.respond("BOR", "1.1", "accept")
    letter = Letter.objects.filter(subject__startswith="Positions").get()
    Letter.objects.filter(pk=letter.pk).update(sealed=bytes(32))
    said = text_of(play.page.get("/dossiers"))
    assert "Talks on the lake" in said
    assert "Its state of play is not known" in said
