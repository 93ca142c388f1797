"""Files brought into talks: what is taken, what is refused, and who may; nothing leaves that nobody signed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.bringing import NEW, POINTS, brought, chosen, redline, rows, upload, verbs
from tests.chancery.pages.talks.playing import Play
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import add_officer
from verbale.chancery.talks.concluding import leave
from verbale.chancery.talks.matching import Matchings
from verbale.chancery.word.redline import write_plain, write_redline
from verbale.practice.texts.text import read_text


def test_tracked_changes_are_taken_as_their_author_says(play: Play) -> None:
    play.open()
    url = upload(play, "r.docx", redline())["Location"]
    said = text_of(play.page.get(f"{url}?show=said"))
    assert "said by the tracked changes" in said
    assert "No pair of points waits for your word." in said
    play.page.post(f"{url}/proposals", chosen(play, f"{url}/proposals", act="prepare"))
    assert verbs(play) == ["MOD", "SUP"]


def test_paragraphs_that_were_changed_and_are_no_points_are_named(play: Play) -> None:
    play.open()
    old = ["A cover page", *(f"{point.number} {point.text}" for point in POINTS)]
    data = write_redline(old, ["Another cover page", *old[1:]], author="Brenna")
    url = upload(play, "r.docx", data)["Location"]
    said = text_of(play.page.get(url))
    assert "Not found , 1" in said or "Not found, 1" in said
    assert "A cover page" in said


def test_a_word_file_without_changes_is_a_new_text(play: Play) -> None:
    play.open()
    data = write_plain([f"{point.number} {point.text}" for point in POINTS] + ["2.3 A last point."])
    url = upload(play, "new.docx", data)["Location"]
    where = f"{url}/proposals"
    play.page.post(where, chosen(play, where, act="prepare"))
    assert verbs(play) == ["ADD"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("new.pdf", b"%PDF", "A text is read out of a file that ends in .md, .txt or .docx."),
        ("new.docx", b"no Word file", "The file is no Word file, or a damaged one."),
        (
            "r.docx",
            write_redline(["Of another matter."], ["Of yet another."], author="B"),
            "No paragraph of the file is a point of the text in force.",
        ),
    ],
)
def test_a_file_that_cannot_be_brought_in_is_refused_and_nothing_is_kept(
    play: Play, name: str, data: bytes, said: str
) -> None:
    play.open()
    play.view()
    before = len(play.node().texts().all())
    answer = upload(play, name, data)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Nothing has been stored." in text_of(answer)
    assert len(play.node().texts().all()) == before
    assert Matchings(play.node()).all(play.dossier) == []


def test_no_file_is_said_in_words(play: Play) -> None:
    play.open()
    for where in ("file", "kept", "sheet"):
        answer = play.page.post(play.url(f"import/{where}"), {})
        assert answer.status_code == 422
        assert "Something is missing or wrong." in text_of(answer)


def test_a_text_of_the_house_is_brought_in(play: Play) -> None:
    play.open()
    node = play.node()
    kept = node.texts().keep(read_text(NEW, "markdown"), title="Our draft", origin="d.md", now=node.now())
    assert "Our draft" in text_of(play.page.get(play.url("import")))
    answer = play.page.post(play.url("import/kept"), {"text": kept.digest.hex()})
    assert len(rows(play, answer["Location"])) == 2
    other = play.page.post(f"/texts/{kept.digest.hex()}", {"dossier": play.dossier.hex()})
    assert other["Location"] == answer["Location"]
    assert "Our draft" in text_of(play.page.get(play.url("import")))
    assert play.page.post(f"/texts/{kept.digest.hex()}", {"dossier": "0" * 64}).status_code == 422


def test_a_word_file_that_waits_becomes_proposals(play: Play) -> None:
    play.open()
    asked = play.page.post("/texts", {"file": SimpleUploadedFile("r.docx", redline())})["Location"]
    assert "The changes alone" in text_of(play.page.get(asked))
    wrong = play.page.post(asked, {"act": "propose", "dossier": "0" * 64})
    assert wrong.status_code == 422
    done = play.page.post(asked, {"act": "propose", "dossier": play.dossier.hex()})
    assert [row.tracked for row in rows(play, f"{done['Location']}?show=said")] == [True]
    assert play.page.get(asked).status_code == 404
    kept = next(each for each in play.node().texts().all() if each.side == "accepted")
    Matchings(play.node()).drop(play.dossier, kept.digest)
    again = play.page.post(f"/texts/{kept.digest.hex()}", {"dossier": play.dossier.hex()})
    assert [row.tracked for row in rows(play, f"{again['Location']}?show=said")] == [True]


def test_a_word_file_of_another_matter_waits_on(play: Play) -> None:
    play.open()
    data = write_redline(["Of another matter."], ["Of yet another."], author="B")
    asked = play.page.post("/texts", {"file": SimpleUploadedFile("r.docx", data)})["Location"]
    answer = play.page.post(asked, {"act": "propose", "dossier": play.dossier.hex()})
    assert answer.status_code == 422
    assert play.page.get(asked).status_code == 200


def test_a_text_is_put_away_and_stays_in_the_house(play: Play) -> None:
    url = brought(play)
    digest = url.rpartition("/")[2]
    play.page.post(f"{url}/put-away")
    assert Matchings(play.node()).all(play.dossier) == []
    assert play.page.get(f"/texts/{digest}").status_code == 200


def test_who_only_reads_changes_nothing(play: Play) -> None:
    url = brought(play)
    adviser = Client()
    adviser.force_login(add_officer("Vera Lund", "a long password", [Role.ADVISER]).user)
    for where in (url, f"{url}/proposals", f"{url}/revise", f"{url}/points/{play.point('1.1')}", play.url("import")):
        body = adviser.get(where).content.decode()
        assert 'type="radio"' not in body
        assert 'type="checkbox"' not in body
        assert 'type="password"' not in body
    assert adviser.post(url, {}).status_code == 403
    assert adviser.post(f"{url}/proposals", {}).status_code == 403
    assert adviser.post(f"{url}/revise", {}).status_code == 403
    assert adviser.post(f"{url}/points/{play.point('1.1')}", {}).status_code == 403
    drafter = Client()
    drafter.force_login(add_officer("Ann", "a long password", [Role.DRAFTER]).user)
    assert "To sign for the house, ask a principal or a registrar." in text_of(drafter.get(f"{url}/revise"))
    assert drafter.post(f"{url}/revise", {}).status_code == 403


def test_a_house_that_left_brings_nothing_in(play: Play) -> None:
    url = brought(play)
    play.say("MFA-AL", leave())
    assert "Nothing can be brought in here by you." in text_of(play.page.get(play.url("import")))
    answer = upload(play, "new.md", b"1. Another.")
    assert answer.status_code == 422
    assert "This chancery left these talks" in text_of(answer)
    assert play.page.post(f"{url}/proposals", {"reason": "", "act": "prepare"}).status_code == 422
