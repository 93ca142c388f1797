"""A sheet as an Excel workbook: choices offered, what is not to be filled locked, what binds it hidden.

Read after the same look at the ZIP as a Word file gets, cell by cell, so that a sheet which claims a million empty rows
costs nothing. Formulas are refused and never computed; links to other workbooks, macros and pictures are not read.
"""

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import chain, islice
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from verbale.chancery.sheets.columns import CHOICES, COLUMNS, YES
from verbale.chancery.sheets.grid import WIDEST, letters, read_grid
from verbale.chancery.sheets.lines import Line
from verbale.chancery.word.package import check_package
from verbale.chancery.word.revision import clean
from verbale.formats import limits
from verbale.formats.errors import Malformed
from verbale.formats.talks.positions import RESERVES

_SHEET = "Positions"
_MEMBER = 16 * limits.MIB
_TAGS = 1_500_000
_CHOICES = {"position": CHOICES, "reserve": RESERVES, "not_negotiable": (YES,)}
_HELP = (
    "Fill the white columns of the sheet “Positions”, a row a point; leave a row empty to take no position on it.",
    "amend and counter need the text that is wanted instead; editorial may have one.",
    "Only “reserve” has a kind; only “reserve” and “accept ad referendum” wait until a day.",
    "Write words and days, no formulas. The grey columns stay as they are.",
)


def write_workbook(rows: Sequence[dict[str, str]]) -> bytes:
    """Writes rows, by the names of columns."""
    book = openpyxl.Workbook()
    book.properties.creator = ""
    sheet = book.active
    sheet.title = _SHEET
    sheet.freeze_panes = "C2"
    _write_row(sheet, 1, {column.name: column.heading for column in COLUMNS}, heading=True)
    for number, row in enumerate(rows, 2):
        _write_row(sheet, number, row)
    for place, column in enumerate(COLUMNS):
        dimension = sheet.column_dimensions[letters(place)]
        dimension.width, dimension.hidden = column.width, column.hidden
        if column.name in _CHOICES and rows:
            _offer(sheet, f"{letters(place)}2:{letters(place)}{len(rows) + 1}", _CHOICES[column.name])
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    told = book.create_sheet("How to fill it")
    for line in _HELP:
        told.append([line])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def read_workbook(data: bytes) -> Iterator[Line]:
    """Reads the rows of the sheet “Positions”, or of the first one.

    Raises:
        Malformed: `sheet-form`, `sheet-doctype`, `sheet-size` or `sheet-columns`.
    """
    _check(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of every extension that it leaves aside
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = book[_SHEET] if _SHEET in book.sheetnames else book.worksheets[0]
        sheet.reset_dimensions()  # what the sheet says of its own size hides rows, or claims a million
        rows = sheet.iter_rows(max_col=WIDEST)
        first = next(rows, ())
    except Exception:  # noqa: BLE001 (openpyxl lets whatever its XML provokes out)
        raise _no_workbook() from None
    return read_grid(_cells(chain([first], rows)))


def _write_row(sheet: Worksheet, number: int, row: dict[str, str], *, heading: bool = False) -> None:
    for place, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(number, place)
        text = clean(row.get(column.name, ""))
        cell.value = text
        if text:
            # A text stays one, whatever it begins with, also after it was edited in its cell.
            cell.data_type = "s"
            cell.quotePrefix = text[0] in "=+-@'"
        cell.alignment = Alignment(wrap_text=column.width > 20, vertical="top")
        if heading:
            cell.font = Font(bold=True)
        elif column.filled:
            cell.protection = Protection(locked=False)
        if heading or not column.filled:
            cell.fill = PatternFill("solid", fgColor="00EEEEEE")


def _offer(sheet: Worksheet, cells: str, choices: Sequence[str]) -> None:
    offered = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    offered.showErrorMessage, offered.error = True, f"Say {', '.join(choices)}."
    sheet.add_data_validation(offered)
    offered.add(cells)


def _check(data: bytes) -> None:
    """The look that a Word file gets too, before anything is opened."""
    try:
        check_package(data)
    except Malformed as wrong:
        if wrong.code == "docx-size":
            raise Malformed("sheet-size", "The workbook is larger than is read.") from None
        if wrong.code == "docx-doctype":
            raise Malformed(
                "sheet-doctype", "The workbook declares a document type, which none of Excel's does."
            ) from None
        raise _no_workbook() from None
    with zipfile.ZipFile(BytesIO(data)) as package:
        for member in package.infolist():
            if member.file_size > _MEMBER or package.read(member).count(b"<") > _TAGS:
                raise Malformed("sheet-size", "The workbook is larger than is read.")


def _cells(rows: Iterator[Sequence[Any]]) -> Iterator[list[tuple[str, bool]]]:
    """The cells of rows; the faults of a library that reads on while it is asked are one refusal."""
    source = iter(rows)
    while True:
        try:
            row = next(source, None)
            cells = (
                None if row is None else [(_text(cell.value), cell.data_type == "f") for cell in islice(row, WIDEST)]
            )
        except Exception:  # noqa: BLE001 (the same)
            raise _no_workbook() from None
        if cells is None:
            return
        yield cells


def _text(value: object) -> str:
    """What a cell says; a day that the spreadsheet took for one is written as it was asked for."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return YES if value else "no"
    return str(value)


def _no_workbook() -> Malformed:
    return Malformed("sheet-form", "The file is no Excel workbook, or a damaged one.")
