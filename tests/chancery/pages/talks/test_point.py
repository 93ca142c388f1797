"""A point on its page: wordings, differences, positions, and what an officer keeps on it without saying it yet."""

import re

import pytest
from django.test import Client

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import SOURCE, Play
from tests.trialhouse import PASSPHRASE
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import add_officer
from verbale.chancery.talks.concluding import adopt, revise
from verbale.chancery.talks.prepared import Prepared
from verbale.chancery.talks.preparing import Preparing
from verbale.chancery.talks.proposing import Wish, propose, take_wishes
from verbale.chancery.talks.saying import Laying
from verbale.chancery.talks.texts import find_origins
from verbale.practice.texts.text import read_text

STANDS = "The Parties [shall][should] consult each year."


def prepared(play: Play) -> Prepared:
    """What is prepared in the house."""
    return Preparing(play.node()).of(play.dossier)


def given(play: Play, number: str = "1.1", **more: str) -> dict[str, str]:
    """A filled form."""
    point = play.view().point(play.point(number))
    assert point is not None
    return {"position": "accept", "wording": point.wording.hex(), "reason": "", "then": "stay"} | more


def keep(play: Play, number: str = "1.1", **more: str) -> str:
    """Fills the form of a point in; tells what the page says then."""
    where = play.url(f"points/{play.point(number)}")
    return text_of(play.page.post(where, given(play, number, **more), follow=True))


def send(play: Play, passphrase: str = PASSPHRASE) -> str:
    """Signs and sends what is prepared."""
    return text_of(play.page.post(play.url("prepared/send"), {"send-passphrase1": passphrase}, follow=True))


def test_a_point_shows_its_wording_and_that_nobody_was_heard(play: Play) -> None:
    play.open()
    said = text_of(play.page.get(play.url(f"points/{play.point('1.1')}")))
    assert STANDS in said
    assert said.count("not yet heard") == 3
    awaited = said.partition("Awaited on the wording on the table:")[2].partition(".")[0]
    assert awaited.replace(",", " ").split() == ["BOR", "CAL", "you"]
    assert play.page.get(play.url("points/0000000000000000")).status_code == 404


def test_of_who_is_silent_it_is_said_what_is_proven_and_no_more(play: Play) -> None:
    play.open("MFA-AL")
    where = play.url(f"points/{play.point('1.1')}")
    said = text_of(play.page.get(where))
    assert "Laid the text on the table; that takes no position." in said
    assert said.count("Reached: the text was opened") == 2
    play.respond("BOR", "1.1", "accept")
    assert text_of(play.page.get(where)).count("Reached: the text was opened") == 1


