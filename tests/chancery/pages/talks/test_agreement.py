"""What needs every member: told as what some have said until all have; each statement signed, or refused and unsaid."""

import re
from typing import Any

from tests.chancery.pages.looking import Answer, text_of
from tests.chancery.pages.talks.playing import OURS, SOURCE, Play
from tests.trialhouse import OFFICER, PASSPHRASE
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import find_officer
from verbale.chancery.talks.concluding import adopt, close, initial, leave, reopen, revise
from verbale.chancery.talks.saying import Laying
from verbale.chancery.talks.texts import find_origins
from verbale.practice.texts.text import read_text


def page_of(play: Play, query: str = "") -> str:
    """The page, as text."""
    return said_on(play.page.get(play.url(f"agreement{query}")))


def said_on(answer: Answer) -> str:
    """What a page says, with no space before a stop."""
    return re.sub(r" ([,.;:])", r"\1", text_of(answer))


def sign(play: Play, act: str, **given: Any) -> Any:
    """Sends a signed form."""
    given = {"passphrase1": PASSPHRASE} | given
    return play.page.post(
        play.url(f"agreement/{act}"), {f"{act}-{name}": value for name, value in given.items()}, follow=True
    )


def ticked(play: Play, *numbers: str) -> list[str]:
    """Points as the form sends them."""
    by_number = {each.number: each for each in play.view().points}
    return [f"{by_number[each].id}.{by_number[each].wording.hex()}" for each in numbers]


def agree(play: Play, *numbers: str) -> None:
    """Every member accepts points."""
    for number in numbers:
        for code in play.codes:
            play.respond(code, number, "accept")


def test_where_nothing_is_said_the_page_says_so(play: Play) -> None:
    play.open("BOR")
    said = page_of(play)
    assert "No text is adopted or authentic yet. None points are closed." not in said
    assert "No text is adopted or authentic yet. No point is closed." in said
    assert "Nobody has adopted or initialled it." in said
    assert "Nobody has left." in said


def test_agreed_points_are_ticked_and_closed_only_once_every_member_has_said_so(play: Play) -> None:
    play.open("BOR")
    agree(play, "1.1", "1.2")
    body = play.page.get(play.url("agreement")).content.decode()
    assert body.count(" checked>") == 2
    assert "Nobody has closed it yet." in page_of(play)
    for code in ("BOR", "CAL"):
        play.say(code, close(["1.1"]))
    said = page_of(play)
    assert "Held to be closed: BOR, CAL; not yet you" in said
    assert "On one, others wait for this house." in said
    assert "Closed by every member" not in said
    signed = said_on(sign(play, "close", points=ticked(play, "1.1")))
    assert "Signed and entered." in signed
    assert "Closed by every member: BOR, CAL, MFA-AL" in signed
    assert "One point is closed." in signed
    play.exchange()
    assert play.view("CAL").points[0].status == "closed"


def test_our_own_closing_is_taken_back_until_it_is_complete(play: Play) -> None:
    play.open("BOR")
    agree(play, "1.1")
    sign(play, "close", points=ticked(play, "1.1"))
    said = page_of(play)
    assert "you said so" in said
    assert "Held to be closed: MFA-AL; not yet BOR, CAL" in said
    sign(play, "reopen", points=ticked(play, "1.1"), reason="Too early.")
    assert "Nobody has closed it yet." in page_of(play)


def test_a_closed_point_is_opened_again_by_all_and_it_is_told_who_has_said_so(play: Play) -> None:
    play.open("BOR")
    for code in play.codes:
        play.say(code, close(["1.1"]))
    play.say("CAL", reopen(["1.1"], reason="New facts."))
    assert "To be open again: CAL; not yet you, BOR" in page_of(play)
    sign(play, "reopen", points=ticked(play, "1.1"))
    assert play.view().points[0].status == "closed"
    play.exchange()
    play.say("BOR", reopen(["1.1"]))
    said = page_of(play)
    assert "No point is closed." in said
    assert "open again: CAL" not in said


def test_a_text_is_adopted_and_authentic_once_every_member_has_said_so(play: Play) -> None:
    play.open("BOR")
    text = play.view().text.hex()
    for code in ("BOR", "CAL"):
        play.say(code, adopt())
        play.say(code, initial("whole"))
    said = page_of(play)
    assert "Adopted by some: BOR, CAL; not yet you" in said
    assert "Initialled as a whole by some: BOR, CAL; not yet you" in said
    assert "Authentic text" not in said
    assert "The text is adopted; it is not authentic" in said_on(sign(play, "adopt", text=text, stage="text"))
    seen = _seen(play)
    said = said_on(sign(play, "initial", text=text, scope="whole", seen=seen))
    assert "The text is authentic." in said
    assert "Authentic: initialled as a whole by every member: BOR, CAL, MFA-AL" in said
    assert text[:4] in said.partition("Authentic text")[2][:200]
    assert "Closed with the authentic text." in said
    play.exchange()
    assert play.view("CAL").authenticated == bytes.fromhex(text)


