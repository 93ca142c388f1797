"""What is prepared, on its page: read once more, signed, and sent as one letter to every member."""

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import Play
from tests.chancery.pages.talks.test_point import given, keep, prepared, send
from verbale.chancery.audit.models import Act as Entered


def test_nothing_is_prepared_till_somebody_prepares_it(play: Play) -> None:
    play.open()
    said = text_of(play.page.get(play.url("prepared")))
    assert "Nothing is prepared." in said
    assert "Next open point" in said


def test_what_is_prepared_goes_as_one_letter_and_is_the_same_at_every_member(play: Play) -> None:
    play.open()
    keep(play, position="accept")
    keep(play, "1.2", position="amend", text="Each Party notifies the others.", reason="Shorter.")
    where = play.url(f"points/{play.point('2.1')}/propose")
    play.page.post(where, {"propose-verb": "SUP", "propose-reason": "There is no seat."})
    listed = text_of(play.page.get(play.url("prepared")))
    assert "It goes as one letter to every member." in listed
    assert "Positions, 2" in listed
    assert "Proposals, 1" in listed
    assert "One letter, to BOR, CAL." in listed
    before = len(play.view().letters)
    assert "Signed and entered." in send(play)
    assert not prepared(play)
    assert len(play.view().letters) == before + 1
    play.exchange()
    assert len({play.view(code).digest for code in play.codes}) == 1
    assert [each.proposal.verb for each in play.view("CAL").proposals] == ["SUP"]
    assert Entered.objects.filter(act="sent", road="page", officer="Ilse Maren").count() == 1


def test_a_wrong_passphrase_signs_nothing_and_keeps_all(play: Play) -> None:
    play.open()
    keep(play)
    said = send(play, "a wrong passphrase")
    assert "Nothing was signed and nothing was sent." in said
    assert "does not open the key" in said
    assert len(prepared(play).positions) == 1
    assert len(play.view().letters) == 1


def test_a_form_without_a_passphrase_says_what_is_missing(play: Play) -> None:
    play.open()
    keep(play)
    assert "Something is missing or wrong." in send(play, "")


def test_sending_when_nothing_is_prepared_is_refused(play: Play) -> None:
    play.open()
    assert "Nothing is prepared in these talks." in send(play)


def test_one_of_them_can_be_dropped(play: Play) -> None:
    play.open()
    keep(play)
    keep(play, "1.2", position="discuss")
    point = play.point("1.1")
    said = text_of(play.page.post(play.url(f"prepared/{point}/drop"), follow=True))
    assert "Dropped." in said
    assert [each.position.word for each in prepared(play).positions] == ["discuss"]
    assert given(play)["position"] == "accept"
