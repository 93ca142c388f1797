"""The text of the talks on its pages: compiled, clean, compared, traced back, and taken away as files."""

import io
import re
import zipfile

import openpyxl
import pytest

from tests.chancery.pages.looking import plain, text_of
from tests.chancery.pages.talks.playing import SOURCE, Play
from verbale.chancery.audit.models import Act as Entered
from verbale.chancery.talks.concluding import adopt, revise
from verbale.chancery.talks.languages import find_renderings, translate
from verbale.chancery.talks.proposing import Wish, propose, sponsor, take_wishes
from verbale.chancery.talks.saying import Laying
from verbale.chancery.talks.texts import find_origins
from verbale.chancery.word.changes import read_changes, side
from verbale.formats.talks.provision import Reference
from verbale.practice.texts.text import read_text

REVISED = SOURCE.replace("[shall][should] consult each year", "consult each month").replace("2.1 The", "2.9 The")


def lines_of(play: Play, page: str) -> dict[str, str]:
    """The points of a text on a page by their numbers, as they read."""
    body = play.page.get(play.url(page)).content.decode()
    parts = re.findall(r'<div class="part".*?<a class="num".*?>(.*?)</a>(.*?)</div>', body, re.DOTALL)
    return {plain(number).strip(): " ".join(plain(words).split()) for number, words in parts}


def revised(play: Play) -> bytes:
    """Lays a revised text and puts it in force; returns the digest of the first one."""
    first = play.view().text
    text = read_text(REVISED, "markdown")
    laid = Laying(text=text, title="Second draft", standing="official").act
    matches = {old.id: new.id for old, new in zip(read_text(SOURCE, "markdown").points, text.points, strict=True)}
    play.say("BOR", revise(laid, find_origins(play.view("BOR"), text, matches)))
    for code in play.codes:
        play.say(code, adopt(text=laid.digest, stage="basis"))
    return first


def agree(play: Play, *wishes: Wish) -> None:
    """All members agree on a proposal."""
    letter = play.say("BOR", propose(take_wishes(play.view("BOR"), wishes)))
    for code in ("MFA-AL", "CAL"):
        play.say(code, sponsor(Reference(letter=letter.id, place=1)))


