"""Packages on pages: what each ties, holds up and would change, who said what; an answer and an offer are signed."""

import re
from typing import Any

from tests.chancery.pages.looking import links_of, text_of
from tests.chancery.pages.talks.playing import Play
from tests.trialhouse import OFFICER, PASSPHRASE
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import find_officer
from verbale.chancery.talks.concluding import leave
from verbale.chancery.talks.remarking import answer, offer
from verbale.formats.talks.provision import Reference
from verbale.practice.talks.packages import PackageState


def package_of(play: Play, place: int = 0) -> PackageState:
    """A package, as the house knows it."""
    return play.view().packages[place]


def page_of(play: Play, place: int = 0) -> str:
    """The address of a package."""
    state = package_of(play, place)
    return play.url(f"packages/{state.letter.hex()}/{state.place}")


def say_to(play: Play, code: str, word: str, **more: Any) -> None:
    """A member answers the first package."""
    state = package_of(play)
    play.say(code, answer(Reference(letter=state.letter, place=state.place), word, **more))


def sign(play: Play, where: str, **given: Any) -> Any:
    """Sends a signed form."""
    prefix = "offer" if where.endswith("/offer") else "answer"
    given = {"passphrase1": PASSPHRASE} | given
    return play.page.post(where, {f"{prefix}-{name}": value for name, value in given.items()}, follow=True)


def ticked(play: Play, *numbers: str) -> list[str]:
    """Points as the form sends them."""
    by_number = {each.number: each for each in play.view().points}
    return [f"{by_number[each].id}.{by_number[each].wording.hex()}" for each in numbers]


def accept_words_of_bor(play: Play, words: str) -> None:
    """BOR amends point 1.1, and all others accept it."""
    play.respond("BOR", "1.1", "amend", text=words)
    wanted = play.view().points[0].positions[play.node("BOR").party.id].stands_for
    for code in ("CAL", "MFA-AL"):
        play.respond(code, "1.1", "accept", wording=wanted)


def test_without_packages_the_page_says_what_one_is(play: Play) -> None:
    play.open("BOR")
    said = text_of(play.page.get(play.url("packages")))
    assert "None. A package ties points" in said
    assert "Offer a package" in said


def test_a_package_shows_what_it_ties_holds_up_and_would_change(play: Play) -> None:
    play.open("BOR")
    for code in play.codes:
        play.respond(code, "1.1", "accept")
    play.respond("CAL", "1.2", "reject", reason="Not all works.")
    play.say("BOR", offer("all", ["1.1", "1.2"], title="Works", reason="They belong together."))
    listed = text_of(play.page.get(play.url("packages")))
    assert "Offered. All of these, or none: 1.1 , 1.2 ." in listed
    assert "Holds up, otherwise agreed: 1.1 ." in listed
    assert "Packages, 1" in listed
    said = text_of(play.page.get(page_of(play))).replace(" :", ":")
    assert "1.1: agreed by itself; who takes the package as one whole does not take it alone." in said
    assert "1.2 Open before; agreed after. The words stay as they are on the table." in said
    assert "Not for these words now: MFA-AL not yet heard, CAL reject" in said
    assert "They belong together." in said
    assert "Not yet heard: you , CAL ." in said


def test_a_point_leads_to_the_packages_that_it_stands_in(play: Play) -> None:
    play.open("BOR")
    play.say("BOR", offer("all", ["1.1", "1.2"]))
    assert page_of(play) in links_of(play.page.get(play.url(f"points/{play.point('1.1')}")))


def test_acceptance_that_changes_words_shows_them_before_and_after(play: Play) -> None:
    play.open("BOR")
    play.say("CAL", offer("all", ["1.1", "1.2"]))
    accept_words_of_bor(play, "The Parties consult twice a year.")
    assert play.view().points[0].text == "The Parties consult twice a year."
    said = text_of(play.page.get(page_of(play)))
    assert "Against the table:" in said
    assert re.search(r"\[struck out: twice", said)
    assert re.search(r"\[new: \[shall", said)


def test_who_said_what_stands_with_reasons_and_what_was_said_before(play: Play) -> None:
    play.open("BOR")
    play.say("BOR", offer("all", ["1.1", "1.2"]))
    say_to(play, "CAL", "discuss", reason="Which works?")
    say_to(play, "CAL", "reject", reason="Too many.")
    said = text_of(play.page.get(page_of(play)))
    assert "Rejected . Offered by BOR".replace(" .", ".") in said
    assert "CAL rejects" in said
    assert "Too many." in said
    assert "One thing said before that wants to discuss" in said
    assert "What acceptance would change" not in said


def test_an_answer_is_signed_and_goes_to_every_member(play: Play) -> None:
    play.open("BOR")
    play.say("BOR", offer("all", ["1.1", "1.2"]))
    assert "CAL accepts" not in text_of(play.page.get(play.url("packages")))
    say_to(play, "CAL", "accept")
    said = text_of(sign(play, page_of(play), answer="accept", reason="As instructed."))
    assert "Signed and entered." in said
    assert "Accepted by every member." in said
    play.exchange()
    assert package_of(play).status == play.view("CAL").packages[0].status == "accepted"
    assert [each.status for each in play.view().points][:2] == ["agreed", "agreed"]


def test_one_of_several_is_accepted_with_a_choice_and_not_without(play: Play) -> None:
    play.open("BOR")
    play.say("BOR", offer("one", ["1.1", "1.2"]))
    refused = sign(play, page_of(play), answer="accept")
    assert refused.status_code == 422
    assert "Say which one is accepted." in text_of(refused)
    assert "Nothing was signed and nothing was sent." in text_of(refused)
    assert play.node().party.id not in package_of(play).answers
    said = text_of(sign(play, page_of(play), answer="accept", choice=play.point("1.2")))
    assert "MFA-AL accepts 1.2" in said


