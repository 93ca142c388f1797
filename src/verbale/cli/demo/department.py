"""A department that fills a spreadsheet of positions with a program of its own, as one that has no chancery does."""

import csv
import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from verbale.chancery.sheets.columns import COLUMNS, POINT_PREFIX
from verbale.cli.demo.stands import Stand

_HEADINGS = {column.heading: column.name for column in COLUMNS}
_Fill = Callable[[str], Mapping[str, str]]


def fill(sheet: Path, stands: Collection[Stand], *, but: Collection[str] = ()) -> int:
    """Fills a sheet: with the positions that it was told, and else with acceptance.

    Args:
        sheet: the file; .xlsx, .csv or .json.
        stands: the positions that were told.
        but: the points whose rows stay empty.

    Returns:
        How many rows were filled.
    """
    told = {each.point: each.cells for each in stands}
    accepts = Stand(point="", word="accept").cells
    filled = 0

    def cells(point: str) -> Mapping[str, str]:
        nonlocal filled
        if point in but:
            return {}
        filled += 1
        return told.get(point, accepts)

    _PROGRAMS[sheet.suffix](sheet, cells)
    return filled


def _fill_workbook(sheet: Path, cells: _Fill) -> None:
    import openpyxl

    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    places = {_HEADINGS[str(cell.value)]: cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        point = str(page.cell(row, places["point"]).value).removeprefix(POINT_PREFIX)
        for name, value in cells(point).items():
            page.cell(row, places[name]).value = value or None
    book.save(sheet)


def _fill_commas(sheet: Path, cells: _Fill) -> None:
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        headings, *rows = csv.reader(stream)
    places = {_HEADINGS[heading]: place for place, heading in enumerate(headings)}
    for row in rows:
        for name, value in cells(row[places["point"]].removeprefix(POINT_PREFIX)).items():
            row[places[name]] = value
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])


def _fill_entries(sheet: Path, cells: _Fill) -> None:
    entries = json.loads(sheet.read_text("utf-8"))
    filled = [each | cells(each["point"].removeprefix(POINT_PREFIX)) for each in entries]
    sheet.write_text(json.dumps(filled), "utf-8")


_PROGRAMS: Mapping[str, Callable[[Path, _Fill], None]] = {
    ".xlsx": _fill_workbook,
    ".csv": _fill_commas,
    ".json": _fill_entries,
}
