"""Opening talks on a page: a text, the members, the rules, signed; and what is refused opens nothing."""

from typing import Any

from tests.chancery.pages.looking import links_of, text_of
from tests.chancery.pages.talks.playing import SOURCE, Play
from tests.trialhouse import OFFICER, PASSPHRASE
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import find_officer
from verbale.chancery.talks.models import Dossier
from verbale.practice.texts.text import read_text

OPEN = "/dossiers/open"


def keep_text(play: Play) -> str:
    """Keeps a text in the house; returns its digest."""
    text = read_text(SOURCE, "markdown")
    play.node().texts().keep(text, title="Agreement on the lake", origin="lake.md", now=play.node().now())
    return text.digest.hex()


def fill(play: Play, **changed: Any) -> dict[str, Any]:
    """The form, filled in."""
    given = {
        "text": keep_text(play),
        "title": "Talks on the lake",
        "members": [play.node(code).party.id.hex() for code in ("BOR", "CAL")],
        "agreement": "whole",
        "standing": "official",
        "penholder": "",
        "passphrase1": PASSPHRASE,
    } | changed
    return {f"open-{name}": value for name, value in given.items()}


def test_talks_are_opened_by_one_signed_letter_to_all_members(play: Play) -> None:
    form = fill(play, penholder=play.node("BOR").party.id.hex())
    answer = play.page.post(OPEN, form, follow=True)
    assert answer.status_code == 200
    said = text_of(answer)
    assert "Signed and entered." in said
    assert "between three parties. 4 of 4 points are open." in said
    assert "when BOR , the penholder, lays them" in said
    play.exchange()
    (dossier,) = Dossier.objects.all()
    view = play.node("CAL").talks().now(bytes(dossier.dossier))
    assert (view.agreement, view.penholder, len(view.members)) == ("whole", play.node("BOR").party.id, 3)
    assert [each.laid.standing for each in view.texts] == ["official"]


def test_a_wrong_passphrase_opens_nothing_and_says_so(play: Play) -> None:
    answer = play.page.post(OPEN, fill(play, passphrase1="another"))
    assert answer.status_code == 422
    said = text_of(answer)
    assert "Nothing was signed and nothing was sent." in said
    assert "does not open the key" in said
    assert not Dossier.objects.exists()


def test_what_is_missing_or_wrong_is_marked_and_opens_nothing(play: Play) -> None:
    for changed, problem in (
        ({"members": []}, "Choose one other member at least."),
        ({"title": "Bad \u202e title"}, "The title"),
        ({"members": [play.node("CAL").party.id.hex()], "penholder": play.node("BOR").party.id.hex()}, "hold the pen"),
    ):
        answer = play.page.post(OPEN, fill(play, **changed))
        assert answer.status_code == 422
        assert problem in text_of(answer)
    assert not Dossier.objects.exists()


def test_a_house_without_texts_or_without_parties_says_what_it_lacks(play: Play) -> None:
    assert "This house has no text yet." in text_of(play.page.get(OPEN))
    keep_text(play)
    page = play.page.get(OPEN)
    assert "Agreement on the lake (" in page.content.decode()
    assert 'name="open-passphrase1"' in page.content.decode()


def test_a_text_leads_to_talks_on_it(play: Play) -> None:
    digest = keep_text(play)
    other = read_text("1. Another.", "markdown")
    play.node().texts().keep(other, title="Another", origin="another.md", now=play.node().now())
    assert OPEN in links_of(play.page.get(f"/texts/{digest}"))
    for each in (digest, other.digest.hex()):
        page = play.page.get(f"{OPEN}?text={each}").content.decode()
        assert f'<option value="{each}" selected>' in page


def test_only_who_may_speak_for_the_house_opens_talks(play: Play) -> None:
    assert "Open talks" in text_of(play.page.get("/dossiers"))
    officer = find_officer(OFFICER)
    officer.roles = [Role.DRAFTER.value]
    officer.save()
    assert play.page.get(OPEN).status_code == 403
    assert "Open talks" not in text_of(play.page.get("/dossiers"))
