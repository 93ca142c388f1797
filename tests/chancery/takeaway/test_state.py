"""The state of play to take away: the same table as a page, as CSV and in Word."""

import csv
import io
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import html

from tests.chancery.word.sides import side_of
from tests.refusals import refusal_of
from verbale.chancery.takeaway.state import StateCell, StateRow, StateTable, write_state

TABLE = StateTable(
    title="Talks on consultation & record",
    about=("As of 2 March 2026, 10:00 UTC", "1 of 2 points agreed"),
    digest="ab" * 32,
    parties=("ARV", "BOR"),
    rows=(
        StateRow(
            point="03ae9f7111c00d02",
            number="1",
            words="The Parties <shall> consult.",
            status="agreed",
            cells=(
                StateCell(position="accept"),
                StateCell(position="accept", notes=("ad referendum", "until 2026-11-30")),
            ),
        ),
        StateRow(
            point="13ae9f7111c00d02",
            number="2",
            words="=يجتمع الطرفان",
            status="open",
            cells=(StateCell(position="amend", text="They meet."), StateCell()),
        ),
    ),
)
CELLS = [
    ["No.", "Point", "Status", "ARV", "BOR"],
    ["1", "The Parties <shall> consult.", "agreed", "accept", "accept\nad referendum\nuntil 2026-11-30"],
    ["2", "=يجتمع الطرفان", "open", "amend\n“They meet.”", "silent"],
]


def test_a_page_shows_every_cell_under_its_party_and_the_digest() -> None:
    page: Any = html.fromstring(write_state(TABLE, ".html").decode())
    for line_break in page.xpath("//br"):
        line_break.tail = "\n" + (line_break.tail or "")
    found = [[cell.text_content() for cell in row.xpath("th|td")] for row in page.xpath("//tr")]
    assert found == CELLS
    assert f"State {TABLE.digest}" in page.text_content()
    assert page.xpath("//tr/@id") == ["p-03ae9f7111c00d02", "p-13ae9f7111c00d02"]


def test_commas_hold_the_same_cells_and_nothing_to_compute() -> None:
    lines = list(csv.reader(io.StringIO(write_state(TABLE, ".csv").decode("utf-8-sig"), newline="")))
    wanted = [[*CELLS[0], "Point id"], [*CELLS[1], "03ae9f7111c00d02"], [*CELLS[2], "13ae9f7111c00d02"]]
    wanted[2][1] = "'=يجتمع الطرفان"
    assert lines == wanted


def test_word_shows_the_same_table_and_repeats_its_first_row() -> None:
    written = write_state(TABLE, ".docx")
    document = docx.Document(io.BytesIO(written))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == CELLS
    assert [each.text for each in document.paragraphs][:4] == [
        TABLE.title,
        *TABLE.about,
        f"State {TABLE.digest}",
    ]
    assert "tblHeader" in document.tables[0].rows[0]._tr.xml
    assert side_of(written, "accepted") == side_of(written, "rejected")


def test_a_table_without_points_or_parties_is_a_table() -> None:
    empty = StateTable(title="", digest="", parties=(), rows=())
    for form in (".docx", ".html", ".csv"):
        assert write_state(empty, form)
    assert refusal_of(write_state, empty, ".pdf") == "refused:export-form"


@pytest.mark.slow
@pytest.mark.needs("libreoffice")
def test_libreoffice_prints_the_table(tmp_path: Path) -> None:
    (tmp_path / "state.docx").write_bytes(write_state(TABLE, ".docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    source = str(tmp_path / "state.docx")
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), source]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    printed = (tmp_path / "state.txt").read_text("utf-8-sig")
    assert all(line in printed for row in CELLS for cell in row for line in cell.split("\n"))
