"""Written responses: principles, comments, concerns for oneself and for allies, cooperation; each with its address."""

import re
from typing import Any

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import Play
from tests.trialhouse import OFFICER, PASSPHRASE
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import find_officer
from verbale.chancery.talks.remarking import remark
from verbale.chancery.talks.saying import Statement
from verbale.practice.talks.view import View


def sign(play: Play, **given: Any) -> Any:
    """Sends the form, signed."""
    given = {"topic": "concern", "text": "The shore is a common one.", "voice": "own"} | given
    given = {"passphrase1": PASSPHRASE} | given
    return play.page.post(play.url("remarks"), {f"remark-{name}": each for name, each in given.items()}, follow=True)


def test_without_remarks_the_page_says_what_stands_there(play: Play) -> None:
    play.open("BOR")
    assert "None. Principles, general comments" in text_of(play.page.get(play.url("remarks")))


def test_remarks_stand_by_topic_with_voice_points_and_what_is_not_negotiable(play: Play) -> None:
    play.open("BOR")
    play.say("CAL", remark("concern", "Small states cannot come twice.", points=["1.1"], allies=["Sarn", "Vestry"]))
    play.say("CAL", remark("concern", "Ferries are counted twice.", for_allies=True))
    play.say("BOR", remark("principle", "The lake is one.", not_negotiable=True))
    said = text_of(play.page.get(play.url("remarks")))
    assert "Response, 3" in said
    assert said.index("Principles, 1") < said.index("The lake is one.") < said.index("Concerns, 2")
    assert "for its allies Sarn , Vestry" in said
    assert "for allies that are not named Ferries are counted twice." in said
    assert said.count("Marked not negotiable by its sender") == 1
    assert "On 1.1" in said


def test_each_remark_has_an_address_and_is_cited_by_its_letter(play: Play) -> None:
    play.open("BOR")

    def two(view: View) -> Statement:
        first, second = (remark("comment", text)(view) for text in ("One.", "Two."))
        return Statement(acts=(*first.acts, *second.acts), subject="Remarks", lines=("One.", "Two."))

    letter = play.say("BOR", two)
    body = play.page.get(play.url("remarks")).content.decode()
    anchors = re.findall(r'<li id="([0-9a-f]{16}-[0-9]+)">', body)
    assert len(set(anchors)) == 2
    assert all(f'href="#{each}"' in body and each.startswith(letter.id.hex()[:16]) for each in anchors)
    said = text_of(play.page.get(play.url("remarks")))
    number = f"BOR/{letter.number}/{letter.year}"
    assert f"{number}, 1" in said
    assert f"{number}, 2" in said


def test_a_remark_is_signed_and_goes_to_every_member(play: Play) -> None:
    play.open("BOR")
    said = text_of(sign(play, points="1.1, 1.2", voice="named", allies="Sarn, Vestry", firm="on"))
    assert "Signed and entered." in said
    assert "The shore is a common one." in said
    play.exchange()
    (state,) = play.view("CAL").remarks
    assert (state.remark.topic, state.remark.voice, state.remark.allies) == ("concern", "named", ("Sarn", "Vestry"))
    assert len(state.remark.points) == 2
    assert state.remark.not_negotiable


def test_what_cannot_be_said_so_is_marked_and_not_said(play: Play) -> None:
    play.open("BOR")
    for given, problem in (
        ({"voice": "named"}, "Name them"),
        ({"voice": "own", "allies": "Sarn"}, "They are named only"),
        ({"points": "9.9"}, "There is no such point"),
        ({"text": " "}, "This field is required."),
        ({"passphrase1": "wrong"}, "does not open the key"),
    ):
        answer = sign(play, **given)
        assert answer.status_code == 422
        assert problem in text_of(answer)
        assert "Nothing was signed and nothing was sent." in text_of(answer)
    assert play.view().remarks == ()


def test_only_who_may_speak_says_a_remark(play: Play) -> None:
    play.open("BOR")
    officer = find_officer(OFFICER)
    officer.roles = [Role.ADVISER.value]
    officer.save()
    assert "Passphrase" not in text_of(play.page.get(play.url("remarks")))
    assert sign(play).status_code == 403


def test_a_remark_is_kept_by_a_drafter_and_sent_with_what_else_is_prepared(play: Play) -> None:
    play.open("BOR")
    officer = find_officer(OFFICER)
    roles = officer.roles
    officer.roles = [Role.DRAFTER.value]
    officer.save()
    page = text_of(play.page.get(play.url("remarks")))
    assert "Keep as a draft" in page
    assert "Passphrase" not in page
    assert sign(play, then="send").status_code == 403
    kept = play.page.post(
        play.url("remarks"),
        {"remark-topic": "concern", "remark-text": "The shore.", "remark-voice": "own", "then": "keep"},
        follow=True,
    )
    assert "Kept as a draft." in text_of(kept)
    assert play.view().remarks == ()
    empty = play.page.post(play.url("remarks"), {"then": "keep"})
    assert empty.status_code == 422
    assert "Nothing has been stored." in text_of(empty)
    officer.roles = roles
    officer.save()
    assert "The shore." in text_of(play.page.get(play.url("prepared")))
    play.page.post(play.url("prepared/send"), {"send-passphrase1": PASSPHRASE})
    assert [each.remark.text for each in play.view().remarks] == ["The shore."]
