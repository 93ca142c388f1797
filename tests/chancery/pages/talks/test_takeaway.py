"""Files that are taken away from talks: each is what it says, and it is noted who took it."""

import io
import zipfile

import openpyxl
import pytest

from tests.chancery.pages.talks.playing import SOURCE, Play
from tests.chancery.pages.talks.saying import revised
from verbale.chancery.audit.models import Act as Entered
from verbale.chancery.word.changes import read_changes, side


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
