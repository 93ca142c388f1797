"""The timeline of a dossier: its letters with the stage that is proven, what came about, and what falls due."""

import re
from datetime import UTC, date, datetime, timedelta

from django.db.models import F

from tests.chancery.pages.looking import links_of, plain, text_of
from tests.chancery.pages.talks.playing import Play
from tests.trialhouse import OFFICER
from verbale.chancery.letters.models import Letter
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import find_officer
from verbale.chancery.talks.concluding import adopt, close, leave, reopen
from verbale.chancery.talks.remarking import remark
from verbale.exchange.records import Letter as Sent


def entries_of(play: Play, query: str = "") -> list[tuple[str, str]]:
    """The lines of the timeline, the newest first: how each is marked, and what it says."""
    body = play.page.get(play.url(query)).content.decode()
    found = re.findall(
        r'<li(?: class="(theirs|event)")?>(<time.*?)</li>\n', body.partition('<ol class="time">')[2], re.DOTALL
    )
    return [(kind, plain(said)) for kind, said in found]


def _url_of(letter: Sent) -> str:
    assert letter.dossier is not None
    return f"/dossiers/{letter.dossier.hex()}/"


def test_letters_stand_newest_first_each_with_its_proven_stage(play: Play) -> None:
    play.open("BOR")
    ours = play.respond("MFA-AL", "1.1", "accept", carried=False)
    newest, opening = entries_of(play)
    assert newest[0] == ""
    assert "MFA-AL Positions on point 1.1 Statement MFA-AL/1/2026" in newest[1].replace(str(ours.year), "2026")
    assert "No receipt has come" in newest[1]
    assert opening[0] == "theirs"
    assert "BOR Talks on the lake" in opening[1]
    assert opening[1].rstrip().endswith("Opened .")
    play.exchange()
    play.exchange()
    assert "Opened with all 2" in entries_of(play)[0][1]


def test_a_letter_that_only_some_opened_says_with_whom(play: Play) -> None:
    play.open("BOR")
    play.respond("MFA-AL", "1.1", "accept", carried=False)
    play.carry("MFA-AL", "BOR")
    play.carry("BOR", "MFA-AL")
    assert "Opened with BOR ; no receipt with CAL" in entries_of(play)[0][1]


def test_each_letter_leads_to_its_page_and_its_page_back(play: Play) -> None:
    letter = play.open("BOR")
    where = f"/letters/{letter.sender.hex()}/{letter.id.hex()}/"
    assert where in links_of(play.page.get(play.url("")))
    assert play.url("") in links_of(play.page.get(where))
    play.respond("CAL", "1.1", "accept")
    later = play.view().letters[-1]
    back = play.page.get(f"/letters/{play.node('CAL').party.id.hex()}/{later.hex()}/")
    assert play.url("") in links_of(back)
    assert "Talks on the lake" in text_of(back)


def test_who_may_read_no_letter_is_led_to_no_dossier(play: Play) -> None:
    letter = play.open("BOR")
    officer = find_officer(OFFICER)
    officer.roles = [Role.AUDITOR.value]
    officer.save()
    page = play.page.get(f"/letters/{letter.sender.hex()}/{letter.id.hex()}/")
    assert "Talks on the lake" in text_of(page)
    assert play.url("") not in links_of(page)
    assert play.page.get(play.url("")).status_code == 403


def test_a_point_is_closed_on_the_timeline_once_every_member_said_so_and_not_before(play: Play) -> None:
    play.open("BOR")
    for code in ("BOR", "CAL"):
        play.say(code, close(["1.1", "2.1"]))
    assert "event" not in {kind for kind, _ in entries_of(play)}
    assert "on 1.1, 2.1" in entries_of(play)[0][1]
    play.say("MFA-AL", close(["1.1"]))
    (event,) = [said for kind, said in entries_of(play) if kind == "event"]
    assert "Point 1.1 is closed Every member has said so:" in event
    assert entries_of(play)[0][0] == "event"
    for code in play.codes:
        play.say(code, reopen(["1.1"], reason="New facts."))
    assert "Point 1.1 is open again" in entries_of(play)[0][1]