def test_other_wordings_stand_beside_it_with_the_words_that_differ_and_who_wants_them(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.1", "amend", text="The Parties shall consult twice a year.", reason="Once is too little.")
    play.respond("CAL", "1.1", "counter", text="Consultation is free.")
    body = play.page.get(play.url(f"points/{play.point('1.1')}")).content.decode()
    assert re.search(r"<ins>.*?twice a", body)
    said = text_of(play.page.get(play.url(f"points/{play.point('1.1')}")))
    assert "Wanted by BOR" in said
    assert "Wanted by CAL" in said
    assert "Once is too little." in said
    assert "BOR/1/2026" in said or "BOR/2/2026" in said
    unnamed = play.page.get(play.url(f"points/{play.point('1.1')}?who=no")).content.decode()
    assert 'class="who"' in body
    assert 'class="who"' not in unnamed


def test_what_a_party_said_before_stays_to_be_seen_with_its_letter(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.1", "reject", reason="Not every year.")
    play.respond("BOR", "1.1", "accept")
    said = text_of(play.page.get(play.url(f"points/{play.point('1.1')}")))
    assert "One position before that" in said
    assert "Not every year." in said


def test_a_position_is_kept_and_nobody_hears_of_it(play: Play) -> None:
    play.open()
    said = keep(play, position="reject", reason="Not every year.", firm="on")
    assert "Kept as a draft" in said
    assert "Prepared by Ilse Maren and not sent: reject." in said
    [kept] = prepared(play).positions
    assert (kept.position.word, kept.position.note.reason) == ("reject", "Not every year.")
    assert kept.position.note.not_negotiable
    play.exchange()
    assert not play.view("BOR").point(play.point("1.1")).positions  # type: ignore[union-attr]
    row = text_of(play.page.get(play.url("table")))
    assert "prepared: reject" in row


def test_keeping_goes_on_to_the_next_open_point_and_then_to_what_is_prepared(play: Play) -> None:
    play.open()
    where = play.url(f"points/{play.point('1.1')}")
    for number in ("1.1", "1.2", "2.1"):
        answer = play.page.post(where, given(play, number, then="next"))
        where = answer["Location"]
        assert "sitting" in where
    answer = play.page.post(where, given(play, "2.2", then="next"))
    assert answer["Location"] == play.url("prepared")
    assert len(prepared(play).positions) == 4
    assert "No open point awaits you any more" in text_of(play.page.get(answer["Location"]))


def test_what_is_prepared_can_be_changed_and_dropped(play: Play) -> None:
    play.open()
    keep(play, position="discuss", reason="What is a year?")
    body = play.page.get(play.url(f"points/{play.point('1.1')}")).content.decode()
    assert re.search(r'value="discuss"[^>]*checked', body)
    assert "What is a year?" in body
    keep(play, position="adref", until="2031-01-02")
    [kept] = prepared(play).positions
    assert kept.position.ad_referendum
    assert "Dropped" in keep(play, then="drop")
    assert not prepared(play)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"position": ""}, "This field is required."),
        ({"position": "amend", "text": " "}, "Give the words that are wanted instead."),
        ({"position": "counter", "text": STANDS}, "These are the words on the table; change them, or accept."),
        ({"position": "adref"}, "Say until when."),
        ({"position": "reserve", "until": "soon"}, "Enter a valid date."),
        ({"position": "counter", "text": "Words with a \x07 bell."}, "holds a control"),
    ],
)
def test_a_position_that_lacks_something_is_not_kept_and_the_page_says_why(
    play: Play, more: dict[str, str], why: str
) -> None:
    play.open()
    said = keep(play, **more)
    assert "Nothing has been stored." in said
    assert why in said
    assert not prepared(play)


def test_a_form_for_a_wording_that_changed_meanwhile_is_kept_for_that_wording_and_named_as_stale(play: Play) -> None:
    play.open()
    keep(play, position="accept")
    revised = read_text(SOURCE.replace("consult each year", "consult every month"), "markdown")
    laid = Laying(text=revised, title="Second draft", standing="official").act
    matches = {old.id: new.id for old, new in zip(read_text(SOURCE, "markdown").points, revised.points, strict=True)}
    play.say("BOR", revise(laid, find_origins(play.view("BOR"), revised, matches)))
    for code in play.codes:
        play.say(code, adopt(text=laid.digest, stage="basis"))
    said = text_of(play.page.get(play.url(f"points/{play.point('1.1')}")))
    assert "prepared “accept” for an earlier wording" in said
    assert "From the text in force" not in said
    listed = text_of(play.page.get(play.url("prepared")))
    assert "The wording changed since" in listed
    assert "Sign and send" not in listed


def test_a_proposal_is_kept_with_its_verb_and_shown_to_all_once_it_is_sent(play: Play) -> None:
    play.open()
    where = play.url(f"points/{play.point('1.2')}/propose")
    text = "Each Party notifies the others of works on the shore."
    form = {"propose-verb": "MOD", "propose-text": text, "propose-reason": "All is meant.", "propose-firm": ""}
    assert "Kept as a draft" in text_of(play.page.post(where, form, follow=True))
    [kept] = prepared(play).proposals
    assert (kept.proposal.verb, kept.proposal.text, kept.proposal.reason) == ("MOD", text, "All is meant.")
    play.say("BOR", propose(take_wishes(play.view("BOR"), [Wish(verb="SUP", point="1.2", reason="Not needed.")])))
    said = text_of(play.page.get(play.url(f"points/{play.point('1.2')}")))
    assert "SUP: suppress the point" in said
    assert "sponsored by BOR" in said
    assert "Not needed." in said