def test_who_offers_a_package_withdraws_it_and_may_offer_it_again(play: Play) -> None:
    play.open("MFA-AL")
    play.say("MFA-AL", offer("all", ["1.1", "1.2"]))
    assert sign(play, page_of(play), answer="reject").status_code == 422
    said = text_of(sign(play, page_of(play), answer="withdraw"))
    assert "Withdrawn. Offered by MFA-AL" in said
    assert package_of(play).status == "withdrawn"
    sign(play, page_of(play), answer="accept")
    assert package_of(play).status == "offered"


def test_a_package_is_offered_out_of_points_that_are_ticked(play: Play) -> None:
    play.open("BOR")
    page = play.page.get(play.url(f"packages/offer?point={play.point('2.1')}")).content.decode()
    assert page.count(" checked>") == 2  # the form of the package, and the point
    ties = {"points": ticked(play, "1.1"), "condition": ticked(play, "2.1")}
    said = text_of(sign(play, play.url("packages/offer"), form="conditional", title="A", **ties))
    assert "Offered. These, on a condition: 1.1 ; if agreed: 2.1 ." in said
    play.exchange()
    state = play.view("CAL").packages[0].package
    assert [each.point for each in state.provisions] == [play.point("1.1")]
    assert (state.form, state.title) == ("conditional", "A")


def test_what_makes_no_package_is_marked_and_nothing_is_signed(play: Play) -> None:
    play.open("BOR")
    one, two = ticked(play, "1.1", "1.2")
    for given, problem in (
        ({"form": "all", "points": []}, "Tick the points that are offered."),
        ({"form": "all", "points": [one]}, "ties two points at least"),
        ({"form": "conditional", "points": [one]}, "Tick the points that have to be agreed."),
        ({"form": "one", "points": [one, two], "condition": [one]}, "Only a conditional package has a condition."),
        ({"form": "conditional", "points": [one, two], "condition": [two]}, "either offered or a condition"),
        ({"form": "all", "points": [one, two], "passphrase1": "wrong"}, "does not open the key"),
    ):
        answered = sign(play, play.url("packages/offer"), **given)
        assert answered.status_code == 422
        assert problem in text_of(answered)
    assert play.view().packages == ()


def test_a_wording_that_changed_since_it_was_read_is_not_tied(play: Play) -> None:
    play.open("BOR")
    read = ticked(play, "1.1", "1.2")
    accept_words_of_bor(play, "The Parties consult twice a year.")
    answered = sign(play, play.url("packages/offer"), form="all", points=read)
    assert answered.status_code == 422
    assert play.view().packages == ()


def test_only_who_may_speak_answers_and_offers(play: Play) -> None:
    play.open("BOR")
    play.say("BOR", offer("all", ["1.1", "1.2"]))
    officer = find_officer(OFFICER)
    officer.roles = [Role.ADVISER.value]
    officer.save()
    assert play.page.get(play.url("packages/offer")).status_code == 403
    assert sign(play, page_of(play), answer="accept").status_code == 403
    said = text_of(play.page.get(page_of(play)))
    assert "ask a principal or a registrar" in said
    assert "Passphrase" not in said


def test_who_left_or_looks_at_an_earlier_moment_answers_nothing(play: Play) -> None:
    play.open("BOR")
    letter = play.say("BOR", offer("all", ["1.1", "1.2"]))
    assert "Passphrase" in text_of(play.page.get(page_of(play)))
    assert "Passphrase" not in text_of(play.page.get(f"{page_of(play)}?at={letter.id.hex()}"))
    play.say("MFA-AL", leave())
    assert "Passphrase" not in text_of(play.page.get(page_of(play)))
    assert play.page.get(play.url(f"packages/{'0' * 64}/0")).status_code == 404


def test_an_offer_and_an_answer_are_kept_and_go_with_what_else_is_prepared(play: Play) -> None:
    play.open("BOR")
    play.say("BOR", offer("all", ["1.1", "1.2"]))
    kept = play.page.post(
        page_of(play), {"answer-answer": "discuss", "answer-reason": "How?", "then": "keep"}, follow=True
    )
    assert "Kept as a draft." in text_of(kept)
    form = {"offer-form": "one", "offer-points": ticked(play, "2.1", "2.2"), "then": "keep"}
    assert "Kept as a draft." in text_of(play.page.post(play.url("packages/offer"), form, follow=True))
    refused = play.page.post(play.url("packages/offer"), form | {"offer-points": []})
    assert (refused.status_code, "Nothing has been stored." in text_of(refused)) == (422, True)
    refused = play.page.post(page_of(play), {"then": "keep"})
    assert (refused.status_code, "Choose an answer." in text_of(refused)) == (422, True)
    assert len(play.view().packages) == 1
    play.page.post(play.url("prepared/send"), {"send-passphrase1": PASSPHRASE})
    ours = play.node().party.id
    assert [each.answers.get(ours) for each in play.view().packages] == ["discuss", "accept"]


def test_a_house_that_left_offers_nothing(play: Play) -> None:
    play.open("BOR")
    play.say("MFA-AL", leave())
    assert "This house says nothing in these talks any more." in text_of(play.page.get(play.url("packages/offer")))
    assert sign(play, play.url("packages/offer"), form="all", points=ticked(play, "1.1", "1.2")).status_code == 422