def test_the_compilation_holds_the_text_and_what_everybody_wants_in_it(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.2", "amend", text="Each Party notifies the others of [all] works near the shore.")
    play.respond("CAL", "2.2", "counter", text="Nothing ends.")
    play.respond("CAL", "1.1", "accept")
    lines = lines_of(play, "compilation")
    assert "[ shall CAL ] [ should CAL ]" in lines["1.1"]
    assert "[ on ] [ near BOR ]" in lines["1.2"]
    assert "[ Nothing ends. CAL ]" in lines["2.2"]
    unnamed = lines_of(play, "compilation?who=no")
    assert "BOR" not in " ".join(unnamed.values())
    assert "[ shall ] [ should ]" in unnamed["1.1"]


def test_a_point_that_somebody_wants_to_add_stands_where_it_is_to_stand(play: Play) -> None:
    play.open()
    wish = Wish(verb="ADD", text="They meet in spring.", after="1.1", number="1.1bis")
    play.say("BOR", propose(take_wishes(play.view("BOR"), [wish])))
    lines = lines_of(play, "compilation")
    assert list(lines)[:3] == ["1.1", "1.1bis", "1.2"]
    assert lines["1.1bis"].startswith("[ They meet in spring.")
    assert lines["1.1bis"].endswith("proposed")


def test_words_that_all_agreed_to_delete_are_struck_out_and_not_gone(play: Play) -> None:
    play.open()
    agree(play, Wish(verb="SUP", point="2.1", reason="No seat."))
    body = play.page.get(play.url("compilation")).content.decode()
    assert re.search(r"<del>.*?The seat of the commission", body, re.DOTALL)
    assert "agreed to be deleted" in lines_of(play, "compilation")["2.1"]


def test_half_a_bracket_is_named_and_not_mended(play: Play) -> None:
    play.open(source="# A\n\n1. They [meet.\n\n2. They part.\n")
    assert "They [ (half a bracket)" in lines_of(play, "compilation")["1"]


def test_the_clean_text_leaves_out_what_is_in_brackets_and_marks_what_is_not_agreed(play: Play) -> None:
    play.open()
    for code in play.codes:
        play.respond(code, "1.2", "accept")
    lines = lines_of(play, "clean")
    assert lines["1.1"] == "The Parties […] consult each year. open"
    assert not lines["1.2"].endswith("open")
    assert "1 of 4 points are agreed." in text_of(play.page.get(play.url("clean")))


def test_headings_go_down_step_by_step_whatever_the_text_does(play: Play) -> None:
    play.open(source="### Deep\n\n1. They meet.\n\n## Less deep\n\n2. They part.\n")
    for shown in ("compilation", "clean"):
        body = play.page.get(play.url(shown)).content.decode().partition('<div class="paper"')[2]
        assert re.findall(r"<h([2-4])", body) == ["2", "3"]
        assert "#" not in plain(body.partition("</div>\n<")[0])


def test_the_clean_text_has_the_wordings_that_stand(play: Play) -> None:
    play.open()
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties consult each year."))
    assert lines_of(play, "clean")["1.1"] == "The Parties consult each year."


def test_one_text_alone_is_compared_with_the_wordings_that_stand(play: Play) -> None:
    play.open()
    assert "Nothing differs." in text_of(play.page.get(play.url("compare")))
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties consult each year."))
    said = text_of(play.page.get(play.url("compare")))
    assert "One point differs." in said
    assert "1.1 changed" in said


def test_two_texts_stand_side_by_side_with_the_words_that_differ(play: Play) -> None:
    play.open()
    first = revised(play)
    second = play.view().text
    where = f"compare?old={first.hex()[:16]}&new={second.hex()[:16]}"
    body = play.page.get(play.url(where)).content.decode()
    said = plain(body.partition("<tbody>")[2].partition("</tbody>")[0])
    assert "1.1 changed" in said
    assert "2.1 → 2.9 numbered anew" in said
    assert re.search(r"<ins>.*?month", body)
    assert "2.2" not in said
    whole = plain(play.page.get(play.url(f"{where}&whole=yes")).content.decode().partition("<tbody>")[2])
    assert "2.2 the same" in whole
    back = text_of(play.page.get(play.url(f"compare?old={second.hex()[:16]}&new={first.hex()[:16]}")))
    assert "2.9 → 2.1" in back
    assert play.page.get(play.url("compare?old=0000000000000000")).status_code == 404


def test_a_text_of_which_no_letter_says_what_it_continues_is_compared_by_likeness(play: Play) -> None:
    play.open()
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties consult each year."))
    version = read_text(SOURCE.replace("[shall][should] consult each year", "consult every year"), "markdown")
    laid = Laying(text=version, title="Draft, as spoken", standing="official", language="en-GB").act
    play.say("BOR", translate(laid, find_renderings(play.view("BOR"), version), authentic=False))
    said = text_of(play.page.get(play.url(f"compare?old=standing&new={laid.digest.hex()[:16]}")))
    assert "One point differs." in said
    assert "1.1 changed" in said
    back = text_of(play.page.get(play.url(f"compare?old={laid.digest.hex()[:16]}&new=standing")))
    assert "1.1 changed" in back


def test_the_concordance_leads_from_a_point_to_its_sources_and_the_reasons(play: Play) -> None:
    play.open()
    wishes = [Wish(verb="MOD", point="1.1", text="The Parties consult.", reason="Each year is too much.")]
    play.say("BOR", propose(take_wishes(play.view("BOR"), wishes)))
    revised(play)
    said = text_of(play.page.get(play.url("concordance")))
    assert "Each year is too much." in said
    row = said.partition("2.9 The seat")[2].partition("2.2 This Agreement")[0]
    assert "← 2.1" in " ".join(row.split())


@pytest.mark.parametrize("shown", ["compilation", "clean", "compare", "concordance", "files"])
def test_every_page_shows_an_earlier_moment_too(play: Play, shown: str) -> None:
    opening = play.open()
    play.respond("BOR", "1.1", "reject")
    answer = play.page.get(play.url(f"{shown}?at={opening.id.hex()}"))
    assert answer.status_code == 200
    assert "earlier moment" in text_of(answer)


def test_the_wishes_of_all_are_taken_away_as_tracked_changes(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.2", "amend", text="Each Party notifies the others of works.")
    answer = play.page.get(play.url("files/wishes.docx"))
    assert answer["Content-Disposition"].startswith("attachment")
    changes = read_changes(answer.content)
    assert "1.2. Each Party notifies the others of works." in side(changes, "accepted")
    assert "1.2 Each Party notifies the others of [all] works on the shore." in side(changes, "rejected")
    assert Entered.objects.filter(act="saved", about=play.dossier.hex()).count() == 1


def test_a_spreadsheet_to_fill_has_a_row_for_each_point_that_waits(play: Play) -> None:
    play.open()
    sheet = openpyxl.load_workbook(io.BytesIO(play.page.get(play.url("sheet.xlsx")).content)).active
    assert sheet is not None
    shown = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"1.1", "1.2", "2.1", "2.2"} <= shown


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", "text/markdown"),
        ("text.xml", "application/xml"),
        ("text.html", "text/html"),
        ("text.docx", "application/vnd.openxmlformats"),
        ("table.docx", "application/vnd.openxmlformats"),
        ("table.html", "text/html"),
        ("table.csv", "text/csv"),
    ],
)
def test_each_file_is_what_it_says(play: Play, name: str, kind: str) -> None:
    play.open()
    answer = play.page.get(play.url(f"files/{name}"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    if name == "text":
        assert answer.content.decode() == SOURCE
    if kind.startswith("application/vnd"):
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert play.page.get(play.url("files/another.exe")).status_code == 404


def test_the_changes_between_two_texts_are_taken_away_and_give_both_back(play: Play) -> None:
    play.open()
    first = revised(play)
    second = play.view().text
    where = play.url(f"changes/{first.hex()[:16]}/{second.hex()[:16]}.docx")
    changes = read_changes(play.page.get(where).content)
    assert any("consult each month" in each for each in side(changes, "accepted"))
    assert any("[shall][should] consult each year" in each for each in side(changes, "rejected"))
    assert play.page.get(where.replace(".docx", ".exe")).status_code == 404
    assert play.page.get(where.replace(first.hex()[:16], "0" * 16)).status_code == 404