def test_a_proposal_of_another_is_joined_and_left_again_with_the_next_letter(play: Play) -> None:
    play.open()
    wishes = [Wish(verb="SUP", point="1.2", reason="Not needed.")]
    letter = play.say("BOR", propose(take_wishes(play.view("BOR"), wishes)))
    where = play.url(f"points/{play.point('1.2')}/sponsor")
    [made] = play.view().proposals
    chosen = {"proposal": f"{letter.id.hex()}:{made.place}"}
    assert "Kept as a draft" in text_of(play.page.post(where, chosen | {"withdraws": ""}, follow=True))
    [kept] = prepared(play).acts
    assert "joins as a sponsor" in kept.line
    assert "joins as a sponsor" in text_of(play.page.get(play.url("prepared")))
    send(play)
    assert play.node().party.id in play.view().proposals[0].sponsors
    assert "Cease to sponsor" in text_of(play.page.get(play.url(f"points/{play.point('1.2')}")))
    play.page.post(where, chosen | {"withdraws": "yes"})
    send(play)
    assert play.node().party.id not in play.view().proposals[0].sponsors
    assert play.page.post(where, {"proposal": "another"}).status_code == 404


@pytest.mark.parametrize(
    ("form", "wish"),
    [
        ({"verb": "ADD", "text": "A new point.", "number": "1.3"}, ("ADD", "A new point.", "1.3")),
        ({"verb": "NOC", "reason": "It is well."}, ("NOC", "", "")),
        ({"verb": "EDITORIAL", "text": "Each Party notifies others of [all] works."}, ("EDITORIAL", None, "")),
        ({"verb": "MOVE", "others": "2.1"}, ("MOVE", "", "")),
        ({"verb": "RENUMBER", "number": "1.9"}, ("RENUMBER", "", "1.9")),
        ({"verb": "MERGE", "others": "2.1, 2.2", "text": "All in one."}, ("MERGE", "All in one.", "")),
    ],
)
def test_every_verb_can_be_said_of_a_point(play: Play, form: dict[str, str], wish: tuple[str, str | None, str]) -> None:
    play.open()
    where = play.url(f"points/{play.point('1.2')}/propose")
    play.page.post(where, {f"propose-{name}": value for name, value in form.items()})
    [kept] = prepared(play).proposals
    verb, text, number = wish
    assert kept.proposal.verb == verb
    assert kept.proposal.number == number
    assert text is None or kept.proposal.text == text


def test_a_point_is_split_where_an_empty_line_stands(play: Play) -> None:
    play.open()
    where = play.url(f"points/{play.point('1.2')}/propose")
    play.page.post(where, {"propose-verb": "SPLIT", "propose-text": "First.\r\n\r\nSecond."})
    [kept] = prepared(play).proposals
    assert kept.proposal.texts == ("First.", "Second.")


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"verb": "MOD", "text": " "}, "Give the words."),
        ({"verb": "MOD", "text": "Each Party notifies the others of [all] works on the shore."}, "change them"),
        ({"verb": "SPLIT", "text": "One piece."}, "Part the pieces by an empty line."),
        ({"verb": "MERGE", "text": "All.", "others": " "}, "Say which points."),
        ({"verb": "MERGE", "text": "All.", "others": "9.9"}, "There is no such point"),
        ({"verb": "RENUMBER"}, "Say the number."),
    ],
)
def test_a_proposal_that_lacks_something_is_not_kept(play: Play, form: dict[str, str], why: str) -> None:
    play.open()
    where = play.url(f"points/{play.point('1.2')}/propose")
    said = text_of(play.page.post(where, {f"propose-{name}": value for name, value in form.items()}))
    assert why in said
    assert "Nothing has been stored." in said
    assert not prepared(play)


def test_an_earlier_moment_can_be_read_and_not_spoken_to(play: Play) -> None:
    opening = play.open()
    play.respond("BOR", "1.1", "accept")
    where = play.url(f"points/{play.point('1.1')}?at={opening.id.hex()}")
    said = text_of(play.page.get(where))
    assert "Your position" not in said
    assert "earlier moment" in said


def test_who_may_not_draft_reads_and_keeps_nothing(play: Play) -> None:
    play.open()
    add_officer("Tom Adler", "another good passphrase", [Role.ADVISER])
    client = Client()
    from verbale.chancery.officers.services import find_officer

    client.force_login(find_officer("Tom Adler").user)
    where = play.url(f"points/{play.point('1.1')}")
    assert "Your position" not in text_of(client.get(where))
    assert client.post(where, given(play)).status_code == 403
    assert not prepared(play)