def test_an_adopted_text_is_told_with_the_letters_that_adopt_it(play: Play) -> None:
    play.open("BOR")
    for code in play.codes:
        assert "adopted" not in " ".join(said for kind, said in entries_of(play) if kind == "event")
        play.say(code, adopt())
    assert "“Agreement on the lake” is adopted" in entries_of(play)[0][1]


def test_what_waits_until_a_day_stands_there_and_is_late_after_it(play: Play) -> None:
    play.open("BOR")
    soon = (datetime.now(UTC) + timedelta(days=10)).date()
    play.respond("BOR", "1.1", "accept", ad_referendum=True, until=soon)
    play.respond("CAL", "2.1", "reserve", reserve="parliamentary", until=date(2026, 1, 2))
    entries = entries_of(play)
    assert entries[0][0] == "event"
    assert "Acceptance ad referendum of BOR on 1.1 falls due, 10 days left Seen from BOR" in entries[0][1]
    assert "Reserve of CAL on 2.1 fell due, late by" in entries[-1][1]
    assert "Falls due, 2" in text_of(play.page.get(play.url("")))


def test_beside_the_timeline_stand_status_parties_rules_and_texts(play: Play) -> None:
    play.open("BOR", agreement="whole")
    play.say("CAL", leave(reason="Instructions."))
    play.say("BOR", remark("comment", "On all of it."))
    said = text_of(play.page.get(play.url("")))
    assert "Opened by Ministry of BOR on" in said
    assert "between three parties. 4 of 4 points are open." in said
    assert "nothing is agreed until everything is" in said
    assert "when every member adopts them as basis" in said
    assert "Agreement on the lake an official text, on the table" in said
    assert "left the talks" in said
    assert "4 points await us." in said


def test_many_letters_are_parted_and_what_came_about_stands_among_its_letters(play: Play) -> None:
    play.open("BOR")
    for code in play.codes:
        play.say(code, close(["1.1"]))
    Letter.objects.filter(dossier=play.dossier).update(at=F("at") - timedelta(days=1))
    for number in range(26):
        play.respond("BOR", "2.1", "discuss", reason=f"Question {number}.", carried=False)
    play.exchange()
    body = play.page.get(play.url("")).content.decode()
    assert "is closed" not in body
    older = re.findall(r'href="\?(older=[0-9.]+)"', body)[0]
    second = entries_of(play, f"?{older}")
    assert [kind for kind, said in second if "is closed" in said] == ["event"]
    newer = re.findall(r'href="\?(newer=[0-9.]+)"', play.page.get(play.url(f"?{older}")).content.decode())[0]
    assert len(entries_of(play, f"?{newer}")) + len([kind for kind, _ in second if kind != "event"]) == 30


def test_correspondence_has_a_timeline_too(play: Play) -> None:
    play.write("BOR", subject="On the ferry", title="The ferry")
    answer = play.write("MFA-AL", subject="The ferry again", answers="On the ferry")
    page = play.page.get(_url_of(answer))
    said = text_of(page)
    assert "The ferry Begun by Ministry of BOR on" in said
    assert "2 letters; nothing is negotiated in them." in said
    assert "State of play" not in said
    assert "MFA-AL The ferry again" in said
    letter = play.page.get(f"/letters/{answer.sender.hex()}/{answer.id.hex()}/")
    assert _url_of(answer) in links_of(letter)


def test_a_letter_alone_in_its_dossier_leads_nowhere_and_an_unknown_dossier_is_not_here(play: Play) -> None:
    letter = play.write("BOR", subject="On the ferry")
    page = play.page.get(f"/letters/{letter.sender.hex()}/{letter.id.hex()}/")
    assert not [each for each in links_of(page) if each.startswith("/dossiers/")]
    assert play.page.get(_url_of(letter)).status_code == 200
    assert play.page.get(f"/dossiers/{'0' * 64}/").status_code == 404