def test_an_adoption_is_taken_back_while_it_is_not_complete(play: Play) -> None:
    play.open("BOR")
    text = play.view().text.hex()
    sign(play, "adopt", text=text, stage="text")
    assert "Adopted by some: MFA-AL" in page_of(play)
    sign(play, "adopt", text=text, stage="text", withdraws="on")
    assert "Nobody has adopted or initialled it." in page_of(play)


def test_a_revised_text_stands_beside_the_one_in_force_till_all_adopt_it_as_basis(play: Play) -> None:
    play.open("BOR")
    revised = read_text(SOURCE.replace("consult each year", "consult every year"), "markdown")
    laid = Laying(text=revised, title="Second draft", standing="basis").act
    play.say("BOR", revise(laid, find_origins(play.view("BOR"), revised, {})))
    for code in ("BOR", "CAL"):
        play.say(code, adopt(text=laid.digest, stage="basis"))
    said = page_of(play)
    assert "Texts, 2" in said
    assert "Adopted as basis by some: BOR, CAL; not yet you" in said
    said = said_on(sign(play, "adopt", text=laid.digest.hex(), stage="basis"))
    assert "Adopted as basis by every member" in said
    assert said.index("Second draft", said.index("Texts, 2")) < said.index("Agreement on the lake")


def test_points_and_pages_are_initialled_by_name(play: Play) -> None:
    play.open("BOR")
    text, seen = play.view().text.hex(), _seen(play)
    sign(play, "initial", text=text, scope="point", points="1.1, 2.1", seen=seen)
    sign(play, "initial", text=text, scope="page", number="2", seen=seen)
    said = page_of(play)
    assert "Initialled by some (1.1): MFA-AL; not yet BOR, CAL" in said
    assert "Initialled by some (page 2): MFA-AL" in said
    wrong: tuple[tuple[dict[str, str], str], ...] = (
        ({"scope": "point"}, "Name the points."),
        ({"scope": "page"}, "Say which page."),
        ({"scope": "point", "points": "9.9"}, "There is no such point"),
    )
    for given, problem in wrong:
        answer = sign(play, "initial", text=text, seen=seen, **given)
        assert answer.status_code == 422
        assert problem in said_on(answer)


def test_what_changed_since_the_page_was_read_is_neither_closed_nor_initialled(play: Play) -> None:
    play.open("BOR")
    agree(play, "1.1")
    read, seen, text = ticked(play, "1.1"), _seen(play), play.view().text.hex()
    play.respond("BOR", "1.1", "amend", text="The Parties consult twice a year.")
    wanted = play.view().points[0].positions[play.node("BOR").party.id].stands_for
    for code in ("CAL", OURS):
        play.respond(code, "1.1", "accept", wording=wanted)
    letters = len(play.view().letters)
    assert sign(play, "close", points=read).status_code == 422
    answer = sign(play, "initial", text=text, scope="point", points="1.1", seen=seen)
    assert answer.status_code == 422
    assert "changed since this page was read" in said_on(answer)
    assert len(play.view().letters) == letters


def test_a_wrong_passphrase_or_nothing_ticked_says_what_was_not_done(play: Play) -> None:
    play.open("BOR")
    agree(play, "1.1")
    wrong: tuple[dict[str, Any], ...] = ({"points": ticked(play, "1.1"), "passphrase1": "wrong"}, {"points": []})
    for given in wrong:
        answer = sign(play, "close", **given)
        assert answer.status_code == 422
        assert "Nothing was signed and nothing was sent." in said_on(answer)
    assert play.view().acts == ()


def test_who_leaves_is_missed_no_more_and_says_no_more(play: Play) -> None:
    play.open("BOR")
    play.say("CAL", leave(reason="Instructions."))
    play.say("BOR", close(["1.1"]))
    said = page_of(play)
    assert "Left the talks: CAL." in said
    assert "Held to be closed: BOR; not yet you" in said
    said = said_on(sign(play, "leave", reason="The matter is settled elsewhere."))
    assert "Leave the talks" not in said
    assert "CAL, MFA-AL" in said
    assert sign(play, "leave").status_code == 422
    play.exchange()
    assert play.node().party.id in play.view("BOR").left


def test_only_who_may_speak_signs_and_an_earlier_moment_is_only_read(play: Play) -> None:
    opening = play.open("BOR")
    assert "Passphrase" in page_of(play)
    assert "Passphrase" not in page_of(play, f"?at={opening.id.hex()}")
    assert play.page.post(play.url("agreement/dance")).status_code == 404
    officer = find_officer(OFFICER)
    officer.roles = [Role.ADVISER.value]
    officer.save()
    assert "Passphrase" not in page_of(play)
    assert "ask a principal or a registrar" in page_of(play)
    assert sign(play, "leave").status_code == 403


def _seen(play: Play) -> str:
    body = play.page.get(play.url("agreement")).content.decode()
    return body.partition('name="initial-seen" value="')[2].partition('"')[0]
