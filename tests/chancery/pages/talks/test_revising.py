"""A new text laid on the table as a revised one: foreseen, signed, and nothing laid that is refused."""

import pytest

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.bringing import brought, rows
from tests.chancery.pages.talks.playing import Play
from tests.trialhouse import PASSPHRASE
from verbale.chancery.talks.matching import Matchings


def test_a_new_text_is_laid_as_a_revised_one_and_signed(play: Play) -> None:
    url = brought(play)
    first, second = rows(play, url)
    play.page.post(url, {first.name: "yes", second.name: "yes", "act": "keep"})
    answer = play.page.get(f"{url}/revise")
    said = text_of(answer)
    assert "4 go on as the points that they are" in said
    assert "Every point of the talks goes on in it." in said
    given = {"revise-title": "Second draft", "revise-standing": "basis", "revise-language": "en"}
    wrong = play.page.post(f"{url}/revise", given | {"revise-passphrase1": "another"})
    assert wrong.status_code == 422
    assert "Nothing was signed and nothing was sent." in text_of(wrong)
    assert len(play.view().texts) == 1
    done = play.page.post(f"{url}/revise", given | {"revise-passphrase1": PASSPHRASE})
    assert done.status_code == 302, text_of(done)
    play.exchange()
    laid = play.view("BOR").texts[-1].laid
    assert (laid.title, laid.standing, laid.language) == ("Second draft", "basis", "en")
    assert Matchings(play.node()).all(play.dossier) == []


def test_what_is_not_decided_is_said_before_a_text_is_laid(play: Play) -> None:
    url = brought(play)
    said = text_of(play.page.get(f"{url}/revise"))
    assert "2 pairs of points are not decided" in said
    assert "2 are new" in said
    assert "no longer in the text" in said


@pytest.mark.parametrize(("field", "words"), [("title", "a\u202eb"), ("language", "no tag"), ("title", "")])
def test_a_title_or_a_language_that_is_none_is_refused(play: Play, field: str, words: str) -> None:
    url = brought(play)
    given = {"revise-title": "T", "revise-standing": "basis", "revise-language": "", "revise-passphrase1": PASSPHRASE}
    answer = play.page.post(f"{url}/revise", given | {f"revise-{field}": words})
    assert answer.status_code == 422
    assert len(play.view().texts) == 1
